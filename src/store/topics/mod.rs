//! Lists of threads: of a community, pinned, over all followed communities. Each page costs a constant number of
//! queries, whatever it holds.

use std::collections::HashMap;

use super::bylines::{self, Byline};
use super::dialect::id_list;
use super::page::{Cursor, Page};
use super::{StoreError, Tx, tags};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;
use crate::domain::time::Timestamp;

/// How many of those who replied last stand beside a thread.
const REPLIERS: i64 = 4;

/// Which threads of a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicFilter {
    Latest,
    /// In which something was said that the viewer has not read.
    Unread,
    /// In which the viewer took part.
    Mine,
}

impl TopicFilter {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Unread => "unread",
            Self::Mine => "mine",
        }
    }
}

/// A thread in a list.
#[derive(Debug, Clone)]
pub struct TopicRow {
    pub post: Post,
    pub author: Option<Byline>,
    pub community: Option<Byline>,
    pub tags: Vec<String>,
    /// Something was said since the viewer last read it. Only in communities that the viewer follows.
    pub unread: bool,
    /// The thread itself is younger than what the viewer has read.
    pub is_new: bool,
    /// Replies of others since the viewer last read it; 0 where `unread` is false.
    pub unread_replies: i64,
    /// Who replied last, the latest first.
    pub repliers: Vec<Byline>,
}

struct Marked {
    post: Post,
    unread: bool,
    is_new: bool,
}

row!(Marked { unread, is_new } flatten { post });

/// Whether a post came after what its reader has read, and was said after they began to follow.
///
/// Marks of what was read are moments of this node, and so is when it received a post: what was long on its way, or has
/// an author whose clock is slow, is unread all the same. But the history that is read when somebody begins to follow
/// arrives later than that, and only its own dates say that it was there before.
macro_rules! is_unread {
    ($post:literal) => {
        concat!(
            $post,
            ".received_at > CASE
                WHEN community_reads.read_to > COALESCE(thread_reads.read_to, 0) THEN community_reads.read_to
                ELSE COALESCE(thread_reads.read_to, 0) END AND ",
            $post,
            ".published_at > follows.created_at"
        )
    };
}

/// Whether somebody else than `$1`, who follows its community, said something in a thread that is unread. The first half
/// follows from the second, and is quick.
macro_rules! has_unread {
    () => {
        concat!(
            "posts.last_activity_at > follows.created_at AND EXISTS (
                SELECT 1 FROM posts AS said
                WHERE said.root_id = posts.id AND said.author_id <> $1 AND said.state = 'published'
                    AND said.deleted_at IS NULL AND said.removed_at IS NULL AND ",
            is_unread!("said"),
            ")"
        )
    };
}

/// A thread of a list, with whether `$1`, who follows its community, has read it.
macro_rules! marked {
    ($rest:literal) => {
        concat!(
            "SELECT * FROM (
                SELECT posts.*, follows.follower_id IS NOT NULL AND ",
            has_unread!(),
            " AS unread,
                    follows.follower_id IS NOT NULL AND posts.author_id <> $1 AND thread_reads.read_to IS NULL AND ",
            is_unread!("posts"),
            " AS is_new
                FROM posts
                LEFT JOIN follows ON follows.follower_id = $1 AND follows.target_id = posts.community_id
                    AND follows.state = 'accepted'
                LEFT JOIN community_reads ON community_reads.actor_id = $1
                    AND community_reads.community_id = posts.community_id
                LEFT JOIN thread_reads ON thread_reads.actor_id = $1 AND thread_reads.root_id = posts.id
                WHERE posts.parent_id IS NULL AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
                    AND (posts.state = 'published' OR posts.author_id = $1)
            ) AS topics ",
            $rest
        )
    };
}

mod found;
mod unread;

pub use found::{Found, containing, ids_containing};
pub use unread::{UnreadCount, unread_counts, unread_in};

/// Threads of a community, those with the latest activity first.
pub async fn of_community(
    tx: &mut Tx,
    community: ActorId,
    viewer: Option<ActorId>,
    filter: TopicFilter,
    from: Cursor,
    limit: i64,
) -> Result<Page<TopicRow>, StoreError> {
    const SQL: &str = marked!(
        "WHERE community_id = $2 AND (last_activity_at, id) < ($4, $5)
            AND ($3 = 'latest' OR ($3 = 'unread' AND unread) OR ($3 = 'mine' AND EXISTS (
                SELECT 1 FROM posts AS own WHERE own.root_id = topics.id AND own.author_id = $1)))
        ORDER BY last_activity_at DESC, id DESC LIMIT $6"
    );
    let rows = fetch_all!(tx, Marked, SQL, viewer, community, filter.as_str(), from.at, from.id, limit + 1)?;
    page(tx, rows, viewer, limit).await
}

/// Threads of a community with this tag, those with the latest activity first.
pub async fn tagged(
    tx: &mut Tx,
    community: ActorId,
    viewer: Option<ActorId>,
    tag: &str,
    from: Cursor,
    limit: i64,
) -> Result<Page<TopicRow>, StoreError> {
    const SQL: &str = marked!(
        "WHERE community_id = $2 AND (last_activity_at, id) < ($4, $5)
            AND EXISTS (SELECT 1 FROM post_tags WHERE post_tags.post_id = topics.id AND post_tags.tag = $3)
        ORDER BY last_activity_at DESC, id DESC LIMIT $6"
    );
    let rows = fetch_all!(tx, Marked, SQL, viewer, community, tag, from.at, from.id, limit + 1)?;
    page(tx, rows, viewer, limit).await
}

/// The threads that moderators put on top of a community, the last put first.
pub async fn pinned(
    tx: &mut Tx,
    community: ActorId,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<TopicRow>, StoreError> {
    const SQL: &str = marked!(
        "WHERE community_id = $2 AND pinned_at IS NOT NULL ORDER BY pinned_at DESC, id DESC LIMIT $3"
    );
    let rows = fetch_all!(tx, Marked, SQL, viewer, community, limit)?;
    complete(tx, rows, viewer).await
}

// The plus keeps both engines from reading each community by its own index and sorting what comes together: a page is a
// short walk over the latest threads of all, of which most belong to it.
const OF_FOLLOWED: &str = marked!(
    "WHERE +community_id IN (
            SELECT follows.target_id FROM follows JOIN actors ON actors.id = follows.target_id
            WHERE follows.follower_id = $1 AND follows.state = 'accepted'
                AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL)
        AND (last_activity_at, id) < ($2, $3)
    ORDER BY last_activity_at DESC, id DESC LIMIT $4"
);

const OF_PUBLIC: &str = marked!(
    "WHERE +community_id IN (
            SELECT actor_id FROM communities JOIN actors ON actors.id = communities.actor_id
            WHERE visibility = 'public' AND suspended_at IS NULL AND actors.deleted_at IS NULL)
        AND (last_activity_at, id) < ($2, $3)
    ORDER BY last_activity_at DESC, id DESC LIMIT $4"
);

/// Threads of all communities that the viewer follows, those with the latest activity first. Communities that are closed
/// or suspended are left out.
pub async fn of_followed(
    tx: &mut Tx,
    viewer: ActorId,
    from: Cursor,
    limit: i64,
) -> Result<Page<TopicRow>, StoreError> {
    let rows = fetch_all!(tx, Marked, OF_FOLLOWED, viewer, from.at, from.id, limit + 1)?;
    page(tx, rows, Some(viewer), limit).await
}

/// Threads of the communities that this node hosts or reads and that may be listed, for people who have not signed in.
pub async fn of_public(tx: &mut Tx, from: Cursor, limit: i64) -> Result<Page<TopicRow>, StoreError> {
    let rows = fetch_all!(tx, Marked, OF_PUBLIC, None::<ActorId>, from.at, from.id, limit + 1)?;
    page(tx, rows, None, limit).await
}

/// Threads that a person began or took part in, those with the latest activity first. Communities that are closed or
/// suspended are left out.
pub async fn of_person(
    tx: &mut Tx,
    person: ActorId,
    viewer: Option<ActorId>,
    from: Cursor,
    limit: i64,
) -> Result<Page<TopicRow>, StoreError> {
    const SQL: &str = marked!(
        "WHERE id IN (
                SELECT own.root_id FROM posts AS own WHERE own.author_id = $2 AND own.state = 'published'
                    AND own.deleted_at IS NULL AND own.removed_at IS NULL)
            AND (community_id IS NULL OR community_id IN (
                SELECT actors.id FROM actors WHERE actors.suspended_at IS NULL AND actors.deleted_at IS NULL))
            AND (last_activity_at, id) < ($3, $4)
        ORDER BY last_activity_at DESC, id DESC LIMIT $5"
    );
    let rows = fetch_all!(tx, Marked, SQL, viewer, person, from.at, from.id, limit + 1)?;
    page(tx, rows, viewer, limit).await
}

/// Threads in which somebody used a tag, of communities that may be listed and of none, the newest first.
pub async fn with_tag(
    tx: &mut Tx,
    tag: &str,
    viewer: Option<ActorId>,
    from: Cursor,
    limit: i64,
) -> Result<Page<TopicRow>, StoreError> {
    const SQL: &str = marked!(
        "WHERE id IN (
                SELECT tagged.root_id FROM post_tags JOIN posts AS tagged ON tagged.id = post_tags.post_id
                WHERE post_tags.tag = $2 AND tagged.state = 'published'
                    AND tagged.deleted_at IS NULL AND tagged.removed_at IS NULL)
            AND (community_id IS NULL OR community_id IN (
                SELECT actor_id FROM communities JOIN actors ON actors.id = communities.actor_id
                WHERE visibility = 'public' AND suspended_at IS NULL AND actors.deleted_at IS NULL))
            AND (published_at, id) < ($3, $4)
        ORDER BY published_at DESC, id DESC LIMIT $5"
    );
    let rows = fetch_all!(tx, Marked, SQL, viewer, tag, from.at, from.id, limit + 1)?;
    let page = Page::cut(rows, limit, |row| Cursor { at: row.post.published_at, id: row.post.id.get() });
    let next = page.next;
    Ok(Page { rows: complete(tx, page.rows, viewer).await?, next })
}

async fn page(
    tx: &mut Tx,
    rows: Vec<Marked>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Page<TopicRow>, StoreError> {
    let page = Page::cut(rows, limit, |row| Cursor { at: row.post.last_activity_at, id: row.post.id.get() });
    let next = page.next;
    Ok(Page { rows: complete(tx, page.rows, viewer).await?, next })
}

/// Adds to the threads who wrote, who replied, what they are tagged with and what is unread: a query each for all of them.
async fn complete(
    tx: &mut Tx,
    rows: Vec<Marked>,
    viewer: Option<ActorId>,
) -> Result<Vec<TopicRow>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PostId> = rows.iter().map(|row| row.post.id).collect();
    let mut repliers = last_repliers(tx, &ids).await?;
    let mut tags = by_post(tags::of_posts(tx, &ids).await?);
    let unread: Vec<PostId> = rows.iter().filter(|row| row.unread).map(|row| row.post.id).collect();
    let unread = unread::replies(tx, &unread, viewer).await?;
    let people = rows
        .iter()
        .flat_map(|row| [Some(row.post.author_id), row.post.community_id])
        .flatten()
        .chain(repliers.values().flatten().copied());
    let bylines = bylines::by_ids(tx, people.collect::<Vec<_>>()).await?;
    let complete = |row: Marked| TopicRow {
        author: bylines.get(&row.post.author_id).cloned(),
        community: row.post.community_id.and_then(|id| bylines.get(&id)).cloned(),
        tags: tags.remove(&row.post.id).unwrap_or_default(),
        repliers: repliers
            .remove(&row.post.id)
            .unwrap_or_default()
            .iter()
            .filter_map(|id| bylines.get(id).cloned())
            .collect(),
        unread: row.unread,
        is_new: row.is_new,
        unread_replies: unread.get(&row.post.id).copied().unwrap_or_default(),
        post: row.post,
    };
    Ok(rows.into_iter().map(complete).collect())
}

pub(super) fn by_post(rows: Vec<tags::PostTag>) -> HashMap<PostId, Vec<String>> {
    let mut by_post: HashMap<PostId, Vec<String>> = HashMap::new();
    for row in rows {
        by_post.entry(row.post_id).or_default().push(row.tag);
    }
    by_post
}

struct Replier {
    root_id: PostId,
    author_id: ActorId,
}

row!(Replier { root_id, author_id });

async fn last_repliers(tx: &mut Tx, roots: &[PostId]) -> Result<HashMap<PostId, Vec<ActorId>>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT root_id, author_id FROM (
            SELECT root_id, author_id, last_id,
                ROW_NUMBER() OVER (PARTITION BY root_id ORDER BY last_id DESC) AS place
            FROM (
                SELECT root_id, author_id, MAX(id) AS last_id FROM posts
                WHERE parent_id IS NOT NULL AND state = 'published' AND deleted_at IS NULL AND removed_at IS NULL
                    AND root_id IN ",
        "GROUP BY root_id, author_id
            ) AS latest
        ) AS ranked
        WHERE place <= $2 ORDER BY root_id, last_id DESC"
    );
    let rows = fetch_all!(tx, Replier, sql, id_list(roots.iter().map(|id| id.get())), REPLIERS)?;
    let mut by_root: HashMap<PostId, Vec<ActorId>> = HashMap::new();
    for row in rows {
        by_root.entry(row.root_id).or_default().push(row.author_id);
    }
    Ok(by_root)
}

/// When this node last received something in a thread: up to where it can be read now. `None`: there is no such thread.
pub async fn last_received(tx: &mut Tx, root: PostId) -> Result<Option<Timestamp>, StoreError> {
    Ok(fetch_value!(tx, Option<Timestamp>, "SELECT MAX(received_at) FROM posts WHERE root_id = $1", root)?)
}

#[cfg(test)]
mod tests {
    use super::{OF_FOLLOWED, OF_PUBLIC};
    use crate::store::contract::sqlite;
    use crate::store::tx::Connection;

    #[tokio::test]
    async fn home_is_a_walk_over_an_index() {
        let fresh = sqlite().await;
        let mut tx = fresh.db.begin().await.unwrap();
        for sql in [OF_FOLLOWED, OF_PUBLIC] {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let Connection::Sqlite(connection) = tx.connection() else { unreachable!() };
            let steps: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(connection).await.unwrap();
            assert!(steps.iter().any(|step| step.3.contains("USING INDEX posts_latest")), "{steps:?}");
            assert!(steps.iter().all(|step| !step.3.contains("TEMP B-TREE")), "{steps:?}");
        }
    }
}
