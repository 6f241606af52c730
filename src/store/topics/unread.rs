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

// From what was said since the last mark, or since the follow where that is later, to its threads: what was read costs
// nothing, however much of it there is. The marks are read first, whatever an engine thinks of another order.
const UNREAD: &str = "
    WITH marks AS MATERIALIZED (
        SELECT follows.target_id, follows.created_at AS followed_at, CASE
            WHEN community_reads.read_to > follows.created_at THEN community_reads.read_to
            ELSE follows.created_at END AS read_to
        FROM follows
        JOIN actors ON actors.id = follows.target_id
            AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
        LEFT JOIN community_reads ON community_reads.actor_id = follows.follower_id
            AND community_reads.community_id = follows.target_id
        WHERE follows.follower_id = $1 AND follows.state = 'accepted'
            AND (CAST($2 AS BIGINT) IS NULL OR follows.target_id = $2)
    )
    SELECT marks.target_id AS community_id, COUNT(DISTINCT said.root_id) AS threads
    FROM marks
    JOIN posts AS said ON said.community_id = marks.target_id AND said.received_at > marks.read_to
    JOIN posts AS root ON root.id = said.root_id
    LEFT JOIN thread_reads ON thread_reads.actor_id = $1 AND thread_reads.root_id = said.root_id
    WHERE said.published_at > marks.followed_at AND said.received_at > COALESCE(thread_reads.read_to, 0)
        AND said.author_id <> $1 AND said.state = 'published'
        AND said.deleted_at IS NULL AND said.removed_at IS NULL
        AND root.deleted_at IS NULL AND root.removed_at IS NULL
        AND (root.state = 'published' OR root.author_id = $1)
    GROUP BY marks.target_id ORDER BY marks.target_id";

/// Unread threads in each community that `viewer` follows; communities without any, closed or suspended are
/// left out.
pub async fn unread_counts(tx: &mut Tx, viewer: ActorId) -> Result<Vec<UnreadCount>, StoreError> {
    Ok(fetch_all!(tx, UnreadCount, UNREAD, viewer, None::<ActorId>)?)
}

/// Unread threads in one community; 0 where `viewer` does not follow it.
pub async fn unread_in(tx: &mut Tx, viewer: ActorId, community: ActorId) -> Result<i64, StoreError> {
    let count = fetch_optional!(tx, UnreadCount, UNREAD, viewer, community)?;
    Ok(count.map_or(0, |count| count.threads))
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

#[cfg(test)]
mod tests {
    use super::UNREAD;
    use crate::store::contract::sqlite;
    use crate::store::tx::Connection;

    #[tokio::test]
    async fn what_was_read_is_not_looked_at() {
        let fresh = sqlite().await;
        let mut tx = fresh.db.begin().await.unwrap();
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {UNREAD}"));
        let Connection::Sqlite(connection) = tx.connection() else { unreachable!() };
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(connection).await.unwrap();
        let said = "SEARCH said USING INDEX posts_said (community_id=? AND received_at>?)";
        assert!(steps.iter().any(|step| step.3 == said), "{steps:?}");
    }
}
