//! Posts that somebody marked for themselves.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, BookmarkId, PostId};

/// A mark as whoever made it takes it along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookmarkRow {
    pub id: BookmarkId,
    pub post_uri: String,
}

row!(BookmarkRow { id, post_uri });

/// What `actor` marked, the latest first.
pub async fn of(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<Vec<BookmarkRow>, StoreError> {
    const SQL: &str = "
        SELECT bookmarks.id, posts.uri AS post_uri FROM bookmarks JOIN posts ON posts.id = bookmarks.post_id
        WHERE bookmarks.actor_id = $1 ORDER BY bookmarks.id DESC LIMIT $2";
    Ok(fetch_all!(tx, BookmarkRow, SQL, actor, limit)?)
}

/// Marks a post. `false`: it is marked already, and nothing was written.
pub async fn insert(tx: &mut Tx, id: BookmarkId, actor: ActorId, post: PostId) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO bookmarks (id, actor_id, post_id) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id, post_id) DO NOTHING";
    Ok(execute!(tx, SQL, id, actor, post)? == 1)
}

/// Takes a mark away. `false`: there was none.
pub async fn delete(tx: &mut Tx, actor: ActorId, post: PostId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM bookmarks WHERE actor_id = $1 AND post_id = $2";
    Ok(execute!(tx, sql, actor, post)? == 1)
}
