//! Threads of which somebody wants to hear no more.

use std::collections::HashSet;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};

/// Those of the threads, named by their roots, of which `actor` wants to hear no more.
pub async fn among(tx: &mut Tx, actor: ActorId, roots: &[PostId]) -> Result<HashSet<PostId>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT root_id FROM thread_mutes WHERE actor_id = $2 AND root_id IN ", "");
    let ids = fetch_values!(tx, PostId, sql, id_list(roots.iter().map(|id| id.get())), actor)?;
    Ok(ids.into_iter().collect())
}

/// `actor` wants to hear no more of a thread.
pub async fn insert(tx: &mut Tx, actor: ActorId, root: PostId) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO thread_mutes (actor_id, root_id) VALUES ($1, $2)
        ON CONFLICT (actor_id, root_id) DO NOTHING";
    execute!(tx, SQL, actor, root)?;
    Ok(())
}

/// `actor` wants to hear of a thread again. `false`: they did all the time.
pub async fn delete(tx: &mut Tx, actor: ActorId, root: PostId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM thread_mutes WHERE actor_id = $1 AND root_id = $2";
    Ok(execute!(tx, sql, actor, root)? == 1)
}
