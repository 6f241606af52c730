//! Forgetting what has had its time, where no other noun owns the statement.

use super::{StoreError, Tx};
use crate::domain::time::Timestamp;

/// Ends the sessions that expired before `now`. Gives how many.
pub async fn expire_sessions(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM sessions WHERE expires_at <= $1", now)?)
}

/// Drops the drafts that nobody has touched since `moment`. Gives how many.
pub async fn drop_drafts(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM drafts WHERE updated_at < $1", moment)?)
}
