//! Which collections of ours a peer listens to. The cost of publishing follows these rows, never the followers.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PeerId};

/// One more follower of `actor` is reached through `inbox_url`.
pub async fn add(tx: &mut Tx, peer: PeerId, actor: ActorId, inbox_url: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO subscriptions (peer_id, actor_id, inbox_url, followers, since_seq)
        SELECT $1, $2, $3, 1, seq FROM log_head WHERE true
        ON CONFLICT (peer_id, actor_id, inbox_url) DO UPDATE SET followers = subscriptions.followers + 1";
    execute!(tx, SQL, peer, actor, inbox_url)?;
    Ok(())
}

/// One follower fewer; the subscription ends with the last.
pub async fn remove(tx: &mut Tx, peer: PeerId, actor: ActorId, inbox_url: &str) -> Result<(), StoreError> {
    const LESS: &str = "
        UPDATE subscriptions SET followers = followers - 1
        WHERE peer_id = $1 AND actor_id = $2 AND inbox_url = $3";
    const END: &str = "
        DELETE FROM subscriptions WHERE peer_id = $1 AND actor_id = $2 AND inbox_url = $3 AND followers <= 0";
    execute!(tx, LESS, peer, actor, inbox_url)?;
    execute!(tx, END, peer, actor, inbox_url)?;
    Ok(())
}
