//! Searching for threads.

use super::{Marked, TopicRow, complete};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::PostKind;
use crate::store::dialect::{contains_pattern, id_list};
use crate::store::{StoreError, Tx};

/// What to search for.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Taken literally, in any case.
    pub text: &'a str,
    /// Resources, or discussions; `None`: both.
    pub kind: Option<PostKind>,
    /// Only what this author wrote.
    pub author: Option<ActorId>,
}

/// Threads whose title or tag contains a text, those with the latest activity first; of authors who agreed to be found
/// (FEP-5feb) also those whose abstract or text does. Only in communities that are listed, or that `viewer` follows.
pub async fn containing(
    tx: &mut Tx,
    what: Found<'_>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<TopicRow>, StoreError> {
    let ids = id_list(ids_containing(tx, what, viewer, limit).await?.iter().map(|id| id.get()));
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
///
/// The plus keeps SQLite from going through the communities one by one and sorting what it finds: it looks at threads
/// from the latest on, until it has enough.
pub async fn ids_containing(
    tx: &mut Tx,
    what: Found<'_>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<PostId>, StoreError> {
    const SQL: &str = r"
        SELECT posts.id FROM posts
        WHERE posts.parent_id IS NULL AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
            AND (posts.state = 'published' OR posts.author_id = $1)
            AND (CAST($2 AS TEXT) IS NULL OR posts.kind = $2)
            AND (lower(posts.title) LIKE $3 ESCAPE '\'
                OR EXISTS (SELECT 1 FROM post_tags
                    WHERE post_tags.post_id = posts.id AND post_tags.tag LIKE $3 ESCAPE '\')
                OR ((lower(posts.summary) LIKE $3 ESCAPE '\' OR lower(posts.html) LIKE $3 ESCAPE '\')
                    AND EXISTS (SELECT 1 FROM actors WHERE actors.id = posts.author_id AND actors.indexable)))
            AND +posts.community_id IN (
                SELECT communities.actor_id FROM communities JOIN actors ON actors.id = communities.actor_id
                WHERE actors.suspended_at IS NULL AND actors.deleted_at IS NULL
                    AND (communities.visibility = 'public' OR EXISTS (
                        SELECT 1 FROM follows WHERE follows.follower_id = $1
                            AND follows.target_id = communities.actor_id AND follows.state = 'accepted')))
            AND (CAST($5 AS BIGINT) IS NULL OR posts.author_id = $5)
        ORDER BY posts.last_activity_at DESC, posts.id DESC LIMIT $4";
    Ok(fetch_values!(tx, PostId, SQL, viewer, what.kind, contains_pattern(what.text), limit, what.author)?)
}
