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
    created_at,
});

/// Adds an uploaded file.
pub async fn insert(tx: &mut Tx, media: &MediaRow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO media (
            id, owner_id, kind, storage_key, thumbnail_key, media_type, file_name, size_bytes, width, height,
            blurhash, created_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
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
        media.created_at,
    )?;
    Ok(())
}

/// Those of the files that belong to `owner`; the rest do not exist for them.
pub async fn owned(tx: &mut Tx, owner: ActorId, ids: &[MediaId]) -> Result<Vec<MediaRow>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM media WHERE owner_id = $2 AND id IN ", "");
    Ok(fetch_all!(tx, MediaRow, sql, id_list(ids.iter().map(|id| id.get())), owner)?)
}

/// All files of `owner`, the latest first.
pub async fn of_owner(tx: &mut Tx, owner: ActorId, limit: i64) -> Result<Vec<MediaRow>, StoreError> {
    const SQL: &str = "SELECT * FROM media WHERE owner_id = $1 ORDER BY id DESC LIMIT $2";
    Ok(fetch_all!(tx, MediaRow, SQL, owner, limit)?)
}

/// A file by the key under which its bytes, or those of its thumbnail, lie.
pub async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<MediaRow>, StoreError> {
    const SQL: &str = "SELECT * FROM media WHERE storage_key = $1 OR thumbnail_key = $1 ORDER BY id LIMIT 1";
    Ok(fetch_optional!(tx, MediaRow, SQL, key)?)
}

/// Whether a readable post shows the file: what nobody shows is served to nobody but its owner.
pub async fn is_shown(tx: &mut Tx, media: MediaId) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (
            SELECT 1 FROM attachments JOIN posts ON posts.id = attachments.post_id
            WHERE attachments.media_id = $1 AND posts.state <> 'refused'
                AND posts.deleted_at IS NULL AND posts.removed_at IS NULL)";
    Ok(fetch_value!(tx, bool, SQL, media)?)
}

/// Files that were uploaded before `before` and that no post has: what the cleaning job takes away.
pub async fn unused(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<MediaRow>, StoreError> {
    const SQL: &str = "
        SELECT * FROM media
        WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM attachments WHERE attachments.media_id = media.id)
        ORDER BY id LIMIT $2";
    Ok(fetch_all!(tx, MediaRow, SQL, before, limit)?)
}

/// Forgets a file.
pub async fn delete(tx: &mut Tx, id: MediaId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM media WHERE id = $1", id)?;
    Ok(())
}
