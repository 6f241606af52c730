//! Which collections of ours a peer listens to. The cost of publishing follows these rows, never the followers.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PeerId};

/// A peer that listens to an actor's followers collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRow {
    pub peer_id: PeerId,
    pub actor_id: ActorId,
    pub inbox_url: String,
    /// Activities up to this sequence number are from before the subscription.
    pub since_seq: i64,
}

row!(SubscriptionRow { peer_id, actor_id, inbox_url, since_seq });

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

/// Who listens to an actor.
pub async fn of_actor(tx: &mut Tx, actor: ActorId) -> Result<Vec<SubscriptionRow>, StoreError> {
    Ok(fetch_all!(tx, SubscriptionRow, "SELECT * FROM subscriptions WHERE actor_id = $1", actor)?)
}

/// Where each peer that listens to anything takes what is for everyone: one inbox a peer.
pub async fn one_inbox_each(tx: &mut Tx) -> Result<Vec<(PeerId, String)>, StoreError> {
    const SQL: &str = "SELECT peer_id, MIN(inbox_url) FROM subscriptions GROUP BY peer_id";
    Ok(fetch_all!(tx, (PeerId, String), SQL)?)
}

/// Where one peer takes what is for everyone. `None`: it listens to nothing.
pub async fn everyone_inbox(tx: &mut Tx, peer: PeerId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT MIN(inbox_url) FROM subscriptions WHERE peer_id = $1";
    Ok(fetch_value!(tx, Option<String>, SQL, peer)?)
}

/// Lets everybody of a domain who follows somebody here listen again, from now on.
pub async fn renew(tx: &mut Tx, peer: PeerId, domain: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO subscriptions (peer_id, actor_id, inbox_url, followers, since_seq)
        SELECT $1, follows.target_id, COALESCE(reader.shared_inbox_url, reader.inbox_url), COUNT(*),
            (SELECT seq FROM log_head WHERE only_row = 1)
        FROM follows
            JOIN actors AS reader ON reader.id = follows.follower_id
            JOIN actors AS target ON target.id = follows.target_id
        WHERE reader.domain = $2 AND NOT reader.local AND reader.deleted_at IS NULL
            AND target.local AND follows.state = 'accepted'
        GROUP BY follows.target_id, COALESCE(reader.shared_inbox_url, reader.inbox_url)
        ON CONFLICT DO NOTHING";
    execute!(tx, SQL, peer, domain)?;
    Ok(())
}

/// An inbox answered that it is gone: nothing more goes there.
pub async fn end_inbox(tx: &mut Tx, peer: PeerId, inbox_url: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM subscriptions WHERE peer_id = $1 AND inbox_url = $2";
    execute!(tx, SQL, peer, inbox_url)?;
    Ok(())
}
