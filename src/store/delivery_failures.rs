//! What peers refused for good, for administrators to look at.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::PeerId;
use crate::domain::time::Timestamp;

/// A delivery that a peer does not want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryFailure {
    pub id: i64,
    pub peer_id: PeerId,
    /// Of the activity in the log.
    pub seq: i64,
    pub inbox_url: String,
    /// `None`: we refused to contact the address.
    pub status: Option<i64>,
    /// Includes the peer's own words: foreign text.
    pub error: String,
    pub created_at: Timestamp,
}

row!(DeliveryFailure { id, peer_id, seq, inbox_url, status, error, created_at });

pub async fn insert(tx: &mut Tx, failure: &DeliveryFailure) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO delivery_failures (id, peer_id, seq, inbox_url, status, error, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx,
        SQL,
        failure.id,
        failure.peer_id,
        failure.seq,
        &failure.inbox_url,
        failure.status,
        &failure.error,
        failure.created_at,
    )?;
    Ok(())
}

/// The newest of a peer.
pub async fn latest(tx: &mut Tx, peer: PeerId, limit: i64) -> Result<Vec<DeliveryFailure>, StoreError> {
    const SQL: &str = "SELECT * FROM delivery_failures WHERE peer_id = $1 ORDER BY id DESC LIMIT $2";
    Ok(fetch_all!(tx, DeliveryFailure, SQL, peer, limit)?)
}

/// The newest `each` of several peers, by one query.
pub async fn latest_of(tx: &mut Tx, peers: &[PeerId], each: i64) -> Result<Vec<DeliveryFailure>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT * FROM (
            SELECT delivery_failures.*, ROW_NUMBER() OVER (PARTITION BY peer_id ORDER BY id DESC) AS place
            FROM delivery_failures WHERE peer_id IN ",
        ") AS ranked WHERE place <= $2 ORDER BY id DESC"
    );
    Ok(fetch_all!(tx, DeliveryFailure, sql, id_list(peers.iter().map(|id| id.get())), each)?)
}

/// Forgets what happened before `moment`.
pub async fn prune(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM delivery_failures WHERE created_at < $1", moment)?)
}
