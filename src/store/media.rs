//! Uploaded files. The bytes lie in the media store under their keys.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, MediaId};
use crate::domain::post::AttachmentKind;
use crate::domain::time::Timestamp;

/// An uploaded file as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    pub id: MediaId,
    pub owner_id: ActorId,
    /// Image or document.
    pub kind: AttachmentKind,
    pub storage_key: String,
    pub thumbnail_key: Option<String>,
    pub media_type: String,
    pub file_name: String,
    pub size_bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub blurhash: Option<String>,
    /// Alternative text, given before the file stands in a post.
    pub description: Option<String>,
    /// See [`Attachment::focus`](crate::domain::post::Attachment::focus).
    pub focus: Option<String>,
    pub created_at: Timestamp,
}

row!(MediaRow {
    id,
    owner_id,
    kind,
    storage_key,
    thumbnail_key,
    media_type,
    file_name,
    size_bytes,
    width,
    height,
    blurhash,
    description,
    focus,
    created_at,
});

/// Adds an uploaded file.
pub async fn insert(tx: &mut Tx, media: &MediaRow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO media (
            id, owner_id, kind, storage_key, thumbnail_key, media_type, file_name, size_bytes, width, height,
            blurhash, description, focus, created_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    execute!(
        tx,
        SQL,
        media.id,
        media.owner_id,
        media.kind,
        &media.storage_key,
        &media.thumbnail_key,
        &media.media_type,
        &media.file_name,
        media.size_bytes,
        media.width,
        media.height,
        &media.blurhash,
        &media.description,
        &media.focus,
        media.created_at,
    )?;
    Ok(())
}

/// Those of the files that belong to `owner`; the rest do not exist for them.
pub async fn owned(tx: &mut Tx, owner: ActorId, ids: &[MediaId]) -> Result<Vec<MediaRow>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM media WHERE owner_id = $2 AND id IN ", "");
    Ok(fetch_all!(tx, MediaRow, sql, id_list(ids.iter().map(|id| id.get())), owner)?)
}

/// The files with these ids, whoever uploaded them; ids without a file are left out.
pub async fn by_ids(tx: &mut Tx, ids: &[MediaId]) -> Result<Vec<MediaRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(tx, "SELECT * FROM media WHERE id IN ", "");
    Ok(fetch_all!(tx, MediaRow, sql, id_list(ids.iter().map(|id| id.get())))?)
}

/// What somebody uploaded, the oldest first, after `after`.
pub async fn of_owner(
    tx: &mut Tx,
    owner: ActorId,
    after: MediaId,
    limit: i64,
) -> Result<Vec<MediaRow>, StoreError> {
    const SQL: &str = "SELECT * FROM media WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    Ok(fetch_all!(tx, MediaRow, SQL, owner, after, limit)?)
}

/// A file by the key under which its bytes, or those of its thumbnail, lie.
pub async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<MediaRow>, StoreError> {
    const SQL: &str = "SELECT * FROM media WHERE storage_key = $1 OR thumbnail_key = $1 ORDER BY id LIMIT 1";
    Ok(fetch_optional!(tx, MediaRow, SQL, key)?)
}

/// Whether a readable post shows a file of `media`, now or in an earlier version. Nothing is readable in a community that
/// is closed or suspended.
macro_rules! shown {
    () => {
        "EXISTS (
            SELECT 1 FROM posts
            WHERE posts.id IN (
                    SELECT post_id FROM attachments WHERE media_id = media.id
                    UNION SELECT post_id FROM revision_files WHERE media_id = media.id)
                AND posts.state <> 'refused' AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM actors WHERE actors.id = posts.community_id
                    AND (actors.suspended_at IS NOT NULL OR actors.deleted_at IS NOT NULL)))"
    };
}

/// A file by the key of its bytes or of its thumbnail's, if `viewer` may have it: a readable post shows it, or it is the
/// viewer's own. Whoever uploaded the same bytes, too.
pub async fn visible(
    tx: &mut Tx,
    key: &str,
    viewer: Option<ActorId>,
) -> Result<Option<MediaRow>, StoreError> {
    const SQL: &str = concat!(
        "SELECT * FROM media WHERE (storage_key = $1 OR thumbnail_key = $1) AND (owner_id = $2 OR ",
        shown!(),
        ") ORDER BY id LIMIT 1"
    );
    Ok(fetch_optional!(tx, MediaRow, SQL, key, viewer)?)
}

/// Whether the bytes under a key are for everybody: a readable post shows them, or nobody uploaded them as a file of a
/// post, which makes them a picture of a person, community or organization.
pub async fn is_public(tx: &mut Tx, key: &str) -> Result<bool, StoreError> {
    const SQL: &str = concat!(
        "SELECT NOT EXISTS (SELECT 1 FROM media WHERE storage_key = $1 OR thumbnail_key = $1) OR EXISTS (
            SELECT 1 FROM media WHERE (storage_key = $1 OR thumbnail_key = $1) AND ",
        shown!(),
        ")"
    );
    Ok(fetch_value!(tx, bool, SQL, key)?)
}

/// The addresses of all pictures of people, communities and the organization here.
pub async fn local_pictures(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "
        SELECT icon_url FROM actors WHERE local AND icon_url IS NOT NULL
        UNION SELECT banner_url FROM actors WHERE local AND banner_url IS NOT NULL";
    Ok(fetch_values!(tx, String, SQL)?)
}

/// Forgets files that no post has, now, in an earlier version or once its time comes; at most `limit`. Gives their number. They were uploaded
/// before `before`, or before `left_before` by somebody who is gone: no draft of theirs will show them.
pub async fn delete_unused(
    tx: &mut Tx,
    before: Timestamp,
    left_before: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM media WHERE id IN (
            SELECT id FROM media
            WHERE (created_at < $1 OR (created_at < $2 AND EXISTS (
                    SELECT 1 FROM actors WHERE actors.id = media.owner_id AND actors.deleted_at IS NOT NULL)))
                AND NOT EXISTS (SELECT 1 FROM attachments WHERE attachments.media_id = media.id)
                AND NOT EXISTS (SELECT 1 FROM revision_files WHERE revision_files.media_id = media.id)
                AND NOT EXISTS (SELECT 1 FROM scheduled_files WHERE scheduled_files.media_id = media.id)
            ORDER BY id LIMIT $3)";
    Ok(execute!(tx, SQL, before, left_before, limit)?)
}

/// Writes what describes a file.
pub async fn describe(tx: &mut Tx, id: MediaId, description: Option<&str>) -> Result<(), StoreError> {
    execute!(tx, "UPDATE media SET description = $2 WHERE id = $1", id, description)?;
    Ok(())
}

/// Writes what of a picture matters, as [`MediaRow::focus`].
pub async fn set_focus(tx: &mut Tx, id: MediaId, focus: &str) -> Result<(), StoreError> {
    execute!(tx, "UPDATE media SET focus = $2 WHERE id = $1", id, focus)?;
    Ok(())
}

/// Forgets a file, unless a post, an earlier version of one, or one that waits, has it. `false`: one has, and nothing was done.
pub async fn delete_if_unused(tx: &mut Tx, id: MediaId) -> Result<bool, StoreError> {
    const SQL: &str = "
        DELETE FROM media
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM attachments WHERE attachments.media_id = media.id)
            AND NOT EXISTS (SELECT 1 FROM revision_files WHERE revision_files.media_id = media.id)
            AND NOT EXISTS (SELECT 1 FROM scheduled_files WHERE scheduled_files.media_id = media.id)";
    Ok(execute!(tx, SQL, id)? == 1)
}
