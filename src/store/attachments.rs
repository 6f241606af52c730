//! Files and links of posts.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{AttachmentId, PostId};
use crate::domain::post::Attachment;

row!(Attachment {
    id,
    post_id,
    media_id,
    kind,
    url,
    media_type,
    name,
    width,
    height,
    blurhash,
    focus,
    thumbnail_key,
    position
});

/// The columns of an [`Attachment`], and from where they are read.
macro_rules! read {
    ($condition:literal) => {
        concat!(
            "SELECT attachments.*, media.thumbnail_key FROM attachments
            LEFT JOIN media ON media.id = attachments.media_id WHERE ",
            $condition
        )
    };
}

/// Adds a file or link to a post.
pub async fn insert(tx: &mut Tx, attachment: &Attachment) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO attachments (
            id, post_id, media_id, kind, url, media_type, name, width, height, blurhash, focus, position
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    execute!(
        tx,
        SQL,
        attachment.id,
        attachment.post_id,
        attachment.media_id,
        attachment.kind,
        &attachment.url,
        &attachment.media_type,
        &attachment.name,
        attachment.width,
        attachment.height,
        &attachment.blurhash,
        &attachment.focus,
        attachment.position,
    )?;
    Ok(())
}

/// A file or link of a post.
pub async fn by_id(tx: &mut Tx, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
    Ok(fetch_optional!(tx, Attachment, read!("attachments.id = $1"), id)?)
}

/// The files and links of these posts, in the order of each post.
pub async fn of_posts(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<Attachment>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(tx, read!("attachments.post_id IN "), " ORDER BY post_id, position");
    Ok(fetch_all!(tx, Attachment, sql, id_list(posts.iter().map(|id| id.get())))?)
}

/// Takes all files and links off a post.
pub async fn delete(tx: &mut Tx, post: PostId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM attachments WHERE post_id = $1", post)?;
    Ok(())
}
