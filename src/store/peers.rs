//! Other servers: one row for each origin, with how far it has been served.

use super::{StoreError, Tx};
use crate::domain::ids::PeerId;
use crate::domain::time::Timestamp;

/// The peer of a domain; added when it is new, with nothing of the log before now to be sent.
///
/// `fresh` becomes its id when it is new. `domain` is a lower-cased authority.
pub async fn ensure(tx: &mut Tx, fresh: PeerId, domain: &str, now: Timestamp) -> Result<PeerId, StoreError> {
    const INSERT: &str = "
        INSERT INTO peers (id, domain, cursor, state, failures, created_at)
        SELECT $1, $2, seq, 'active', 0, $3 FROM log_head WHERE true
        ON CONFLICT (domain) DO NOTHING";
    execute!(tx, INSERT, fresh, domain, now)?;
    Ok(fetch_value!(tx, PeerId, "SELECT id FROM peers WHERE domain = $1", domain)?)
}
