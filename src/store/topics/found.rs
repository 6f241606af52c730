//! Searching for threads.
//!
//! Few threads that have the words in question are read and sorted. A word that many threads have would sort them all for
//! a page of twenty: then threads are walked through from the latest on, with the ids of those that have it at hand, until
//! the page is full. Which of the two it is, a look at the index says first.

use super::{Marked, TopicRow, complete};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::PostKind;
use crate::domain::text::words::{Term, searched};
use crate::store::dialect::{id_list, word_query};
use crate::store::{StoreError, Tx};

/// The most threads that are read to be sorted.
const FEW: i64 = 100;

/// Whether `$1` may find the thread `latest`. A question of its own for each thread, so that neither engine gathers all that
/// anybody may find.
macro_rules! may_be_found {
    ($engine:ident) => {
        concat!(
            "(SELECT posts.deleted_at IS NULL AND posts.removed_at IS NULL
                AND (posts.state = 'published' OR posts.author_id = $1)
                AND (EXISTS (SELECT 1 FROM actors WHERE actors.id = posts.author_id AND actors.indexable)
                    OR posts.id IN ",
            threads_with_words!($engine named),
            ") AND EXISTS (
                    SELECT 1 FROM communities JOIN actors ON actors.id = communities.actor_id
                    WHERE communities.actor_id = posts.community_id
                        AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
                        AND (communities.visibility = 'public' OR EXISTS (
                            SELECT 1 FROM follows WHERE follows.follower_id = $1
                                AND follows.target_id = communities.actor_id AND follows.state = 'accepted')))
            FROM posts WHERE posts.id = latest.id)"
        )
    };
}

/// Of few threads, all that may be found, sorted. The sum keeps both engines from walking an index for its order.
macro_rules! few_sorted {
    ($engine:ident) => {
        concat!(
            "SELECT latest.id FROM posts AS latest WHERE latest.parent_id IS NULL AND latest.id IN ",
            threads_with_words!($engine),
            " AND ",
            may_be_found!($engine),
            " ORDER BY latest.last_activity_at + 0 DESC, latest.id DESC LIMIT $3"
        )
    };
}

/// Of many threads, the latest that may be found. `IS TRUE` keeps both engines from beginning with those that have the words.
macro_rules! latest_first {
    ($engine:ident) => {
        concat!(
            "SELECT latest.id FROM posts AS latest WHERE latest.parent_id IS NULL AND (latest.id IN ",
            threads_with_words!($engine),
            ") IS TRUE AND ",
            may_be_found!($engine),
            " ORDER BY latest.last_activity_at DESC, latest.id DESC LIMIT $3"
        )
    };
}

/// How many threads have the words, at most `$3`, whoever asks.
macro_rules! how_many {
    ($engine:ident) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM ",
            threads_with_words!($engine),
            " AS found LIMIT $3) AS several"
        )
    };
}

/// What to search for.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Its words are found in any order, as the beginnings of words; see [`searched`].
    pub text: &'a str,
    /// Resources, or discussions; `None`: both.
    pub kind: Option<PostKind>,
    /// Only what this author wrote.
    pub author: Option<ActorId>,
}

/// Threads that have all words of a text in title and tags, those with the latest activity first; of authors who agreed to be
/// found (FEP-5feb) also those that have them in abstract and text. Only in communities that are listed, or that
/// `viewer` follows.
pub async fn containing(
    tx: &mut Tx,
    what: Found<'_>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<TopicRow>, StoreError> {
    let ids = ids_containing(tx, what, viewer, limit).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = id_list(ids.iter().map(|id| id.get()));
    let sql = dialect!(
        tx,
        sqlite: marked!("WHERE id IN (SELECT value FROM json_each($2)) ORDER BY last_activity_at DESC, id DESC"),
        postgres: marked!(
            "WHERE id IN (SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS JSONB)))
            ORDER BY last_activity_at DESC, id DESC"
        ),
    );
    let rows = fetch_all!(tx, Marked, sql, viewer, ids)?;
    complete(tx, rows, viewer).await
}

/// The same, for whoever reads what belongs to them by other means.
pub async fn ids_containing(
    tx: &mut Tx,
    what: Found<'_>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<PostId>, StoreError> {
    let mut terms = searched(what.text);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    terms.extend(what.kind.map(Term::kind));
    terms.extend(what.author.map(Term::author));
    let query = word_query(tx, &terms);
    let how_many = dialect!(tx, sqlite: how_many!(sqlite), postgres: how_many!(postgres));
    let sql = if fetch_value!(tx, i64, how_many, viewer, &query, FEW + 1)? <= FEW {
        dialect!(tx, sqlite: few_sorted!(sqlite), postgres: few_sorted!(postgres))
    } else {
        dialect!(tx, sqlite: latest_first!(sqlite), postgres: latest_first!(postgres))
    };
    Ok(fetch_values!(tx, PostId, sql, viewer, query, limit)?)
}

#[cfg(test)]
mod tests {
    use crate::store::contract::sqlite;
    use crate::store::tx::Connection;

    async fn plan(sql: &str) -> Vec<String> {
        let fresh = sqlite().await;
        let mut tx = fresh.db.begin().await.unwrap();
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let Connection::Sqlite(connection) = tx.connection() else { unreachable!() };
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(connection).await.unwrap();
        steps.into_iter().map(|step| step.3).collect()
    }

    #[tokio::test]
    async fn a_rare_word_reads_the_threads_that_have_it() {
        let steps = plan(few_sorted!(sqlite)).await;
        assert_eq!(steps[0], "SEARCH latest USING INTEGER PRIMARY KEY (rowid=?)");
        assert!(
            steps.iter().any(|step| step.starts_with("SCAN thread_words VIRTUAL TABLE INDEX")),
            "{steps:?}"
        );
        assert!(steps.iter().all(|step| !step.starts_with("SCAN posts")), "{steps:?}");
    }

    #[tokio::test]
    async fn a_common_word_is_a_walk_over_an_index_and_sorts_nothing() {
        let steps = plan(latest_first!(sqlite)).await;
        assert_eq!(steps[0], "SCAN latest USING INDEX posts_latest");
        assert!(steps.iter().all(|step| !step.contains("TEMP B-TREE")), "{steps:?}");
        // With an index that begins with what is looked for, which the full scan of one has not.
        let searched =
            steps.iter().filter(|step| step.starts_with("SCAN thread_words VIRTUAL TABLE INDEX 0:M"));
        assert_eq!(searched.count(), 2, "{steps:?}");
    }
}
