//! How much there is around an actor: the figures below a profile.

use std::collections::HashMap;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::community::PostPolicy;
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
    pub community: Option<CommunityTerms>,
}

/// What a community's profile says beside its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunityTerms {
    /// What the organization that hosts it calls itself, where that is known.
    pub organization: Option<String>,
    pub post_policy: PostPolicy,
}

struct Row {
    actor_id: ActorId,
    followers: i64,
    following: i64,
    posts: i64,
    last_post_at: Option<Timestamp>,
    post_policy: Option<PostPolicy>,
    organization: Option<String>,
}

row!(Row { actor_id, followers, following, posts, last_post_at, post_policy, organization });

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
                    AND deleted_at IS NULL AND removed_at IS NULL)) AS last_post_at,
            communities.post_policy AS post_policy,
            CASE WHEN communities.actor_id IS NULL THEN NULL ELSE (
                SELECT host.name FROM actors AS host
                WHERE host.domain = actors.domain AND host.kind = 'organization' AND host.deleted_at IS NULL
                ORDER BY host.id LIMIT 1) END AS organization
        FROM actors LEFT JOIN communities ON communities.actor_id = actors.id
        WHERE actors.id IN ",
        ""
    );
    let rows = fetch_all!(tx, Row, sql, id_list(ids.iter().map(|id| id.get())))?;
    let counts = rows.into_iter().map(|row| {
        let Row { actor_id, followers, following, posts, last_post_at, post_policy, organization } = row;
        let community = post_policy.map(|post_policy| CommunityTerms { organization, post_policy });
        (actor_id, AccountCounts { followers, following, posts, last_post_at, community })
    });
    Ok(counts.collect())
}
