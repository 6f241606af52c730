//! What people show on top of their own profiles.

use std::collections::HashSet;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};

/// Those of the posts that `actor` shows on top.
pub async fn among(tx: &mut Tx, actor: ActorId, posts: &[PostId]) -> Result<HashSet<PostId>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT post_id FROM profile_pins WHERE actor_id = $2 AND post_id IN ", "");
    let ids = fetch_values!(tx, PostId, sql, id_list(posts.iter().map(|id| id.get())), actor)?;
    Ok(ids.into_iter().collect())
}
