//! How much a node is used, for NodeInfo: numbers, no names.

use super::{StoreError, Tx};
use crate::domain::time::Timestamp;

/// How many people here have said something since `moment`.
pub async fn active_authors(tx: &mut Tx, moment: Timestamp) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM accounts WHERE EXISTS (
            SELECT 1 FROM posts WHERE posts.author_id = accounts.actor_id AND posts.published_at >= $1
        )";
    Ok(fetch_value!(tx, i64, SQL, moment)?)
}

/// How many threads and resources, and how many replies, people here have published and not taken back.
pub async fn local_posts(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    const SQL: &str = "
        SELECT COUNT(*), COUNT(posts.parent_id) FROM accounts JOIN posts ON posts.author_id = accounts.actor_id
        WHERE posts.state = 'published' AND posts.deleted_at IS NULL AND posts.removed_at IS NULL";
    let counted = fetch_all!(tx, (i64, i64), SQL)?;
    let (all, replies) = counted.first().copied().unwrap_or_default();
    Ok((all - replies, replies))
}
