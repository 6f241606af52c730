//! What people show on top of their own profiles.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::time::Timestamp;

/// Puts a post on top. `false`: it is there already, and nothing was written.
pub async fn insert(tx: &mut Tx, actor: ActorId, post: PostId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO profile_pins (actor_id, post_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id, post_id) DO NOTHING";
    Ok(execute!(tx, SQL, actor, post, now)? == 1)
}

/// Takes a post down. `false`: it was not there.
pub async fn delete(tx: &mut Tx, actor: ActorId, post: PostId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM profile_pins WHERE actor_id = $1 AND post_id = $2";
    Ok(execute!(tx, sql, actor, post)? == 1)
}

/// How many posts somebody shows on top.
pub async fn count(tx: &mut Tx, actor: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM profile_pins WHERE actor_id = $1", actor)?)
}
