//! Where somebody has been heard: which other servers keep something of a person of this node, and in which communities of
//! this node somebody elsewhere spoke.

use super::{StoreError, Tx};
use crate::domain::ids::ActorId;

/// One actor of each other server that has to do with `person`: it hosts a community in which they spoke or which they
/// follow, or is the home of whoever they answered, mentioned or thanked. Of their posts the latest ten thousand count; at
/// most `limit` servers, in the order of their domains.
///
/// Their own followers are not looked for: those are reached through their subscriptions.
pub async fn one_of_each_server(
    tx: &mut Tx,
    person: ActorId,
    limit: i64,
) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        WITH said AS (
            SELECT id, community_id, parent_id FROM posts WHERE author_id = $1 ORDER BY id DESC LIMIT 10000
        ), thanked AS (
            SELECT p.author_id, p.community_id FROM reactions r JOIN posts p ON p.id = r.post_id WHERE r.actor_id = $1
        ), concerned (id) AS (
            SELECT target_id FROM follows WHERE follower_id = $1
            UNION SELECT community_id FROM said
            UNION SELECT answered.author_id FROM said JOIN posts answered ON answered.id = said.parent_id
            UNION SELECT m.actor_id FROM said JOIN mentions m ON m.post_id = said.id
            UNION SELECT author_id FROM thanked
            UNION SELECT community_id FROM thanked
        )
        SELECT COALESCE(MIN(CASE WHEN a.shared_inbox_url IS NOT NULL THEN a.id END), MIN(a.id))
        FROM concerned c JOIN actors a ON a.id = c.id
        WHERE NOT a.local AND a.deleted_at IS NULL AND a.suspended_at IS NULL
        GROUP BY a.domain ORDER BY a.domain LIMIT $2";
    Ok(fetch_values!(tx, ActorId, SQL, person, limit)?)
}

/// The communities of this node whose followers may have something of `actor`: who spoke in them, or thanked somebody there.
/// At most `limit`.
pub async fn communities_here(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        WITH said AS (
            SELECT community_id FROM posts WHERE author_id = $1 ORDER BY id DESC LIMIT 10000
        ), heard (id) AS (
            SELECT community_id FROM said
            UNION SELECT p.community_id FROM reactions r JOIN posts p ON p.id = r.post_id WHERE r.actor_id = $1
        )
        SELECT a.id FROM heard h JOIN actors a ON a.id = h.id
        WHERE a.local AND a.deleted_at IS NULL ORDER BY a.id LIMIT $2";
    Ok(fetch_values!(tx, ActorId, SQL, actor, limit)?)
}
