//! What the permission function must know, in one query each: who somebody is, and how they stand to a community.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::config::FederationMode;
use crate::domain::community::Community;
use crate::domain::ids::ActorId;
use crate::domain::permission::Standing;
use crate::domain::role::{AccountState, NodeRole};
use crate::domain::time::Timestamp;

/// A community, and how somebody stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    pub community: Community,
    /// Whether this node hosts it.
    pub local: bool,
    /// Whether it is suspended or deleted.
    pub closed: bool,
    pub standing: Standing,
}

row!(PlaceRow { local, closed } flatten { community, standing });

/// Reads a community with how `viewer` stands to it at this moment.
pub async fn place(
    tx: &mut Tx,
    community: ActorId,
    viewer: Option<ActorId>,
    now: Timestamp,
) -> Result<Option<PlaceRow>, StoreError> {
    const SQL: &str = "
        SELECT communities.*, actors.local,
            actors.suspended_at IS NOT NULL OR actors.deleted_at IS NOT NULL AS closed,
            EXISTS (SELECT 1 FROM follows
                WHERE follower_id = $2 AND target_id = $1 AND state = 'accepted') AS follows,
            EXISTS (SELECT 1 FROM moderators WHERE community_id = $1 AND moderators.actor_id = $2) AS moderates,
            EXISTS (SELECT 1 FROM bans
                WHERE community_id = $1 AND bans.actor_id = $2 AND (ends_at IS NULL OR ends_at > $3)) AS banned
        FROM communities JOIN actors ON actors.id = communities.actor_id
        WHERE communities.actor_id = $1";
    Ok(fetch_optional!(tx, PlaceRow, SQL, community, viewer, now)?)
}

/// [`place`] for several communities, by one query; ids that are no community are left out.
pub async fn places(
    tx: &mut Tx,
    communities: &[ActorId],
    viewer: Option<ActorId>,
    now: Timestamp,
) -> Result<Vec<PlaceRow>, StoreError> {
    if communities.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(
        tx,
        "SELECT communities.*, actors.local,
            actors.suspended_at IS NOT NULL OR actors.deleted_at IS NOT NULL AS closed,
            EXISTS (SELECT 1 FROM follows WHERE follower_id = $2 AND target_id = communities.actor_id
                AND state = 'accepted') AS follows,
            EXISTS (SELECT 1 FROM moderators WHERE community_id = communities.actor_id
                AND moderators.actor_id = $2) AS moderates,
            EXISTS (SELECT 1 FROM bans WHERE community_id = communities.actor_id
                AND bans.actor_id = $2 AND (ends_at IS NULL OR ends_at > $3)) AS banned
        FROM communities JOIN actors ON actors.id = communities.actor_id
        WHERE communities.actor_id IN ",
        ""
    );
    Ok(fetch_all!(tx, PlaceRow, sql, id_list(communities.iter().map(|id| id.get())), viewer, now)?)
}

/// What decides whether an actor may act here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewerRow {
    pub local: bool,
    /// Neither suspended nor deleted.
    pub active: bool,
    /// Of the account here, if there is one.
    pub role: Option<NodeRole>,
    pub state: Option<AccountState>,
    /// Where an administrator has decided it.
    pub mode: Option<FederationMode>,
    /// Whether a rule blocks, or allows, the home of a remote actor or a domain above it.
    pub blocked: bool,
    pub allowed: bool,
}

/// Reads who an actor is.
pub async fn viewer(tx: &mut Tx, actor: ActorId) -> Result<Option<ViewerRow>, StoreError> {
    struct Row {
        local: bool,
        active: bool,
        role: Option<NodeRole>,
        state: Option<AccountState>,
        mode: Option<String>,
        blocked: bool,
        allowed: bool,
    }
    row!(Row { local, active, role, state, mode, blocked, allowed });
    const SQL: &str = "
        SELECT actors.local, actors.suspended_at IS NULL AND actors.deleted_at IS NULL AS active,
            accounts.role, accounts.state,
            (SELECT value FROM node_settings WHERE key = 'federation_mode') AS mode,
            EXISTS (SELECT 1 FROM domain_rules WHERE rule = 'block' AND (domain_rules.domain = actors.domain
                OR substr(actors.domain, length(actors.domain) - length(domain_rules.domain)) = '.' || domain_rules.domain)) AS blocked,
            EXISTS (SELECT 1 FROM domain_rules WHERE rule = 'allow' AND (domain_rules.domain = actors.domain
                OR substr(actors.domain, length(actors.domain) - length(domain_rules.domain)) = '.' || domain_rules.domain)) AS allowed
        FROM actors LEFT JOIN accounts ON accounts.actor_id = actors.id
        WHERE actors.id = $1";
    let row = fetch_optional!(tx, Row, SQL, actor)?;
    Ok(row.map(|Row { local, active, role, state, mode, blocked, allowed }| ViewerRow {
        local,
        active,
        role,
        state,
        mode: mode.and_then(|mode| serde_json::from_str(&mode).ok()),
        blocked,
        allowed,
    }))
}
