//! Posts that somebody marked for themselves.

use std::collections::HashSet;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, BookmarkId, PostId};

/// Those of the posts that `actor` marked.
pub async fn among(tx: &mut Tx, actor: ActorId, posts: &[PostId]) -> Result<HashSet<PostId>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT post_id FROM bookmarks WHERE actor_id = $2 AND post_id IN ", "");
    let ids = fetch_values!(tx, PostId, sql, id_list(posts.iter().map(|id| id.get())), actor)?;
    Ok(ids.into_iter().collect())
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
