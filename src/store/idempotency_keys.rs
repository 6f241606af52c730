//! What clients call a request, so that sending it twice does it once.

use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// What `actor`'s request of this name made: the id of a post, or of one that waits for its time.
pub async fn find(tx: &mut Tx, actor: ActorId, key: &str) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "SELECT status_id FROM idempotency_keys WHERE actor_id = $1 AND key = $2";
    Ok(fetch_values!(tx, i64, SQL, actor, key)?.pop())
}

/// Notes what a request made. `false`: another one of this name was faster, and nothing was written.
pub async fn insert(
    tx: &mut Tx,
    actor: ActorId,
    key: &str,
    made: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO idempotency_keys (actor_id, key, status_id, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (actor_id, key) DO NOTHING";
    Ok(execute!(tx, SQL, actor, key, made, now)? == 1)
}

/// Forgets the names that were given before `moment`. Gives how many.
pub async fn drop_before(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM idempotency_keys WHERE created_at < $1", moment)?)
}
