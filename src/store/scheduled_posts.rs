//! Posts that wait for their time.

use super::dialect::id_list;
use super::error::exactly_one;
use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, MediaId, ScheduledId};
use crate::domain::time::Timestamp;

/// A post that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledRow {
    pub id: ScheduledId,
    pub actor_id: ActorId,
    /// JSON: what its author wrote.
    pub params: String,
    pub scheduled_at: Timestamp,
    pub created_at: Timestamp,
    /// When it could not be published.
    pub failed_at: Option<Timestamp>,
}

row!(ScheduledRow { id, actor_id, params, scheduled_at, created_at, failed_at });

/// Adds a post to the queue, with the files that it has: they are kept as long as it waits.
pub async fn insert(tx: &mut Tx, row: &ScheduledRow, files: &[MediaId]) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO scheduled_posts (id, actor_id, params, scheduled_at, created_at) VALUES ($1, $2, $3, $4, $5)";
    execute!(tx, SQL, row.id, row.actor_id, &row.params, row.scheduled_at, row.created_at)?;
    if files.is_empty() {
        return Ok(());
    }
    let sql = sql_with_ids!(
        tx,
        "INSERT INTO scheduled_files (scheduled_id, media_id) SELECT CAST($2 AS BIGINT), id FROM media WHERE id IN ",
        ""
    );
    execute!(tx, sql, id_list(files.iter().map(|id| id.get())), row.id)?;
    Ok(())
}

/// The post with this id, whoever wrote it.
pub async fn by_id(tx: &mut Tx, id: ScheduledId) -> Result<Option<ScheduledRow>, StoreError> {
    Ok(fetch_optional!(tx, ScheduledRow, "SELECT * FROM scheduled_posts WHERE id = $1", id)?)
}

/// What of somebody's waits, the newest first.
pub async fn list(tx: &mut Tx, actor: ActorId, span: Span) -> Result<Vec<ScheduledRow>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT * FROM scheduled_posts WHERE actor_id = $1 AND id < $2 AND id > $3",
        "id",
        "$4"
    );
    let rows = fetch_all!(tx, ScheduledRow, sql, actor, span.below, span.above, span.limit)?;
    Ok(span.newest_first(rows))
}

/// How much of somebody's waits.
pub async fn count(tx: &mut Tx, actor: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM scheduled_posts WHERE actor_id = $1", actor)?)
}

/// What was due before `before` and is still there, and has not failed: what has waited longest first.
pub async fn overdue(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<ScheduledRow>, StoreError> {
    const SQL: &str = "
        SELECT * FROM scheduled_posts WHERE scheduled_at < $1 AND failed_at IS NULL
        ORDER BY scheduled_at, id LIMIT $2";
    Ok(fetch_all!(tx, ScheduledRow, SQL, before, limit)?)
}

/// Sets another time; one that failed waits again.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not in the queue any more.
pub async fn put_off(tx: &mut Tx, id: ScheduledId, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE scheduled_posts SET scheduled_at = $2, failed_at = NULL WHERE id = $1";
    exactly_one(execute!(tx, SQL, id, at)?)
}

/// Takes a post out of the queue. `false`: it is not in it.
pub async fn delete(tx: &mut Tx, id: ScheduledId) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM scheduled_posts WHERE id = $1", id)? == 1)
}

/// The same for one that is due. `false`: it was published, cancelled or put off meanwhile, or has failed.
pub async fn take_due(tx: &mut Tx, id: ScheduledId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str =
        "DELETE FROM scheduled_posts WHERE id = $1 AND scheduled_at <= $2 AND failed_at IS NULL";
    Ok(execute!(tx, SQL, id, now)? == 1)
}

/// One that is due could not be published. `false` as for [`take_due`].
pub async fn fail_due(tx: &mut Tx, id: ScheduledId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE scheduled_posts SET failed_at = $2 WHERE id = $1 AND scheduled_at <= $2 AND failed_at IS NULL";
    Ok(execute!(tx, SQL, id, now)? == 1)
}
