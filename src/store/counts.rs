//! Counts of replies and threads, and when something was last said, as posts come and go.
//!
//! A post counts while everybody can read it. One more or less changes the counts by one, under the locks of the rows
//! that hold them; only many posts at once are worth counting anew.

use std::collections::BTreeMap;

use serde::Serialize;

use super::dialect::id_list;
use super::json::JsonText;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;

macro_rules! answered {
    ($list:literal) => {
        concat!(
            "UPDATE posts SET
                reply_count = reply_count + said.replies,
                last_activity_at = CASE WHEN last_activity_at < said.at THEN said.at ELSE last_activity_at END
            FROM (",
            $list,
            ") AS said WHERE posts.id = said.id"
        )
    };
}

/// What is said below a root that nobody can read brings its community nothing.
macro_rules! threads {
    ($list:literal) => {
        concat!(
            "UPDATE communities SET
                topic_count = topic_count + said.topics,
                last_post_at = CASE WHEN last_post_at > said.at THEN last_post_at ELSE said.at END
            FROM (
                SELECT root.community_id AS id, CAST(SUM(listed.topics) AS BIGINT) AS topics,
                    MAX(root.last_activity_at) AS at
                FROM (",
            $list,
            ") AS listed JOIN posts AS root ON root.id = listed.root
                WHERE root.state = 'published' AND root.deleted_at IS NULL AND root.removed_at IS NULL
                GROUP BY root.community_id
            ) AS said WHERE communities.actor_id = said.id"
        )
    };
}

/// What an open transaction has to add.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// To roots and other posts that were answered, in the order of their ids.
    answered: BTreeMap<PostId, Answered>,
    /// Threads in which something was said, and whether they are new.
    threads: BTreeMap<PostId, i64>,
    /// Communities in which something went, with how many threads.
    gone: BTreeMap<ActorId, i64>,
}

#[derive(Debug, Default)]
struct Answered {
    replies: i64,
    /// The latest, for roots.
    at: i64,
}

#[derive(Debug, Serialize)]
struct AnsweredRow {
    id: i64,
    replies: i64,
    at: i64,
}

#[derive(Debug, Serialize)]
struct ThreadRow {
    root: i64,
    topics: i64,
}

/// Everybody can read a post from now on. It is counted by the commit or sooner, together with all others of the
/// transaction.
pub fn appeared(tx: &mut Tx, post: &Post) {
    let said = &mut tx.recorded().said;
    if let Some(parent) = post.parent_id {
        let root = said.answered.entry(post.root_id).or_default();
        root.replies += 1;
        root.at = root.at.max(post.published_at.millis());
        if parent != post.root_id {
            said.answered.entry(parent).or_default().replies += 1;
        }
    }
    *said.threads.entry(post.root_id).or_default() += i64::from(post.is_root());
}

/// Writes what [`appeared`] and [`went`] have recorded: posts before communities, in every transaction, so that none waits
/// for another that waits for it.
pub(super) async fn write_recorded(tx: &mut Tx) -> Result<(), StoreError> {
    write_answered(tx).await?;
    write_threads(tx).await
}

/// Writes what posts hold of it.
pub(super) async fn write_answered(tx: &mut Tx) -> Result<(), StoreError> {
    let answered = std::mem::take(&mut tx.recorded().said.answered);
    if !answered.is_empty() {
        let row = |(id, of): (PostId, Answered)| AnsweredRow { id: id.get(), replies: of.replies, at: of.at };
        let sql = dialect!(
            tx,
            sqlite: answered!("SELECT value ->> 'id' AS id, value ->> 'replies' AS replies, value ->> 'at' AS at
                FROM json_each($1)"),
            postgres: answered!("SELECT id, replies, at
                FROM json_to_recordset(CAST($1 AS JSON)) AS listed (id BIGINT, replies BIGINT, at BIGINT)"),
        );
        execute!(tx, sql, JsonText(answered.into_iter().map(row).collect::<Vec<_>>()))?;
    }
    Ok(())
}

/// Writes what communities hold of it.
async fn write_threads(tx: &mut Tx) -> Result<(), StoreError> {
    const FEWER: &str = "UPDATE communities SET topic_count = topic_count - $2 WHERE actor_id = $1";
    // A statement of its own, after the lock: it must see what others have said meanwhile. Not a walk over all threads: the index has the latest first.
    const LATEST: &str = "
        UPDATE communities SET last_post_at = (
            SELECT MAX(last_activity_at) FROM posts
            WHERE community_id = $1 AND parent_id IS NULL AND state = 'published'
                AND deleted_at IS NULL AND removed_at IS NULL)
        WHERE actor_id = $1";
    let threads = std::mem::take(&mut tx.recorded().said.threads);
    if !threads.is_empty() {
        let row = |(root, topics): (PostId, i64)| ThreadRow { root: root.get(), topics };
        let sql = dialect!(
            tx,
            sqlite: threads!("SELECT value ->> 'root' AS root, value ->> 'topics' AS topics FROM json_each($1)"),
            postgres: threads!("SELECT root, topics
                FROM json_to_recordset(CAST($1 AS JSON)) AS listed (root BIGINT, topics BIGINT)"),
        );
        execute!(tx, sql, JsonText(threads.into_iter().map(row).collect::<Vec<_>>()))?;
    }
    for (community, threads) in std::mem::take(&mut tx.recorded().said.gone) {
        execute!(tx, FEWER, community, threads)?;
        execute!(tx, LATEST, community)?;
    }
    Ok(())
}

/// Nobody can read a post any more that everybody could read. It has been written already that it went. Its community
/// learns of it by the commit or sooner.
pub async fn went(tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    write_answered(tx).await?;
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
        let said = &mut tx.recorded().said;
        // A thread that came in the same transaction has not been counted.
        let uncounted = if post.is_root() { said.threads.remove(&post.id).unwrap_or_default() } else { 0 };
        *said.gone.entry(community).or_default() += i64::from(post.is_root()) - uncounted;
    }
    Ok(())
}

/// Counts everything around posts anew, after many of them went: what they answer, their threads, their communities.
///
/// The root counts all replies below it, other posts their direct answers.
pub async fn anew(tx: &mut Tx, ids: &[PostId]) -> Result<(), StoreError> {
    write_answered(tx).await?;
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
    ] {
        execute!(tx, sql, &list)?;
    }
    write_threads(tx).await?;
    for sql in [
        sql_with_ids!(
            tx,
            "UPDATE communities SET topic_count = topic_count
            WHERE actor_id IN (SELECT around.community_id FROM posts AS around WHERE around.id IN ",
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
