//! How much there is around an actor: the figures below a profile.

use std::collections::HashMap;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// The figures of an actor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountCounts {
    /// Of a community elsewhere, as its host last said; of a person elsewhere, those whom this node knows of.
    pub followers: i64,
    pub following: i64,
    /// What a person said, or the threads of a community.
    pub posts: i64,
    pub last_post_at: Option<Timestamp>,
}

struct Row {
    actor_id: ActorId,
    followers: i64,
    following: i64,
    posts: i64,
    last_post_at: Option<Timestamp>,
}

row!(Row { actor_id, followers, following, posts, last_post_at });

/// The figures of these actors, by one query.
pub async fn of(tx: &mut Tx, ids: &[ActorId]) -> Result<HashMap<ActorId, AccountCounts>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = sql_with_ids!(
        tx,
        "SELECT actors.id AS actor_id,
            COALESCE(communities.follower_count, (
                SELECT COUNT(*) FROM follows WHERE target_id = actors.id AND state = 'accepted')) AS followers,
            (SELECT COUNT(*) FROM follows WHERE follower_id = actors.id AND state = 'accepted') AS following,
            COALESCE(communities.topic_count, (
                SELECT COUNT(*) FROM posts WHERE author_id = actors.id AND state = 'published'
                    AND deleted_at IS NULL AND removed_at IS NULL)) AS posts,
            COALESCE(communities.last_post_at, (
                SELECT MAX(published_at) FROM posts WHERE author_id = actors.id AND state = 'published'
                    AND deleted_at IS NULL AND removed_at IS NULL)) AS last_post_at
        FROM actors LEFT JOIN communities ON communities.actor_id = actors.id
        WHERE actors.id IN ",
        ""
    );
    let rows = fetch_all!(tx, Row, sql, id_list(ids.iter().map(|id| id.get())))?;
    let counts = rows.into_iter().map(|row| {
        let Row { actor_id, followers, following, posts, last_post_at } = row;
        (actor_id, AccountCounts { followers, following, posts, last_post_at })
    });
    Ok(counts.collect())
}
