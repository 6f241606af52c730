//! Threads of which somebody wants to hear no more.

use std::collections::HashSet;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};

/// Those of the threads, named by their roots, of which `actor` wants to hear no more.
pub async fn among(tx: &mut Tx, actor: ActorId, roots: &[PostId]) -> Result<HashSet<PostId>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT root_id FROM thread_mutes WHERE actor_id = $2 AND root_id IN ", "");
    let ids = fetch_values!(tx, PostId, sql, id_list(roots.iter().map(|id| id.get())), actor)?;
    Ok(ids.into_iter().collect())
}
