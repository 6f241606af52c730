//! Who may not take part in a community.

use super::{StoreError, Tx};
use crate::domain::actor::Actor;
use crate::domain::community::Ban;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

row!(Ban { community_id, actor_id, banned_by, reason, created_at, ends_at });

/// A ban with the person it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BanRow {
    pub actor: Actor,
    pub banned_by: Option<ActorId>,
    pub reason: String,
    pub banned_at: Timestamp,
    pub ends_at: Option<Timestamp>,
}

row!(BanRow { banned_by, reason, banned_at, ends_at } flatten { actor });

/// Bans somebody, or changes the reason and end of a ban.
pub async fn put(tx: &mut Tx, ban: &Ban) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO bans (community_id, actor_id, banned_by, reason, created_at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (community_id, actor_id) DO UPDATE SET
            banned_by = excluded.banned_by, reason = excluded.reason, created_at = excluded.created_at,
            ends_at = excluded.ends_at";
    execute!(
        tx,
        SQL,
        ban.community_id,
        ban.actor_id,
        ban.banned_by,
        &ban.reason,
        ban.created_at,
        ban.ends_at,
    )?;
    Ok(())
}

/// The ban of a person in a community, in force or ended.
pub async fn get(tx: &mut Tx, community: ActorId, person: ActorId) -> Result<Option<Ban>, StoreError> {
    const SQL: &str = "SELECT * FROM bans WHERE community_id = $1 AND actor_id = $2";
    Ok(fetch_optional!(tx, Ban, SQL, community, person)?)
}

/// Lifts a ban; says whether there was one.
pub async fn delete(tx: &mut Tx, community: ActorId, person: ActorId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM bans WHERE community_id = $1 AND actor_id = $2";
    Ok(execute!(tx, SQL, community, person)? == 1)
}

/// The bans of a community that are in force, newest first, those made before `before`.
pub async fn of_community(
    tx: &mut Tx,
    community: ActorId,
    now: Timestamp,
    before: Option<(Timestamp, ActorId)>,
    limit: i64,
) -> Result<Vec<BanRow>, StoreError> {
    const SQL: &str = "
        SELECT bans.banned_by, bans.reason, bans.created_at AS banned_at, bans.ends_at, actors.*
        FROM bans JOIN actors ON actors.id = bans.actor_id
        WHERE bans.community_id = $1 AND (bans.ends_at IS NULL OR bans.ends_at > $2)
            AND (bans.created_at, bans.actor_id) < ($3, $4)
        ORDER BY bans.created_at DESC, bans.actor_id DESC LIMIT $5";
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.millis(), id.get()));
    Ok(fetch_all!(tx, BanRow, SQL, community, now, at, id, limit)?)
}
