//! Who takes part in a community.

use super::page::{Cursor, Page};
use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// Somebody who said something in a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    pub actor_id: ActorId,
    /// When they last did.
    pub last_active_at: Timestamp,
}

row!(Participant { actor_id, last_active_at });

/// How many followers a community has on one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowersOfNode {
    pub domain: String,
    pub followers: i64,
}

row!(FollowersOfNode { domain, followers });

/// Who said something in a community, the last to do so first.
pub async fn participants(
    tx: &mut Tx,
    community: ActorId,
    from: Cursor,
    limit: i64,
) -> Result<Page<Participant>, StoreError> {
    const SQL: &str = "
        SELECT author_id AS actor_id, MAX(published_at) AS last_active_at FROM posts
        WHERE community_id = $1 AND state = 'published' AND deleted_at IS NULL AND removed_at IS NULL
        GROUP BY author_id HAVING (MAX(published_at), author_id) < ($2, $3)
        ORDER BY last_active_at DESC, author_id DESC LIMIT $4";
    let rows = fetch_all!(tx, Participant, SQL, community, from.at, from.id, limit + 1)?;
    Ok(Page::cut(rows, limit, |row| Cursor { at: row.last_active_at, id: row.actor_id.get() }))
}

/// Known followers by node, the largest first.
pub async fn followers_by_node(
    tx: &mut Tx,
    community: ActorId,
    limit: i64,
) -> Result<Vec<FollowersOfNode>, StoreError> {
    const SQL: &str = "
        SELECT actors.domain AS domain, COUNT(*) AS followers
        FROM follows JOIN actors ON actors.id = follows.follower_id
        WHERE follows.target_id = $1 AND follows.state = 'accepted'
        GROUP BY actors.domain ORDER BY followers DESC, actors.domain LIMIT $2";
    Ok(fetch_all!(tx, FollowersOfNode, SQL, community, limit)?)
}
