//! Who moderates a community.

use super::{StoreError, Tx};
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// Makes somebody a moderator; says whether that is new.
pub async fn add(
    tx: &mut Tx,
    community: ActorId,
    person: ActorId,
    by: Option<ActorId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO moderators (community_id, actor_id, added_by, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (community_id, actor_id) DO NOTHING";
    Ok(execute!(tx, SQL, community, person, by, now)? == 1)
}

/// Ends it; says whether there was anything to end.
pub async fn remove(tx: &mut Tx, community: ActorId, person: ActorId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM moderators WHERE community_id = $1 AND actor_id = $2";
    Ok(execute!(tx, SQL, community, person)? == 1)
}

/// The moderators of a community, the longest-serving first. Suspended and deleted ones are left out.
pub async fn of_community(tx: &mut Tx, community: ActorId) -> Result<Vec<Actor>, StoreError> {
    const SQL: &str = "
        SELECT actors.* FROM moderators JOIN actors ON actors.id = moderators.actor_id
        WHERE moderators.community_id = $1 AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
        ORDER BY moderators.created_at, moderators.actor_id";
    Ok(fetch_all!(tx, Actor, SQL, community)?)
}

/// Somebody in office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeratorRow {
    pub actor: Actor,
    pub since: Timestamp,
}

row!(ModeratorRow { since } flatten { actor });

/// The same a page at a time: those behind `after`, who came into office then.
pub async fn page(
    tx: &mut Tx,
    community: ActorId,
    after: Option<(Timestamp, ActorId)>,
    limit: i64,
) -> Result<Vec<ModeratorRow>, StoreError> {
    const SQL: &str = "
        SELECT actors.*, moderators.created_at AS since
        FROM moderators JOIN actors ON actors.id = moderators.actor_id
        WHERE moderators.community_id = $1 AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
            AND (moderators.created_at, moderators.actor_id) > ($2, $3)
        ORDER BY moderators.created_at, moderators.actor_id LIMIT $4";
    let (since, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), ActorId::new(i64::MIN)));
    Ok(fetch_all!(tx, ModeratorRow, SQL, community, since, id, limit)?)
}

/// The same by their ids. Whoever else would make one fewer of them waits until this transaction ends.
pub async fn lock_in_office(tx: &mut Tx, community: ActorId) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_for_update!(
        tx,
        "SELECT actor_id FROM moderators
        WHERE community_id = $1 AND EXISTS (SELECT 1 FROM actors
            WHERE actors.id = moderators.actor_id AND suspended_at IS NULL AND deleted_at IS NULL)
        ORDER BY actor_id"
    );
    Ok(fetch_values!(tx, ActorId, sql, community)?)
}

/// The ids of all moderators of a community, whatever their state.
pub async fn ids(tx: &mut Tx, community: ActorId) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "SELECT actor_id FROM moderators WHERE community_id = $1 ORDER BY created_at, actor_id";
    Ok(fetch_values!(tx, ActorId, SQL, community)?)
}

/// Those of them who came into office before a moment.
pub async fn ids_before(
    tx: &mut Tx,
    community: ActorId,
    moment: Timestamp,
) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "SELECT actor_id FROM moderators WHERE community_id = $1 AND created_at < $2";
    Ok(fetch_values!(tx, ActorId, SQL, community, moment)?)
}

/// The communities that a person moderates.
pub async fn communities_of(tx: &mut Tx, person: ActorId) -> Result<Vec<Actor>, StoreError> {
    const SQL: &str = "
        SELECT actors.* FROM moderators JOIN actors ON actors.id = moderators.community_id
        WHERE moderators.actor_id = $1 AND actors.deleted_at IS NULL
        ORDER BY lower(actors.name), actors.id";
    Ok(fetch_all!(tx, Actor, SQL, person)?)
}

/// Ends all offices of an actor that is gone.
pub async fn remove_everywhere(tx: &mut Tx, person: ActorId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM moderators WHERE actor_id = $1", person)?;
    Ok(())
}

/// Whether a person moderates any community.
pub async fn moderates_any(tx: &mut Tx, person: ActorId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM moderators WHERE actor_id = $1)";
    Ok(fetch_value!(tx, bool, SQL, person)?)
}
