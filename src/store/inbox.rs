//! Accepted deliveries: written before they are answered, processed in order, kept a while to recognise copies.

use serde::Serialize;
use sqlx::{PgConnection, QueryBuilder, Sqlite, SqliteConnection};

use super::dialect::id_list;
use super::error::exactly_one;
use super::tx::Connection;
use super::{Signal, StoreError, Tx};
use crate::domain::delivery::InboxState;
use crate::domain::ids::InboxId;
use crate::domain::time::Timestamp;

/// A delivery to be accepted. Its sender has been authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    pub id: InboxId,
    pub activity_uri: String,
    /// Who signed the request.
    pub signer_uri: String,
    pub body: String,
    /// Activities about one thing are processed in order.
    pub ordering_key: String,
    pub received_at: Timestamp,
}

/// A delivery that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    pub id: InboxId,
    pub activity_uri: String,
    pub signer_uri: String,
    pub body: String,
    pub ordering_key: String,
    pub attempts: i64,
    pub received_at: Timestamp,
}

row!(InboxRow { id, activity_uri, signer_uri, body, ordering_key, attempts, received_at });

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn as_number<S: serde::Serializer>(id: &InboxId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(id.get())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn as_word<S: serde::Serializer>(state: &InboxState, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.as_str())
}

/// Accepts deliveries, at most a few hundred, all with one statement. What is known already, by the activity's id, is
/// passed over.
pub async fn insert_all(tx: &mut Tx, deliveries: &[NewDelivery]) -> Result<u64, StoreError> {
    if deliveries.is_empty() {
        return Ok(0);
    }
    let inserted = match tx.connection() {
        Connection::Sqlite(connection) => insert_rows(connection, deliveries).await?,
        Connection::Postgres(connection) => insert_arrays(connection, deliveries).await?,
    };
    if inserted > 0 {
        tx.signal_on_commit(Signal::Inbox);
    }
    Ok(inserted)
}

/// Bodies that are wrapped in JSON cost either engine as much again as storing them, so each gets them as it likes best.
async fn insert_rows(connection: &mut SqliteConnection, deliveries: &[NewDelivery]) -> sqlx::Result<u64> {
    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO inbox (
            id, activity_uri, signer_uri, body, ordering_key, received_at, state, attempts, next_attempt_at
        ) ",
    );
    insert.push_values(deliveries, |mut row, delivery| {
        row.push_bind(delivery.id)
            .push_bind(delivery.activity_uri.as_str())
            .push_bind(delivery.signer_uri.as_str())
            .push_bind(delivery.body.as_str())
            .push_bind(delivery.ordering_key.as_str())
            .push_bind(delivery.received_at)
            .push("'waiting', 0, 0");
    });
    insert.push(" ON CONFLICT (activity_uri) DO NOTHING");
    // As many texts as there are lengths: none is kept.
    let done = insert.build().persistent(false).execute(connection).await?;
    Ok(done.rows_affected())
}

async fn insert_arrays(connection: &mut PgConnection, deliveries: &[NewDelivery]) -> sqlx::Result<u64> {
    const SQL: &str = "
        INSERT INTO inbox (
            id, activity_uri, signer_uri, body, ordering_key, received_at, state, attempts, next_attempt_at
        )
        SELECT id, activity_uri, signer_uri, body, ordering_key, received_at, 'waiting', 0, 0
        FROM UNNEST(
            CAST($1 AS BIGINT[]), CAST($2 AS TEXT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]), CAST($5 AS TEXT[]),
            CAST($6 AS BIGINT[])
        ) AS delivery (id, activity_uri, signer_uri, body, ordering_key, received_at)
        ON CONFLICT (activity_uri) DO NOTHING";
    let texts = |text: fn(&NewDelivery) -> &str| deliveries.iter().map(text).collect::<Vec<_>>();
    let done = sqlx::query(SQL)
        .bind(deliveries.iter().map(|delivery| delivery.id.get()).collect::<Vec<_>>())
        .bind(texts(|delivery| &delivery.activity_uri))
        .bind(texts(|delivery| &delivery.signer_uri))
        .bind(texts(|delivery| &delivery.body))
        .bind(texts(|delivery| &delivery.ordering_key))
        .bind(deliveries.iter().map(|delivery| delivery.received_at.millis()).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// What waits and is due, oldest first, after `after`, but for those that are `taken` already.
pub async fn due(
    tx: &mut Tx,
    after: InboxId,
    now: Timestamp,
    limit: i64,
    taken: impl IntoIterator<Item = InboxId>,
) -> Result<Vec<InboxRow>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT * FROM inbox WHERE state = 'waiting' AND id > $2 AND next_attempt_at <= $3 AND id NOT IN ",
        " ORDER BY id LIMIT $4"
    );
    let taken = id_list(taken.into_iter().map(InboxId::get));
    Ok(fetch_all!(tx, InboxRow, sql, taken, after, now, limit)?)
}

/// When the next delivery that was put off is due.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str =
        "SELECT MIN(next_attempt_at) FROM inbox WHERE state = 'waiting' AND next_attempt_at > 0";
    Ok(fetch_value!(tx, Option<Timestamp>, SQL)?)
}

/// How many deliveries wait.
pub async fn depth(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM inbox WHERE state = 'waiting'")?)
}

/// A delivery that is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Finished {
    #[serde(serialize_with = "as_number")]
    pub id: InboxId,
    #[serde(serialize_with = "as_word")]
    pub state: InboxState,
    /// Why nothing came of it.
    pub outcome: Option<&'static str>,
}

/// Ends deliveries, in the transaction of their effects, all with one statement.
///
/// # Errors
/// [`StoreError::NotFound`] when one of them does not wait.
pub async fn finish(tx: &mut Tx, finished: &[Finished], now: Timestamp) -> Result<(), StoreError> {
    if finished.is_empty() {
        return Ok(());
    }
    let sql = dialect!(
        tx,
        sqlite: "
            UPDATE inbox SET state = done.state, outcome = done.outcome, processed_at = $2
            FROM (
                SELECT value ->> 'id' AS id, value ->> 'state' AS state, value ->> 'outcome' AS outcome
                FROM json_each($1)
            ) AS done
            WHERE inbox.id = done.id AND inbox.state = 'waiting'",
        postgres: "
            UPDATE inbox SET state = done.state, outcome = done.outcome, processed_at = $2
            FROM json_to_recordset(CAST($1 AS JSON)) AS done (id BIGINT, state TEXT, outcome TEXT)
            WHERE inbox.id = done.id AND inbox.state = 'waiting'",
    );
    let touched = execute!(tx, sql, super::json::JsonText(finished), now)?;
    if usize::try_from(touched).is_ok_and(|touched| touched == finished.len()) {
        Ok(())
    } else {
        Err(StoreError::NotFound)
    }
}

/// Puts a delivery off.
pub async fn retry(tx: &mut Tx, id: InboxId, error: &str, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE inbox SET attempts = attempts + 1, outcome = $2, next_attempt_at = $3
        WHERE id = $1 AND state = 'waiting'";
    exactly_one(execute!(tx, SQL, id, error, at)?)
}

/// Has a delivery wait until `at`, which does not count as an attempt.
pub async fn postpone(tx: &mut Tx, id: InboxId, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE inbox SET next_attempt_at = $2 WHERE id = $1 AND state = 'waiting'";
    exactly_one(execute!(tx, SQL, id, at)?)
}

/// Has what the signer of a delivery said later about the same thing wait until `at` as well: a deletion must not overtake
/// the post that it is about. `alone` is the first line of their ordering keys.
pub async fn hold_back(
    tx: &mut Tx,
    delivery: &InboxRow,
    alone: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE inbox SET next_attempt_at = $5
        WHERE state = 'waiting' AND id > $1 AND signer_uri = $2 AND next_attempt_at < $5
            AND (ordering_key = $3 OR substr(ordering_key, 1, length($4)) = $4)";
    let first_line = format!("{alone}\n");
    execute!(tx, SQL, delivery.id, &delivery.signer_uri, alone, first_line, at)?;
    Ok(())
}

/// Forgets what was processed before `moment`, at most `limit` rows.
pub async fn prune(tx: &mut Tx, moment: Timestamp, limit: i64) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM inbox WHERE id IN (
            SELECT id FROM inbox WHERE state <> 'waiting' AND processed_at < $1 LIMIT $2
        )";
    Ok(execute!(tx, SQL, moment, limit)?)
}
