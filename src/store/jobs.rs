//! Durable background work. A job is leased while it runs; when its process dies the lease runs out and it is due again.

use serde_json::Value;

use super::error::exactly_one;
use super::json::JsonText;
use super::{Signal, StoreError, Tx};
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;

/// Work to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub kind: &'static str,
    /// While a job with this key is unfinished, no second one is taken.
    pub unique_key: String,
    /// Ids, never secrets and never bodies that lie elsewhere. Its kind gives it a version if it ever changes.
    pub payload: Value,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub unique_key: String,
    pub payload: Value,
    /// How far a long job is; JSON `null` before its first step.
    pub progress: Value,
    pub run_at: Timestamp,
    /// Runs begun since the last step forward, with the current one.
    pub attempts: i64,
    pub last_error: Option<String>,
    /// When it was given up.
    pub failed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

row!(JobRow { id, kind, unique_key, run_at, attempts, last_error, failed_at, created_at } json { payload, progress });

/// Adds a job and wakes the workers on commit. `false`: one with this key is waiting or running already.
pub async fn enqueue(tx: &mut Tx, job: &NewJob) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO jobs (id, kind, unique_key, payload, progress, run_at, attempts, created_at)
        VALUES ($1, $2, $3, $4, 'null', $5, 0, $6)
        ON CONFLICT (unique_key) DO UPDATE SET
            id = excluded.id, kind = excluded.kind, payload = excluded.payload, progress = excluded.progress,
            run_at = excluded.run_at, attempts = 0, last_error = NULL, failed_at = NULL,
            created_at = excluded.created_at
        WHERE jobs.failed_at IS NOT NULL";
    let payload = JsonText(&job.payload);
    let rows = execute!(tx, SQL, job.id, job.kind, &job.unique_key, payload, job.run_at, job.created_at)?;
    tx.signal_on_commit(Signal::Jobs);
    Ok(rows == 1)
}

/// Takes a job away that is not needed any more; one that runs at this moment goes on.
pub async fn cancel(tx: &mut Tx, unique_key: &str) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM jobs WHERE unique_key = $1 AND leased_by IS NULL", unique_key)?;
    Ok(())
}

/// Leases the job that has been due longest, of the given kinds, to `owner` until `until`, and counts the attempt. However
/// much waits, only the first of each kind is looked at.
pub async fn claim(
    tx: &mut Tx,
    kinds: &[&str],
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<JobRow>, StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "
            UPDATE jobs SET leased_by = $2, leased_until = $4, attempts = attempts + 1
            WHERE id = (
                SELECT firsts.id FROM json_each($1) AS kinds JOIN jobs AS firsts ON firsts.id = (
                    SELECT jobs.id FROM jobs
                    WHERE jobs.kind = kinds.value AND failed_at IS NULL AND run_at <= $3
                        AND (leased_until IS NULL OR leased_until <= $3)
                    ORDER BY run_at, jobs.id LIMIT 1
                ) ORDER BY firsts.run_at, firsts.id LIMIT 1
            ) RETURNING *",
        postgres: "
            UPDATE jobs SET leased_by = $2, leased_until = $4, attempts = attempts + 1
            WHERE id = (
                SELECT firsts.id FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS kinds (value)
                CROSS JOIN LATERAL (
                    SELECT jobs.id, run_at FROM jobs
                    WHERE jobs.kind = kinds.value AND failed_at IS NULL AND run_at <= $3
                        AND (leased_until IS NULL OR leased_until <= $3)
                    ORDER BY run_at, jobs.id LIMIT 1 FOR UPDATE SKIP LOCKED
                ) AS firsts ORDER BY firsts.run_at, firsts.id LIMIT 1
            ) RETURNING *",
    );
    Ok(fetch_optional!(tx, JobRow, sql, JsonText(kinds), owner, now, until)?)
}

/// When the next job of the given kinds can be claimed: its time, or the end of its lease where that is later.
pub async fn next_due(tx: &mut Tx, kinds: &[&str]) -> Result<Option<Timestamp>, StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "
            SELECT MIN(due) FROM (
                SELECT (SELECT run_at FROM jobs
                    WHERE jobs.kind = kinds.value AND failed_at IS NULL AND leased_until IS NULL
                    ORDER BY run_at, jobs.id LIMIT 1) AS due FROM json_each($1) AS kinds
                UNION ALL
                SELECT CASE WHEN leased_until > run_at THEN leased_until ELSE run_at END FROM jobs
                WHERE leased_until IS NOT NULL AND failed_at IS NULL
                    -- Not by its index, in which all that waits stands.
                    AND +kind IN (SELECT value FROM json_each($1))
            ) AS moments",
        postgres: "
            SELECT MIN(due) FROM (
                SELECT (SELECT run_at FROM jobs
                    WHERE jobs.kind = kinds.value AND failed_at IS NULL AND leased_until IS NULL
                    ORDER BY run_at, jobs.id LIMIT 1) AS due
                FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS kinds (value)
                UNION ALL
                SELECT CASE WHEN leased_until > run_at THEN leased_until ELSE run_at END FROM jobs
                WHERE leased_until IS NOT NULL AND failed_at IS NULL
                    AND kind IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))
            ) AS moments",
    );
    Ok(fetch_value!(tx, Option<Timestamp>, sql, JsonText(kinds))?)
}

/// Keeps a lease until `until`. `false`: it ran out and the job is somebody else's now.
pub async fn renew(tx: &mut Tx, id: JobId, owner: &str, until: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE jobs SET leased_until = $3 WHERE id = $1 AND leased_by = $2";
    Ok(execute!(tx, SQL, id, owner, until)? == 1)
}

/// Gives back all leases of a process that ends. What it was doing is due at once, and not counted as an attempt.
pub async fn release_all(tx: &mut Tx, owner: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE jobs SET leased_by = NULL, leased_until = NULL, attempts = attempts - 1 WHERE leased_by = $1";
    execute!(tx, SQL, owner)?;
    tx.signal_on_commit(Signal::Jobs);
    Ok(())
}

/// The job is done: it goes.
///
/// # Errors
/// [`StoreError::NotFound`] here and in the three below when the lease is no longer the owner's.
pub async fn finish(tx: &mut Tx, id: JobId, owner: &str) -> Result<(), StoreError> {
    exactly_one(execute!(tx, "DELETE FROM jobs WHERE id = $1 AND leased_by = $2", id, owner)?)
}

/// The job made a step and goes on at `run_at`.
pub async fn step(
    tx: &mut Tx,
    id: JobId,
    owner: &str,
    progress: &Value,
    run_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE jobs SET progress = $3, run_at = $4, attempts = 0, last_error = NULL, leased_by = NULL, leased_until = NULL
        WHERE id = $1 AND leased_by = $2";
    exactly_one(execute!(tx, SQL, id, owner, JsonText(progress), run_at)?)
}

/// The run failed; the next is at `run_at`.
pub async fn retry(
    tx: &mut Tx,
    id: JobId,
    owner: &str,
    error: &str,
    run_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE jobs SET last_error = $3, run_at = $4, leased_by = NULL, leased_until = NULL
        WHERE id = $1 AND leased_by = $2";
    exactly_one(execute!(tx, SQL, id, owner, error, run_at)?)
}

/// The job is given up, and kept for administrators to see.
pub async fn fail(
    tx: &mut Tx,
    id: JobId,
    owner: &str,
    error: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE jobs SET last_error = $3, failed_at = $4, leased_by = NULL, leased_until = NULL
        WHERE id = $1 AND leased_by = $2";
    exactly_one(execute!(tx, SQL, id, owner, error, now)?)
}

/// The job with a key, with its progress for a page to show. `None`: done, or never asked for.
pub async fn by_key(tx: &mut Tx, unique_key: &str) -> Result<Option<JobRow>, StoreError> {
    Ok(fetch_optional!(tx, JobRow, "SELECT * FROM jobs WHERE unique_key = $1", unique_key)?)
}

/// How many unfinished jobs came after `id` whose keys begin with `prefix`, which ends with a colon; `most` when there are
/// more.
pub async fn count_later(tx: &mut Tx, prefix: &str, id: JobId, most: i64) -> Result<i64, StoreError> {
    // Letter by letter, whatever the database thinks of the order of words.
    let sql = dialect!(
        tx,
        sqlite: "
            SELECT COUNT(*) FROM (SELECT 1 FROM jobs
                WHERE unique_key > $1 AND unique_key < $2 AND id > $3 AND failed_at IS NULL LIMIT $4) AS later",
        postgres: "
            SELECT COUNT(*) FROM (SELECT 1 FROM jobs
                WHERE unique_key ~>~ $1 AND unique_key ~<~ $2 AND id > $3 AND failed_at IS NULL LIMIT $4) AS later",
    );
    // The character after the colon.
    let end = format!("{};", prefix.trim_end_matches(':'));
    Ok(fetch_value!(tx, i64, sql, prefix, &end, id, most)?)
}

/// The jobs that were given up, the latest first.
pub async fn failed(tx: &mut Tx, limit: i64) -> Result<Vec<JobRow>, StoreError> {
    const SQL: &str = "
        SELECT * FROM jobs WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id DESC LIMIT $1";
    Ok(fetch_all!(tx, JobRow, SQL, limit)?)
}

/// The kinds of unfinished jobs, each once.
pub async fn kinds(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT DISTINCT kind FROM jobs WHERE failed_at IS NULL ORDER BY kind";
    Ok(fetch_values!(tx, String, SQL)?)
}
