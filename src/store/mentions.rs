//! Who is named in a post.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};

/// Notes that a post names these actors. Ids without an actor are left out.
pub async fn insert(tx: &mut Tx, post: PostId, actors: &[ActorId]) -> Result<(), StoreError> {
    if actors.is_empty() {
        return Ok(());
    }
    let sql = sql_with_ids!(
        tx,
        "INSERT INTO mentions (post_id, actor_id) SELECT $2, id FROM actors WHERE id IN ",
        " ON CONFLICT DO NOTHING"
    );
    execute!(tx, sql, id_list(actors.iter().map(|id| id.get())), post)?;
    Ok(())
}

/// Forgets whom a post names.
pub async fn delete(tx: &mut Tx, post: PostId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM mentions WHERE post_id = $1", post)?;
    Ok(())
}

/// Takes an actor who goes out of every post that names it.
pub async fn forget(tx: &mut Tx, actor: ActorId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM mentions WHERE actor_id = $1", actor)?;
    Ok(())
}

/// Whom each of these posts names, by post.
pub async fn of_posts(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<(PostId, ActorId)>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT post_id, actor_id FROM mentions WHERE post_id IN ",
        " ORDER BY post_id, actor_id"
    );
    Ok(fetch_all!(tx, (PostId, ActorId), sql, id_list(posts.iter().map(|id| id.get())))?)
}

/// Whom a post names.
pub async fn of_post(tx: &mut Tx, post: PostId) -> Result<Vec<ActorId>, StoreError> {
    let sql = "SELECT actor_id FROM mentions WHERE post_id = $1 ORDER BY actor_id";
    Ok(fetch_values!(tx, ActorId, sql, post)?)
}
