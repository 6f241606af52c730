//! Who agreed to be found: people and communities for a directory.

use super::{StoreError, Tx};
use crate::domain::actor::Actor;

/// Which part of the directory to list.
#[derive(Debug, Clone, Copy)]
pub struct Directory {
    /// Only those of this node.
    pub local_only: bool,
    /// The newest first, else those who spoke last.
    pub newest: bool,
    pub offset: i64,
    pub limit: i64,
}

/// People who may be listed and public communities.
pub async fn list(tx: &mut Tx, which: Directory) -> Result<Vec<Actor>, StoreError> {
    const SQL: &str = "
        SELECT actors.* FROM actors LEFT JOIN communities ON communities.actor_id = actors.id
        WHERE actors.discoverable AND actors.kind IN ('person', 'group')
            AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL AND actors.moved_to IS NULL
            AND (actors.local OR NOT $1)
            AND (actors.kind = 'person' OR communities.visibility = 'public')
        ORDER BY CASE WHEN $2 THEN actors.created_at ELSE COALESCE(communities.last_post_at, (
            SELECT MAX(posts.published_at) FROM posts
            WHERE posts.author_id = actors.id AND posts.state = 'published'), 0) END DESC, actors.id DESC
        LIMIT $3 OFFSET $4";
    let Directory { local_only, newest, offset, limit } = which;
    Ok(fetch_all!(tx, Actor, SQL, local_only, newest, limit, offset)?)
}
