//! Facts that wait to become activities.

use serde::Serialize;

use super::dialect::id_list;
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

/// Facts of one transaction that are held in memory.
const TOGETHER: usize = 256;

/// A fact of an open transaction.
#[derive(Debug, Serialize)]
pub(super) struct NewFact {
    id: i64,
    fact: String,
    created_at: i64,
}

/// Records a fact, and wakes the renderer when the transaction commits. All facts of a transaction are written together,
/// by its commit or sooner.
pub async fn insert(tx: &mut Tx, id: OutgoingId, fact: &Fact, now: Timestamp) -> Result<(), StoreError> {
    let fact = serde_json::to_string(fact).map_err(|error| sqlx::Error::Encode(error.into()))?;
    tx.recorded().facts.push(NewFact { id: id.get(), fact, created_at: now.millis() });
    tx.signal_on_commit(Signal::Outgoing);
    if tx.recorded().facts.len() >= TOGETHER { write_recorded(tx).await } else { Ok(()) }
}

/// Writes what [`insert`] has recorded.
pub(super) async fn write_recorded(tx: &mut Tx) -> Result<(), StoreError> {
    let facts = std::mem::take(&mut tx.recorded().facts);
    if facts.is_empty() {
        return Ok(());
    }
    let sql = dialect!(
        tx,
        sqlite: "
            INSERT INTO outgoing (id, fact, created_at)
            SELECT value ->> 'id', value ->> 'fact', value ->> 'created_at' FROM json_each($1)",
        postgres: "
            INSERT INTO outgoing (id, fact, created_at)
            SELECT id, fact, created_at
            FROM json_to_recordset(CAST($1 AS JSON)) AS recorded (id BIGINT, fact TEXT, created_at BIGINT)",
    );
    execute!(tx, sql, JsonText(facts))?;
    Ok(())
}

/// The oldest facts, in the order in which they were recorded.
pub async fn oldest(tx: &mut Tx, limit: i64) -> Result<Vec<OutgoingRow>, StoreError> {
    write_recorded(tx).await?;
    Ok(fetch_all!(tx, OutgoingRow, "SELECT * FROM outgoing ORDER BY id LIMIT $1", limit)?)
}

/// Takes away facts that become activities. Gives those that were still there: of several processes, one takes each.
pub async fn delete(tx: &mut Tx, ids: &[OutgoingId]) -> Result<Vec<OutgoingId>, StoreError> {
    let sql = sql_with_ids!(tx, "DELETE FROM outgoing WHERE id IN ", " RETURNING id");
    Ok(fetch_values!(tx, OutgoingId, sql, id_list(ids.iter().map(|id| id.get())))?)
}
