//! Lists of communities, each with how the person who looks stands to them.

use super::dialect::contains_pattern;
use super::{StoreError, Tx};
use crate::domain::actor::Actor;
use crate::domain::community::{Community, FollowState};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunityRow {
    pub actor: Actor,
    pub community: Community,
    /// The viewer's follow; `None` without one.
    pub follow: Option<FollowState>,
    pub moderates: bool,
    /// Where the list goes on after this line.
    pub position: Position,
}

row!(CommunityRow { follow, moderates } flatten { actor, community, position });

/// The place of a line in a list that is ordered by latest post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The latest post; the beginning of time when there is none.
    pub active_at: Timestamp,
    pub id: ActorId,
}

row!(Position { active_at, id });

impl Position {
    const START: Self = Self { active_at: Timestamp::from_millis(i64::MAX), id: ActorId::new(i64::MAX) };
}

/// Which communities to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Explore<'a> {
    /// Found anywhere in name, handle or summary; empty for all.
    pub text: &'a str,
    /// Only those of this node, or only those of others; `None` for both.
    pub local: Option<bool>,
    /// Only those that the viewer follows.
    pub followed_only: bool,
}

/// Public communities, of this node and known ones of others, the one with the latest post first.
pub async fn explore(
    tx: &mut Tx,
    what: Explore<'_>,
    viewer: Option<ActorId>,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<CommunityRow>, StoreError> {
    const SQL: &str = r"
        SELECT actors.*, communities.*, follows.state AS follow, COALESCE(communities.last_post_at, 0) AS active_at,
            EXISTS (SELECT 1 FROM moderators
                WHERE moderators.community_id = actors.id AND moderators.actor_id = $1) AS moderates
        FROM communities
            JOIN actors ON actors.id = communities.actor_id
            LEFT JOIN follows ON follows.target_id = actors.id AND follows.follower_id = $1
        WHERE communities.visibility = 'public' AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
            AND ($2 IS NULL OR actors.local = $2) AND (follows.state = 'accepted' OR NOT $7)
            AND (lower(actors.name) LIKE $3 ESCAPE '\' OR lower(actors.handle) LIKE $3 ESCAPE '\'
                OR lower(actors.summary_html) LIKE $3 ESCAPE '\')
            AND (COALESCE(communities.last_post_at, 0), actors.id) < ($4, $5)
        ORDER BY active_at DESC, actors.id DESC LIMIT $6";
    let Position { active_at, id } = after.unwrap_or(Position::START);
    let text = contains_pattern(what.text);
    let Explore { local, followed_only, .. } = what;
    Ok(fetch_all!(tx, CommunityRow, SQL, viewer, local, text, active_at, id, limit, followed_only)?)
}

/// The communities that a person follows, waits for or moderates, by name; without those that are closed or suspended.
pub async fn of_person(tx: &mut Tx, person: ActorId, limit: i64) -> Result<Vec<CommunityRow>, StoreError> {
    const SQL: &str = "
        SELECT actors.*, communities.*, follows.state AS follow, COALESCE(communities.last_post_at, 0) AS active_at,
            moderators.actor_id IS NOT NULL AS moderates
        FROM communities
            JOIN actors ON actors.id = communities.actor_id
            LEFT JOIN follows ON follows.target_id = actors.id AND follows.follower_id = $1
            LEFT JOIN moderators ON moderators.community_id = actors.id AND moderators.actor_id = $1
        WHERE (follows.state IS NOT NULL OR moderators.actor_id IS NOT NULL)
            AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
        ORDER BY lower(actors.name), actors.id LIMIT $2";
    Ok(fetch_all!(tx, CommunityRow, SQL, person, limit)?)
}

/// The communities of this node, the newest first, for their administrators.
pub async fn local(
    tx: &mut Tx,
    before: Option<ActorId>,
    limit: i64,
) -> Result<Vec<CommunityRow>, StoreError> {
    const SQL: &str = "
        SELECT actors.*, communities.*, CAST(NULL AS TEXT) AS follow, false AS moderates,
            COALESCE(communities.last_post_at, 0) AS active_at
        FROM communities JOIN actors ON actors.id = communities.actor_id
        WHERE actors.local AND actors.id < $1
        ORDER BY actors.id DESC LIMIT $2";
    Ok(fetch_all!(tx, CommunityRow, SQL, before.map_or(i64::MAX, ActorId::get), limit)?)
}
