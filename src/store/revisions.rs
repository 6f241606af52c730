//! Earlier wordings of posts. The current one is the post itself.

use super::dialect::id_list;
use super::media::MediaRow;
use super::{StoreError, Tx, media};
use crate::domain::ids::{MediaId, PostId};
use crate::domain::post::Revision;

row!(Revision {
    post_id,
    version,
    editor_id,
    title,
    source,
    html,
    summary,
    link_url,
    details,
    note,
    created_at,
});

struct KeptFile {
    version: i64,
    media_id: MediaId,
}

row!(KeptFile { version, media_id });

/// Keeps a wording that is being replaced.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when that version is kept already: two people edit at once.
pub async fn insert(tx: &mut Tx, revision: &Revision) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO post_revisions (
            post_id, version, editor_id, title, source, html, summary, link_url, details, note, created_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
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
        &revision.link_url,
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

/// The files of earlier versions of a post, each with the version that showed it.
pub async fn files(tx: &mut Tx, post: PostId) -> Result<Vec<(i64, MediaRow)>, StoreError> {
    const SQL: &str = "
        SELECT version, media_id FROM revision_files WHERE post_id = $1 ORDER BY version, media_id";
    let kept = fetch_all!(tx, KeptFile, SQL, post)?;
    let ids: Vec<MediaId> = kept.iter().map(|file| file.media_id).collect();
    let rows = media::by_ids(tx, &ids).await?;
    let row = |id| rows.iter().find(|row| row.id == id).cloned();
    Ok(kept.into_iter().filter_map(|file| Some((file.version, row(file.media_id)?))).collect())
}

struct Note {
    post_id: PostId,
    note: String,
}

row!(Note { post_id, note });

/// What was said about the changes that made these posts what they are now; those of which nothing was said are left out.
pub async fn notes(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<(PostId, String)>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(
        tx,
        "
        SELECT post_revisions.post_id, note FROM post_revisions JOIN posts ON posts.id = post_revisions.post_id
        WHERE note IS NOT NULL AND post_revisions.version = posts.version - 1 AND posts.id IN ",
        ""
    );
    let notes = fetch_all!(tx, Note, sql, id_list(posts.iter().map(|id| id.get())))?;
    Ok(notes.into_iter().map(|row| (row.post_id, row.note)).collect())
}

/// How many earlier versions are kept.
pub async fn count(tx: &mut Tx, post: PostId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM post_revisions WHERE post_id = $1", post)?)
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
