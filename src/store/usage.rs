//! How much a node is used, for NodeInfo: numbers, no names.

use std::time::Duration;

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

/// What happened here within a week. Weeks are counted from the beginning of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    pub week: i64,
    /// Threads, resources and replies that people here have published and not taken back.
    pub posts: i64,
    /// How many people wrote them.
    pub authors: i64,
    /// How many came to an account.
    pub sign_ups: i64,
}

row!(Activity { week, posts, authors, sign_ups });

/// What happened here since `moment`, week by week, in no order; weeks without anything are left out.
pub async fn activity_by_week(
    tx: &mut Tx,
    moment: Timestamp,
    week: Duration,
) -> Result<Vec<Activity>, StoreError> {
    const SQL: &str = "
        SELECT week, CAST(SUM(posts) AS BIGINT) AS posts, CAST(SUM(authors) AS BIGINT) AS authors,
            CAST(SUM(sign_ups) AS BIGINT) AS sign_ups
        FROM (
            SELECT posts.published_at / $2 AS week, COUNT(*) AS posts, COUNT(DISTINCT posts.author_id) AS authors,
                0 AS sign_ups
            FROM accounts JOIN posts ON posts.author_id = accounts.actor_id
            WHERE posts.published_at >= $1 AND posts.state = 'published' AND posts.deleted_at IS NULL
                AND posts.removed_at IS NULL
            GROUP BY posts.published_at / $2
            UNION ALL
            SELECT created_at / $2 AS week, 0 AS posts, 0 AS authors, COUNT(*) AS sign_ups
            FROM accounts WHERE created_at >= $1 GROUP BY created_at / $2
        ) AS counted
        GROUP BY week";
    let week = i64::try_from(week.as_millis()).unwrap_or(i64::MAX);
    Ok(fetch_all!(tx, Activity, SQL, moment, week)?)
}
