//! Earlier wordings of posts. The current one is the post itself.

use super::{StoreError, Tx};
use crate::domain::ids::PostId;
use crate::domain::post::Revision;

row!(Revision { post_id, version, editor_id, title, source, html, summary, details, note, created_at });

/// Keeps a wording that is being replaced.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when that version is kept already: two people edit at once.
pub async fn insert(tx: &mut Tx, revision: &Revision) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO post_revisions (
            post_id, version, editor_id, title, source, html, summary, details, note, created_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    execute!(
        tx,
        SQL,
        revision.post_id,
        revision.version,
        revision.editor_id,
        &revision.title,
        &revision.source,
        &revision.html,
        &revision.summary,
        &revision.details,
        &revision.note,
        revision.created_at,
    )?;
    Ok(())
}

/// Notes which uploaded files the post shows, as those of a version that is being replaced: they stay as long as it does.
/// To be called while they are still attached.
///
/// # Errors
/// When that version is not kept.
pub async fn keep_files(tx: &mut Tx, post: PostId, version: i64) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO revision_files (post_id, version, media_id)
        SELECT DISTINCT post_id, $2, media_id FROM attachments WHERE post_id = $1 AND media_id IS NOT NULL";
    execute!(tx, SQL, post, version)?;
    Ok(())
}

/// An earlier version by its number.
pub async fn by_version(tx: &mut Tx, post: PostId, version: i64) -> Result<Option<Revision>, StoreError> {
    const SQL: &str = "SELECT * FROM post_revisions WHERE post_id = $1 AND version = $2";
    Ok(fetch_optional!(tx, Revision, SQL, post, version)?)
}

/// Earlier versions below `before`, the newest first.
pub async fn list(tx: &mut Tx, post: PostId, before: i64, limit: i64) -> Result<Vec<Revision>, StoreError> {
    const SQL: &str = "
        SELECT * FROM post_revisions WHERE post_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
    Ok(fetch_all!(tx, Revision, SQL, post, before, limit)?)
}
