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

/// How `$2` stands to a community at the moment `$3`, with the community itself.
macro_rules! place_columns {
    () => {
        "communities.*, actors.local,
            actors.suspended_at IS NOT NULL OR actors.deleted_at IS NOT NULL AS closed,
            EXISTS (SELECT 1 FROM follows WHERE follower_id = $2 AND target_id = communities.actor_id
                AND state = 'accepted') AS follows,
            EXISTS (SELECT 1 FROM moderators WHERE community_id = communities.actor_id
                AND moderators.actor_id = $2) AS moderates,
            EXISTS (SELECT 1 FROM bans WHERE community_id = communities.actor_id
                AND bans.actor_id = $2 AND (ends_at IS NULL OR ends_at > $3)) AS banned"
    };
}

/// What decides whether the actor `who` may act here.
macro_rules! viewer_columns {
    () => {
        "who.local AS from_here, who.suspended_at IS NULL AND who.deleted_at IS NULL AS active,
            accounts.role, accounts.state,
            (SELECT value FROM node_settings WHERE key = 'federation_mode') AS mode,
            EXISTS (SELECT 1 FROM domain_rules WHERE rule = 'block' AND (domain_rules.domain = who.domain
                OR substr(who.domain, length(who.domain) - length(domain_rules.domain)) = '.' || domain_rules.domain)) AS blocked,
            EXISTS (SELECT 1 FROM domain_rules WHERE rule = 'allow' AND (domain_rules.domain = who.domain
                OR substr(who.domain, length(who.domain) - length(domain_rules.domain)) = '.' || domain_rules.domain)) AS allowed"
    };
}

/// Reads a community with how `viewer` stands to it at this moment.
pub async fn place(
    tx: &mut Tx,
    community: ActorId,
    viewer: Option<ActorId>,
    now: Timestamp,
) -> Result<Option<PlaceRow>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        place_columns!(),
        " FROM communities JOIN actors ON actors.id = communities.actor_id WHERE communities.actor_id = $1"
    );
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
        concat!(
            "SELECT ",
            place_columns!(),
            " FROM communities JOIN actors ON actors.id = communities.actor_id WHERE communities.actor_id IN "
        ),
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

struct ViewerColumns {
    from_here: bool,
    active: bool,
    role: Option<NodeRole>,
    state: Option<AccountState>,
    mode: Option<String>,
    blocked: bool,
    allowed: bool,
}

row!(ViewerColumns { from_here, active, role, state, mode, blocked, allowed });

impl From<ViewerColumns> for ViewerRow {
    fn from(columns: ViewerColumns) -> Self {
        let ViewerColumns { from_here, active, role, state, mode, blocked, allowed } = columns;
        let mode = mode.and_then(|mode| serde_json::from_str(&mode).ok());
        Self { local: from_here, active, role, state, mode, blocked, allowed }
    }
}

/// Reads who an actor is.
pub async fn viewer(tx: &mut Tx, actor: ActorId) -> Result<Option<ViewerRow>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        viewer_columns!(),
        " FROM actors AS who LEFT JOIN accounts ON accounts.actor_id = who.id WHERE who.id = $1"
    );
    Ok(fetch_optional!(tx, ViewerColumns, SQL, actor)?.map(ViewerRow::from))
}

/// Both at once, for whoever is about to say something: every post that arrives asks for them. `None`: the community or
/// the actor is not there.
pub async fn speaker(
    tx: &mut Tx,
    actor: ActorId,
    community: ActorId,
    now: Timestamp,
) -> Result<Option<(ViewerRow, PlaceRow)>, StoreError> {
    struct Row {
        viewer: ViewerColumns,
        place: PlaceRow,
    }
    row!(Row {} flatten { viewer, place });
    const SQL: &str = concat!(
        "SELECT ",
        viewer_columns!(),
        ", ",
        place_columns!(),
        " FROM communities
        JOIN actors ON actors.id = communities.actor_id
        JOIN actors AS who ON who.id = $2
        LEFT JOIN accounts ON accounts.actor_id = who.id
        WHERE communities.actor_id = $1"
    );
    let row = fetch_optional!(tx, Row, SQL, community, actor, now)?;
    Ok(row.map(|Row { viewer, place }| (viewer.into(), place)))
}
