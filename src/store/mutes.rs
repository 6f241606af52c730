//! Whom, and which domains, people do not want to see.

use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::relationship::Mute;
use crate::domain::time::Timestamp;

/// Somebody who is muted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MuteRow {
    pub id: i64,
    pub target_id: ActorId,
    pub ends_at: Option<Timestamp>,
}

row!(MuteRow { id, target_id, ends_at });

/// A domain that is muted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutedDomain {
    pub id: i64,
    pub domain: String,
}

row!(MutedDomain { id, domain });

/// Mutes somebody, or changes how; `id` is for a mute that is new.
pub async fn put(
    tx: &mut Tx,
    id: i64,
    person: ActorId,
    target: ActorId,
    mute: Mute,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO mutes (id, actor_id, target_id, notifications, ends_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (actor_id, target_id) DO UPDATE SET
            notifications = excluded.notifications, ends_at = excluded.ends_at";
    execute!(tx, SQL, id, person, target, mute.notifications, mute.ends_at)?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, person: ActorId, target: ActorId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM mutes WHERE actor_id = $1 AND target_id = $2", person, target)?;
    Ok(())
}

/// Takes away a person's mutes that are over.
pub async fn delete_ended(tx: &mut Tx, person: ActorId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM mutes WHERE actor_id = $1 AND ends_at <= $2", person, now)?;
    Ok(())
}

/// Whom a person mutes at this moment, the last first.
pub async fn of(
    tx: &mut Tx,
    person: ActorId,
    now: Timestamp,
    span: Span,
) -> Result<Vec<MuteRow>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT id, target_id, ends_at FROM mutes
        WHERE actor_id = $1 AND id < $2 AND id > $3 AND (ends_at IS NULL OR ends_at > $4)",
        "id",
        "$5"
    );
    let rows = fetch_all!(tx, MuteRow, sql, person, span.below, span.above, now, span.limit)?;
    Ok(span.newest_first(rows))
}

/// Mutes a domain, in lower case; one that is muted stays so.
pub async fn insert_domain(tx: &mut Tx, id: i64, person: ActorId, domain: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO muted_domains (id, actor_id, domain) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id, domain) DO NOTHING";
    execute!(tx, SQL, id, person, domain)?;
    Ok(())
}

pub async fn delete_domain(tx: &mut Tx, person: ActorId, domain: &str) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM muted_domains WHERE actor_id = $1 AND domain = $2", person, domain)?;
    Ok(())
}

/// Whether a person mutes a domain.
pub async fn is_domain_muted(tx: &mut Tx, person: ActorId, domain: &str) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM muted_domains WHERE actor_id = $1 AND domain = $2)";
    Ok(fetch_value!(tx, bool, SQL, person, domain)?)
}

/// How many domains a person mutes.
pub async fn count_domains(tx: &mut Tx, person: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM muted_domains WHERE actor_id = $1", person)?)
}

/// The domains that a person mutes, the last first.
pub async fn domains_of(tx: &mut Tx, person: ActorId, span: Span) -> Result<Vec<MutedDomain>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT id, domain FROM muted_domains WHERE actor_id = $1 AND id < $2 AND id > $3",
        "id",
        "$4"
    );
    let rows = fetch_all!(tx, MutedDomain, sql, person, span.below, span.above, span.limit)?;
    Ok(span.newest_first(rows))
}
