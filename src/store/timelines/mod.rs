//! Timelines: posts, and that somebody shared them, newest first, for whoever reads them.
//!
//! Each is one or two walks over an index in the order of ids, of posts and of shares, merged here; a page costs the same
//! number of statements whatever it holds. What may stand in any of them for a viewer is said once, in `walk`.

use std::collections::HashMap;

use super::page::Span;
use crate::domain::ids::{ActorId, PostId, ShareId};
use crate::domain::time::Timestamp;

#[macro_use]
mod walk;
mod account;
mod home;
mod lists;
mod marked;
mod named;
mod public;

pub use account::{OfAccount, of_account, pinned};
pub use home::home;
pub use lists::{of_community, of_list};
pub use marked::{bookmarked, thanked};
pub use named::named;
pub use public::{Public, Tagged, public, tagged};

/// A line of a timeline: a post, or that somebody shared it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Post(PostId),
    Share { id: ShareId, actor: ActorId, post: PostId, at: Timestamp },
}

impl Entry {
    /// What the list is ordered by.
    pub fn position(&self) -> i64 {
        match self {
            Self::Post(id) => id.get(),
            Self::Share { id, .. } => id.get(),
        }
    }

    pub fn post(&self) -> PostId {
        match self {
            Self::Post(post) | Self::Share { post, .. } => *post,
        }
    }
}

/// Who reads a timeline, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// `None`: somebody who has not signed in.
    pub actor: Option<ActorId>,
    pub now: Timestamp,
}

/// A part of a timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// The positions of the newest and the oldest line that were read, whether they are shown or not: where the pages
    /// before and after begin. `None` where there was nothing.
    pub ends: Option<(i64, i64)>,
}

/// A line as a walk finds it.
#[derive(Debug)]
struct Step {
    position: i64,
    post_id: PostId,
    /// `None`: the post itself.
    sharer: Option<ActorId>,
    at: Timestamp,
}

row!(Step { position, post_id, sharer, at });

impl From<Step> for Entry {
    fn from(step: Step) -> Self {
        let Step { position, post_id, sharer, at } = step;
        match sharer {
            Some(actor) => Self::Share { id: ShareId::new(position), actor, post: post_id, at },
            None => Self::Post(post_id),
        }
    }
}

/// The part of two walks together that lies next to the asked end of the span.
fn merged(span: Span, mut steps: Vec<Step>, others: Vec<Step>) -> Lines {
    steps.extend(others);
    steps.sort_unstable_by_key(|step| std::cmp::Reverse(step.position));
    let limit = usize::try_from(span.limit).unwrap_or(0);
    if span.nearest_first {
        steps.drain(..steps.len().saturating_sub(limit));
    } else {
        steps.truncate(limit);
    }
    let ends = steps.first().zip(steps.last()).map(|(newest, oldest)| (newest.position, oldest.position));
    Lines { entries: steps.into_iter().map(Entry::from).collect(), ends }
}

impl Lines {
    /// Each post once: where it first came.
    fn once(mut self) -> Self {
        let first: HashMap<PostId, i64> =
            self.entries.iter().map(|entry| (entry.post(), entry.position())).collect();
        self.entries.retain(|entry| first.get(&entry.post()) == Some(&entry.position()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{account, home, lists, marked, public};
    use crate::domain::ids::{PostId, ShareId};
    use crate::domain::post::Share;
    use crate::store::contract::{LEE, SEPSIS, at, people, post, postgres, sqlite};
    use crate::store::tx::Connection;
    use crate::store::{Span, posts, shares};

    #[tokio::test]
    async fn every_timeline_is_a_walk_over_an_index() {
        let fresh = sqlite().await;
        let mut tx = fresh.db.begin().await.unwrap();
        let span = Span::newest(20);
        let texts = [
            account::texts(span),
            home::texts(span),
            lists::texts(span),
            marked::texts(span),
            public::texts(span),
        ];
        for sql in texts.concat() {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let Connection::Sqlite(connection) = tx.connection() else { unreachable!() };
            let steps: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(connection).await.unwrap();
            assert!(steps.iter().all(|step| !step.3.contains("ORDER BY")), "{sql} {steps:?}");
        }
    }

    /// What it expects of conditions that nearly all lines meet must not make it read and sort all of them.
    #[tokio::test]
    async fn a_home_full_of_threads_is_a_walk_on_postgresql() {
        const MANY: &str = "
            INSERT INTO posts SELECT (jsonb_populate_record(posts, jsonb_build_object(
                'id', number, 'root_id', number, 'uri', 'https://a.test/p/' || number))).*
            FROM posts, generate_series(11, 3000) AS number WHERE posts.id = 10";
        const SHARED: &str = "
            INSERT INTO shares SELECT (jsonb_populate_record(shares, jsonb_build_object(
                'id', number + 10000, 'post_id', number))).*
            FROM shares, generate_series(11, 3000) AS number WHERE shares.id = 10010";
        let fresh = postgres().await;
        let mut tx = fresh.db.begin().await.unwrap();
        people(&mut tx).await;
        posts::insert(&mut tx, &post(10, LEE, None)).await.unwrap();
        let (id, post_id) = (ShareId::new(10_010), PostId::new(10));
        let share = Share { id, actor_id: SEPSIS, post_id, uri: None, created_at: at(10) };
        shares::insert(&mut tx, &share).await.unwrap();
        let Connection::Postgres(connection) = tx.connection() else { unreachable!() };
        for sql in [MANY, SHARED, "ANALYZE posts", "ANALYZE shares", "ANALYZE actors", "ANALYZE follows"] {
            sqlx::query(sql).execute(&mut *connection).await.unwrap();
        }
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN {}", home::texts(Span::newest(40))[0]));
        let steps: Vec<String> = sqlx::query_scalar(explain)
            .bind(LEE)
            .bind(at(4000))
            .bind(i64::MAX)
            .bind(0_i64)
            .bind(40_i64)
            .fetch_all(connection)
            .await
            .unwrap();
        assert!(steps.iter().all(|step| !step.contains("Sort")), "{steps:#?}");
    }
}
