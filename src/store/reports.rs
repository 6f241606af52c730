//! Reports to moderators.

use super::error::exactly_one;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId, ReportId};
use crate::domain::moderation::Report;

row!(Report {
    id,
    uri,
    reporter_id,
    subject_id,
    community_id,
    post_id,
    reason,
    state,
    resolution,
    resolved_by,
    resolved_at,
    created_at,
});

/// Adds a report. `false`: its uri is known, and nothing was written.
pub async fn insert(tx: &mut Tx, report: &Report) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO reports (
            id, uri, reporter_id, subject_id, community_id, post_id, reason, state, resolution, resolved_by,
            resolved_at, created_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (uri) DO NOTHING";
    let rows = execute!(
        tx,
        SQL,
        report.id,
        &report.uri,
        report.reporter_id,
        report.subject_id,
        report.community_id,
        report.post_id,
        &report.reason,
        report.state,
        &report.resolution,
        report.resolved_by,
        report.resolved_at,
        report.created_at,
    )?;
    Ok(rows == 1)
}

pub async fn by_id(tx: &mut Tx, id: ReportId) -> Result<Option<Report>, StoreError> {
    Ok(fetch_optional!(tx, Report, "SELECT * FROM reports WHERE id = $1", id)?)
}

pub async fn by_uri(tx: &mut Tx, uri: &str) -> Result<Option<Report>, StoreError> {
    Ok(fetch_optional!(tx, Report, "SELECT * FROM reports WHERE uri = $1", uri)?)
}

/// The open report of `reporter` about the same to the same community, where there is one.
pub async fn open_of(
    tx: &mut Tx,
    reporter: ActorId,
    subject: ActorId,
    post: Option<PostId>,
    community: Option<ActorId>,
) -> Result<Option<Report>, StoreError> {
    const SQL: &str = "
        SELECT * FROM reports
        WHERE reporter_id = $1 AND subject_id = $2 AND state = 'open' AND COALESCE(post_id, 0) = COALESCE($3, 0)
            AND COALESCE(community_id, 0) = COALESCE($4, 0)
        ORDER BY id LIMIT 1";
    Ok(fetch_optional!(tx, Report, SQL, reporter, subject, post, community)?)
}

/// How many open reports came from one domain: the bound on what a stranger can pile up.
pub async fn count_open_from(tx: &mut Tx, domain: &str) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM reports JOIN actors ON actors.id = reports.reporter_id
        WHERE reports.state = 'open' AND actors.domain = $1";
    Ok(fetch_value!(tx, i64, SQL, domain)?)
}

/// Closes a report.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such report, or it is closed.
pub async fn close(tx: &mut Tx, report: &Report) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE reports SET state = $2, resolution = $3, resolved_by = $4, resolved_at = $5
        WHERE id = $1 AND state = 'open'";
    let rows = execute!(
        tx,
        SQL,
        report.id,
        report.state,
        &report.resolution,
        report.resolved_by,
        report.resolved_at,
    )?;
    exactly_one(rows)
}

/// Opens a report again.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such report, or it is open.
pub async fn reopen(tx: &mut Tx, id: ReportId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE reports SET state = 'open', resolution = NULL, resolved_by = NULL, resolved_at = NULL
        WHERE id = $1 AND state <> 'open'";
    exactly_one(execute!(tx, SQL, id)?)
}

/// Open or closed reports, newest first, older than `before`, of all that `moderator` moderates; `node`: of everything.
/// Those about the moderator are left out.
pub async fn for_moderator(
    tx: &mut Tx,
    moderator: ActorId,
    node: bool,
    open: bool,
    before: ReportId,
    limit: i64,
) -> Result<Vec<Report>, StoreError> {
    const SQL: &str = "
        SELECT * FROM reports
        WHERE (state = 'open') = $3 AND id < $4 AND subject_id <> $1
            AND ($2 OR community_id IN (SELECT community_id FROM moderators WHERE actor_id = $1))
        ORDER BY id DESC LIMIT $5";
    Ok(fetch_all!(tx, Report, SQL, moderator, node, open, before, limit)?)
}

/// How many open reports wait for `moderator`; `node`: of everything. Those about the moderator are left out.
pub async fn count_open(tx: &mut Tx, moderator: ActorId, node: bool) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM reports
        WHERE state = 'open' AND subject_id <> $1
            AND ($2 OR community_id IN (SELECT community_id FROM moderators WHERE actor_id = $1))";
    Ok(fetch_value!(tx, i64, SQL, moderator, node)?)
}
