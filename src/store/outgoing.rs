//! Facts that wait to become activities.

use super::json::JsonText;
use super::{Signal, StoreError, Tx};
use crate::domain::fact::Fact;
use crate::domain::ids::OutgoingId;
use crate::domain::time::Timestamp;

/// A fact that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRow {
    pub id: OutgoingId,
    pub fact: Fact,
    pub created_at: Timestamp,
}

row!(OutgoingRow { id, created_at } json { fact });

/// Records a fact, and wakes the renderer when the transaction commits.
pub async fn insert(tx: &mut Tx, id: OutgoingId, fact: &Fact, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO outgoing (id, fact, created_at) VALUES ($1, $2, $3)";
    execute!(tx, SQL, id, JsonText(fact), now)?;
    tx.signal_on_commit(Signal::Outgoing);
    Ok(())
}

/// The oldest facts, in the order in which they were recorded.
pub async fn oldest(tx: &mut Tx, limit: i64) -> Result<Vec<OutgoingRow>, StoreError> {
    Ok(fetch_all!(tx, OutgoingRow, "SELECT * FROM outgoing ORDER BY id LIMIT $1", limit)?)
}

/// Takes away a fact that becomes activities. Says whether it was still there: of several processes, one takes it.
pub async fn delete(tx: &mut Tx, id: OutgoingId) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM outgoing WHERE id = $1", id)? > 0)
}
