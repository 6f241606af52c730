//! What must have one owner among the processes that share a database.

use super::{StoreError, Tx};
use crate::domain::time::Timestamp;

/// Takes or keeps a lease until `until`. `false`: somebody else holds it.
pub async fn take(
    tx: &mut Tx,
    name: &str,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO leases (name, leased_by, leased_until) VALUES ($1, $2, $4)
        ON CONFLICT (name) DO UPDATE SET leased_by = $2, leased_until = $4
        WHERE leases.leased_by = $2 OR leases.leased_until <= $3";
    Ok(execute!(tx, SQL, name, owner, now, until)? == 1)
}

/// Whether any process that shares the database is at work.
pub async fn any(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM leases WHERE leased_until > $1)";
    Ok(fetch_value!(tx, bool, SQL, now)?)
}

/// Ends all leases: of processes that are known not to be there.
pub async fn end_all(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM leases")?;
    Ok(())
}

/// Gives a lease back, if it is still the owner's.
pub async fn release(tx: &mut Tx, name: &str, owner: &str) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM leases WHERE name = $1 AND leased_by = $2", name, owner)?;
    Ok(())
}
