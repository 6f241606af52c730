//! Other servers: one row for each origin, with how far it has been served.

use super::dialect::id_list;
use super::error::exactly_one;
use super::{Signal, StoreError, Tx};
use crate::domain::delivery::{PeerState, SignatureScheme};
use crate::domain::ids::PeerId;
use crate::domain::time::Timestamp;

/// Another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerRow {
    pub id: PeerId,
    /// Lower-cased authority.
    pub domain: String,
    /// The name in NodeInfo.
    pub software: Option<String>,
    pub software_version: Option<String>,
    /// When NodeInfo was last read.
    pub described_at: Option<Timestamp>,
    /// Everything in the log up to here is done with.
    pub cursor: i64,
    pub state: PeerState,
    /// Which signatures it last accepted.
    pub signature_scheme: Option<SignatureScheme>,
    /// Failed rounds in a row.
    pub failures: i64,
    pub next_attempt_at: Option<Timestamp>,
    pub last_success_at: Option<Timestamp>,
    pub last_failure_at: Option<Timestamp>,
    pub last_error: Option<String>,
    pub leased_by: Option<String>,
    pub leased_until: Option<Timestamp>,
    pub created_at: Timestamp,
}

row!(PeerRow {
    id,
    domain,
    software,
    software_version,
    described_at,
    cursor,
    state,
    signature_scheme,
    failures,
    next_attempt_at,
    last_success_at,
    last_failure_at,
    last_error,
    leased_by,
    leased_until,
    created_at,
});

/// How far a peer has come and how it is doing: what the sender writes down now and then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub id: PeerId,
    pub cursor: i64,
    pub state: PeerState,
    pub signature_scheme: Option<SignatureScheme>,
    pub failures: i64,
    pub next_attempt_at: Option<Timestamp>,
    pub last_success_at: Option<Timestamp>,
    pub last_failure_at: Option<Timestamp>,
    pub last_error: Option<String>,
}

/// The peer of a domain; added when it is new, with nothing of the log before now to be sent.
///
/// `fresh` becomes its id when it is new. `domain` is a lower-cased authority.
pub async fn ensure(tx: &mut Tx, fresh: PeerId, domain: &str, now: Timestamp) -> Result<PeerId, StoreError> {
    const FIND: &str = "SELECT * FROM peers WHERE domain = $1";
    const INSERT: &str = "
        INSERT INTO peers (id, domain, cursor, state, failures, created_at)
        SELECT $1, $2, seq, 'active', 0, $3 FROM log_head WHERE true
        ON CONFLICT (domain) DO NOTHING";
    if let Some(peer) = fetch_optional!(tx, PeerRow, FIND, domain)? {
        return Ok(peer.id);
    }
    execute!(tx, INSERT, fresh, domain, now)?;
    fetch_optional!(tx, PeerRow, FIND, domain)?.map(|peer| peer.id).ok_or(StoreError::NotFound)
}

pub async fn by_id(tx: &mut Tx, id: PeerId) -> Result<Option<PeerRow>, StoreError> {
    Ok(fetch_optional!(tx, PeerRow, "SELECT * FROM peers WHERE id = $1", id)?)
}

pub async fn by_domain(tx: &mut Tx, domain: &str) -> Result<Option<PeerRow>, StoreError> {
    Ok(fetch_optional!(tx, PeerRow, "SELECT * FROM peers WHERE domain = $1", domain)?)
}

/// The peers with these ids, in no order.
pub async fn by_ids(tx: &mut Tx, ids: &[PeerId]) -> Result<Vec<PeerRow>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM peers WHERE id IN ", "");
    Ok(fetch_all!(tx, PeerRow, sql, id_list(ids.iter().map(|id| id.get())))?)
}

/// All peers in the order of their domains, after `after`.
pub async fn list(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<PeerRow>, StoreError> {
    const SQL: &str = "SELECT * FROM peers WHERE domain > $1 ORDER BY domain LIMIT $2";
    Ok(fetch_all!(tx, PeerRow, SQL, after, limit)?)
}

/// The active peers that may have something to get, whether or not somebody serves them already. For a process that
/// starts, and for taking over from one that died.
pub async fn with_pending(tx: &mut Tx) -> Result<Vec<PeerRow>, StoreError> {
    const SQL: &str = "
        SELECT p.* FROM peers p WHERE p.state = 'active' AND (
            EXISTS (SELECT 1 FROM activity_inboxes i WHERE i.peer_id = p.id AND i.seq > p.cursor)
            OR EXISTS (SELECT 1 FROM subscriptions s JOIN activities a ON a.audience_id = s.actor_id
                WHERE s.peer_id = p.id AND a.seq > p.cursor AND a.seq > s.since_seq)
            OR EXISTS (SELECT 1 FROM activities a WHERE a.audience = 'everyone' AND a.seq > p.cursor)
        )";
    Ok(fetch_all!(tx, PeerRow, SQL)?)
}

/// Moves the cursors of peers for which nothing waits to the end of the log, so that what does not concern them holds
/// no activity in it. Gives how many.
pub async fn advance_idle(tx: &mut Tx) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE peers SET cursor = (SELECT seq FROM log_head WHERE only_row = 1)
        WHERE state IN ('active', 'paused') AND cursor < (SELECT seq FROM log_head WHERE only_row = 1)
            AND NOT EXISTS (SELECT 1 FROM activity_inboxes i WHERE i.peer_id = peers.id AND i.seq > peers.cursor)
            AND NOT EXISTS (SELECT 1 FROM subscriptions s JOIN activities a ON a.audience_id = s.actor_id
                WHERE s.peer_id = peers.id AND a.seq > peers.cursor AND a.seq > s.since_seq)
            AND NOT (
                EXISTS (SELECT 1 FROM activities a WHERE a.audience = 'everyone' AND a.seq > peers.cursor)
                AND EXISTS (SELECT 1 FROM subscriptions s WHERE s.peer_id = peers.id)
            )";
    Ok(execute!(tx, SQL)?)
}

/// Everything that is not being served because its server was silent or gone: domains, in no order.
pub async fn asleep(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT domain FROM peers WHERE state IN ('parked', 'gone')";
    Ok(fetch_values!(tx, String, sql)?)
}

/// The server said that its shared inbox is gone for good: nothing is kept for it any more.
pub async fn gone(tx: &mut Tx, id: PeerId) -> Result<(), StoreError> {
    const STATE: &str = "UPDATE peers SET state = 'gone', failures = 0, next_attempt_at = NULL WHERE id = $1";
    exactly_one(execute!(tx, STATE, id)?)?;
    execute!(tx, "DELETE FROM subscriptions WHERE peer_id = $1", id)?;
    execute!(tx, "DELETE FROM activity_inboxes WHERE peer_id = $1", id)?;
    Ok(())
}

/// Peers whose software is not known, or was last asked for before `before`.
pub async fn undescribed(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<PeerRow>, StoreError> {
    const SQL: &str = "
        SELECT * FROM peers WHERE state = 'active' AND (described_at IS NULL OR described_at < $1)
        ORDER BY described_at NULLS FIRST LIMIT $2";
    Ok(fetch_all!(tx, PeerRow, SQL, before, limit)?)
}

/// Parked peers that were last asked for their software before `before`, each by some hours more, so that those which were asked
/// together are not asked together again.
pub async fn parked_unasked(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<PeerRow>, StoreError> {
    const SQL: &str = "
        SELECT * FROM peers
        WHERE state = 'parked' AND (described_at IS NULL OR described_at < CAST($1 AS BIGINT) - id % 14400000)
        ORDER BY described_at NULLS FIRST LIMIT $2";
    Ok(fetch_all!(tx, PeerRow, SQL, before, limit)?)
}

/// Notes what NodeInfo said; `None` when it could not be read.
pub async fn describe(
    tx: &mut Tx,
    id: PeerId,
    software: Option<&str>,
    version: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE peers SET software = COALESCE($2, software), software_version = COALESCE($3, software_version),
            described_at = $4
        WHERE id = $1";
    exactly_one(execute!(tx, SQL, id, software, version, now)?)
}

/// Writes down how far a peer has come. A state that an administrator set meanwhile (paused), or the server itself (gone),
/// stays.
pub async fn save_progress(tx: &mut Tx, progress: &Progress) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE peers SET
            cursor = CASE WHEN cursor < $2 THEN $2 ELSE cursor END,
            state = CASE WHEN state IN ('paused', 'gone') THEN state ELSE $3 END,
            signature_scheme = $4, failures = $5, next_attempt_at = $6, last_success_at = $7, last_failure_at = $8,
            last_error = $9
        WHERE id = $1";
    execute!(
        tx,
        SQL,
        progress.id,
        progress.cursor,
        progress.state,
        progress.signature_scheme,
        progress.failures,
        progress.next_attempt_at,
        progress.last_success_at,
        progress.last_failure_at,
        &progress.last_error,
    )?;
    Ok(())
}

/// Takes or keeps the leases of these peers; gives those that are the owner's now.
pub async fn lease(
    tx: &mut Tx,
    ids: &[PeerId],
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<PeerId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "UPDATE peers SET leased_by = $2, leased_until = $4 WHERE id IN ",
        " AND (leased_by IS NULL OR leased_by = $2 OR leased_until <= $3) RETURNING id"
    );
    Ok(fetch_values!(tx, PeerId, sql, id_list(ids.iter().map(|id| id.get())), owner, now, until)?)
}

/// Gives leases back.
pub async fn release(tx: &mut Tx, ids: &[PeerId], owner: &str) -> Result<(), StoreError> {
    let sql = sql_with_ids!(
        tx,
        "UPDATE peers SET leased_by = NULL, leased_until = NULL WHERE id IN ",
        " AND leased_by = $2"
    );
    execute!(tx, sql, id_list(ids.iter().map(|id| id.get())), owner)?;
    Ok(())
}

/// An administrator's change, or a parked peer that was heard from. Wakes the senders.
pub async fn set_state(tx: &mut Tx, id: PeerId, state: PeerState) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE peers SET state = $2, failures = 0, next_attempt_at = NULL WHERE id = $1";
    exactly_one(execute!(tx, SQL, id, state)?)?;
    tx.signal_on_commit(Signal::Log);
    Ok(())
}

/// Gives up on everything that waits for the peer.
pub async fn drop_pending(tx: &mut Tx, id: PeerId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE peers SET cursor = (SELECT seq FROM log_head WHERE only_row = 1), failures = 0, next_attempt_at = NULL
        WHERE id = $1";
    exactly_one(execute!(tx, SQL, id)?)?;
    tx.signal_on_commit(Signal::Log);
    Ok(())
}

/// How many deliveries wait for the peer, counted no further than `limit`.
pub async fn count_pending(tx: &mut Tx, id: PeerId, limit: i64) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM (
            SELECT a.seq FROM subscriptions s JOIN activities a ON a.audience_id = s.actor_id JOIN peers p ON p.id = s.peer_id
                WHERE s.peer_id = $1 AND a.seq > p.cursor AND a.seq > s.since_seq
            UNION
            SELECT i.seq FROM activity_inboxes i JOIN peers p ON p.id = i.peer_id
                WHERE i.peer_id = $1 AND i.seq > p.cursor
            LIMIT $2
        ) pending";
    Ok(fetch_value!(tx, i64, SQL, id, limit)?)
}
