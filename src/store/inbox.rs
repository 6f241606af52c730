//! Accepted deliveries: written before they are answered, processed in order, kept a while to recognise copies.

use serde::Serialize;

use super::error::exactly_one;
use super::{Signal, StoreError, Tx};
use crate::domain::delivery::InboxState;
use crate::domain::ids::InboxId;
use crate::domain::time::Timestamp;

/// A delivery to be accepted. Its sender has been authenticated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewDelivery {
    #[serde(serialize_with = "as_number")]
    pub id: InboxId,
    pub activity_uri: String,
    /// Who signed the request.
    pub signer_uri: String,
    pub body: String,
    /// Activities about one thing are processed in order.
    pub ordering_key: String,
    #[serde(serialize_with = "as_millis")]
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
fn as_millis<S: serde::Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(moment.millis())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn as_word<S: serde::Serializer>(state: &InboxState, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.as_str())
}

/// Accepts deliveries, all with one statement. What is known already, by the activity's id, is passed over.
pub async fn insert_all(tx: &mut Tx, deliveries: &[NewDelivery]) -> Result<u64, StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "
            INSERT INTO inbox (id, activity_uri, signer_uri, body, ordering_key, state, attempts, next_attempt_at, received_at)
            SELECT value ->> 'id', value ->> 'activity_uri', value ->> 'signer_uri', value ->> 'body',
                value ->> 'ordering_key', 'waiting', 0, 0, value ->> 'received_at'
            FROM json_each($1) WHERE true
            ON CONFLICT (activity_uri) DO NOTHING",
        postgres: "
            INSERT INTO inbox (id, activity_uri, signer_uri, body, ordering_key, state, attempts, next_attempt_at, received_at)
            SELECT id, activity_uri, signer_uri, body, ordering_key, 'waiting', 0, 0, received_at
            FROM json_to_recordset(CAST($1 AS JSON)) AS delivery (
                id BIGINT, activity_uri TEXT, signer_uri TEXT, body TEXT, ordering_key TEXT, received_at BIGINT
            )
            ON CONFLICT (activity_uri) DO NOTHING",
    );
    let inserted = execute!(tx, sql, super::json::JsonText(deliveries))?;
    if inserted > 0 {
        tx.signal_on_commit(Signal::Inbox);
    }
    Ok(inserted)
}

/// What waits and is due, oldest first, after `after`.
pub async fn due(
    tx: &mut Tx,
    after: InboxId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<InboxRow>, StoreError> {
    const SQL: &str = "
        SELECT * FROM inbox WHERE state = 'waiting' AND id > $1 AND next_attempt_at <= $2 ORDER BY id LIMIT $3";
    Ok(fetch_all!(tx, InboxRow, SQL, after, now, limit)?)
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
