//! Threads of which somebody wants to hear no more.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};

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
