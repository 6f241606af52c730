//! Counts of replies and threads, and when something was last said, as posts come and go.
//!
//! A post counts while everybody can read it. One more or less changes the counts by one, under the locks of the rows
//! that hold them; only many posts at once are worth counting anew.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::PostId;
use crate::domain::post::Post;

/// Everybody can read a post from now on.
pub async fn appeared(tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    if let Some(parent) = post.parent_id {
        const SQL: &str = "
            UPDATE posts SET
                reply_count = reply_count + 1,
                last_activity_at = CASE WHEN id = $1 AND last_activity_at < $3 THEN $3 ELSE last_activity_at END
            WHERE id = $1 OR id = $2";
        execute!(tx, SQL, post.root_id, parent, post.published_at)?;
    }
    // What is said below a root that nobody can read brings its community nothing.
    const SQL: &str = "
        UPDATE communities SET
            topic_count = topic_count + $2,
            last_post_at = CASE WHEN last_post_at > root.last_activity_at THEN last_post_at ELSE root.last_activity_at END
        FROM posts AS root
        WHERE root.id = $1 AND communities.actor_id = root.community_id
            AND root.state = 'published' AND root.deleted_at IS NULL AND root.removed_at IS NULL";
    execute!(tx, SQL, post.root_id, i64::from(post.is_root()))?;
    Ok(())
}

/// Nobody can read a post any more that everybody could read. It has been written already that it went.
pub async fn went(tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    if let Some(parent) = post.parent_id {
        const FEWER: &str = "UPDATE posts SET reply_count = reply_count - 1 WHERE id = $1 OR id = $2";
        // A statement of its own, after the lock: it must see what others have said meanwhile.
        const LATEST: &str = "
            UPDATE posts SET last_activity_at = (
                SELECT MAX(said.published_at) FROM posts AS said
                WHERE said.root_id = $1 AND (said.id = $1
                    OR (said.state = 'published' AND said.deleted_at IS NULL AND said.removed_at IS NULL)))
            WHERE id = $1 AND last_activity_at <= $2";
        execute!(tx, FEWER, post.root_id, parent)?;
        execute!(tx, LATEST, post.root_id, post.published_at)?;
    }
    if let Some(community) = post.community_id {
        const FEWER: &str = "UPDATE communities SET topic_count = topic_count - $2 WHERE actor_id = $1";
        // Not a walk over all threads: the index has the latest first.
        const LATEST: &str = "
            UPDATE communities SET last_post_at = (
                SELECT MAX(last_activity_at) FROM posts
                WHERE community_id = $1 AND parent_id IS NULL AND state = 'published'
                    AND deleted_at IS NULL AND removed_at IS NULL)
            WHERE actor_id = $1";
        execute!(tx, FEWER, community, i64::from(post.is_root()))?;
        execute!(tx, LATEST, community)?;
    }
    Ok(())
}

/// Counts everything around posts anew, after many of them went: what they answer, their threads, their communities.
///
/// The root counts all replies below it, other posts their direct answers.
pub async fn anew(tx: &mut Tx, ids: &[PostId]) -> Result<(), StoreError> {
    let list = id_list(ids.iter().map(|id| id.get()));
    for sql in [
        // The locks first: what another transaction counts meanwhile is either seen by what follows, or added to it.
        sql_with_ids!(
            tx,
            "WITH around AS (SELECT root_id, parent_id FROM posts WHERE id IN ",
            ") UPDATE posts SET reply_count = reply_count
            WHERE id IN (SELECT root_id FROM around UNION SELECT parent_id FROM around)"
        ),
        sql_with_ids!(
            tx,
            "UPDATE communities SET topic_count = topic_count
            WHERE actor_id IN (SELECT around.community_id FROM posts AS around WHERE around.id IN ",
            ")"
        ),
        sql_with_ids!(
            tx,
            "UPDATE posts SET reply_count = (
                SELECT COUNT(*) FROM posts AS answer
                WHERE answer.parent_id = posts.id AND answer.state = 'published'
                    AND answer.deleted_at IS NULL AND answer.removed_at IS NULL)
            WHERE parent_id IS NOT NULL AND id IN (SELECT around.parent_id FROM posts AS around WHERE around.id IN ",
            ")"
        ),
        sql_with_ids!(
            tx,
            "UPDATE posts SET
                reply_count = (
                    SELECT COUNT(*) FROM posts AS answer
                    WHERE answer.root_id = posts.id AND answer.id <> posts.id AND answer.state = 'published'
                        AND answer.deleted_at IS NULL AND answer.removed_at IS NULL),
                last_activity_at = (
                    SELECT MAX(said.published_at) FROM posts AS said
                    WHERE said.root_id = posts.id AND (said.id = posts.id
                        OR (said.state = 'published' AND said.deleted_at IS NULL AND said.removed_at IS NULL)))
            WHERE id IN (SELECT around.root_id FROM posts AS around WHERE around.id IN ",
            ")"
        ),
        sql_with_ids!(
            tx,
            "UPDATE communities SET
                topic_count = (
                    SELECT COUNT(*) FROM posts
                    WHERE community_id = communities.actor_id AND parent_id IS NULL AND state = 'published'
                        AND deleted_at IS NULL AND removed_at IS NULL),
                last_post_at = (
                    SELECT MAX(last_activity_at) FROM posts
                    WHERE community_id = communities.actor_id AND parent_id IS NULL AND state = 'published'
                        AND deleted_at IS NULL AND removed_at IS NULL)
            WHERE actor_id IN (SELECT around.community_id FROM posts AS around WHERE around.id IN ",
            ")"
        ),
    ] {
        execute!(tx, sql, &list)?;
    }
    Ok(())
}
