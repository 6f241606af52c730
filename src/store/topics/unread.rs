//! How much of the threads a person has not read.

use std::collections::HashMap;

use crate::domain::ids::{ActorId, PostId};
use crate::store::dialect::id_list;
use crate::store::{StoreError, Tx};

/// How much a person has not read in a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadCount {
    pub community_id: ActorId,
    /// Threads in which something was said.
    pub threads: i64,
}

row!(UnreadCount { community_id, threads });

/// Unread threads in each community that `viewer` follows; communities without any, closed or suspended are
/// left out.
pub async fn unread_counts(tx: &mut Tx, viewer: ActorId) -> Result<Vec<UnreadCount>, StoreError> {
    const SQL: &str = concat!(
        "SELECT posts.community_id AS community_id, COUNT(*) AS threads
        FROM follows
        JOIN actors ON actors.id = follows.target_id
            AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
        JOIN posts ON posts.community_id = follows.target_id AND posts.parent_id IS NULL
        LEFT JOIN community_reads ON community_reads.actor_id = follows.follower_id
            AND community_reads.community_id = follows.target_id
        LEFT JOIN thread_reads ON thread_reads.actor_id = follows.follower_id AND thread_reads.root_id = posts.id
        WHERE follows.follower_id = $1 AND follows.state = 'accepted'
            AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
            AND (posts.state = 'published' OR posts.author_id = $1) AND ",
        has_unread!(),
        " GROUP BY posts.community_id ORDER BY posts.community_id"
    );
    Ok(fetch_all!(tx, UnreadCount, SQL, viewer)?)
}

struct UnreadReplies {
    root_id: PostId,
    replies: i64,
}

row!(UnreadReplies { root_id, replies });

/// How many replies of others `viewer` has not read, in each of these threads.
pub(super) async fn replies(
    tx: &mut Tx,
    roots: &[PostId],
    viewer: Option<ActorId>,
) -> Result<HashMap<PostId, i64>, StoreError> {
    let Some(viewer) = viewer.filter(|_| !roots.is_empty()) else { return Ok(HashMap::new()) };
    let sql = sql_with_ids!(
        tx,
        concat!(
            "SELECT posts.root_id AS root_id, COUNT(*) AS replies FROM posts
        JOIN follows ON follows.follower_id = $2 AND follows.target_id = posts.community_id
            AND follows.state = 'accepted'
        LEFT JOIN community_reads ON community_reads.actor_id = $2
            AND community_reads.community_id = posts.community_id
        LEFT JOIN thread_reads ON thread_reads.actor_id = $2 AND thread_reads.root_id = posts.root_id
        WHERE posts.parent_id IS NOT NULL AND posts.state = 'published' AND posts.author_id <> $2
            AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
            AND ",
            is_unread!("posts"),
            " AND posts.root_id IN "
        ),
        " GROUP BY posts.root_id"
    );
    let rows = fetch_all!(tx, UnreadReplies, sql, id_list(roots.iter().map(|id| id.get())), viewer)?;
    Ok(rows.into_iter().map(|row| (row.root_id, row.replies)).collect())
}
