//! Searching for threads.

use super::{Marked, TopicRow, complete};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::PostKind;
use crate::store::dialect::contains_pattern;
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
    let rows = found(tx, what, viewer, limit).await?;
    complete(tx, rows, viewer).await
}

/// The same, for whoever reads what belongs to them by other means.
pub async fn ids_containing(
    tx: &mut Tx,
    what: Found<'_>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<PostId>, StoreError> {
    let rows = found(tx, what, viewer, limit).await?;
    Ok(rows.into_iter().map(|row| row.post.id).collect())
}

async fn found(
    tx: &mut Tx,
    what: Found<'_>,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<Marked>, StoreError> {
    const SQL: &str = marked!(
        r"WHERE (CAST($2 AS TEXT) IS NULL OR kind = $2)
            AND (lower(title) LIKE $3 ESCAPE '\'
                OR EXISTS (SELECT 1 FROM post_tags
                    WHERE post_tags.post_id = topics.id AND post_tags.tag LIKE $3 ESCAPE '\')
                OR ((lower(summary) LIKE $3 ESCAPE '\' OR lower(html) LIKE $3 ESCAPE '\')
                    AND EXISTS (SELECT 1 FROM actors WHERE actors.id = topics.author_id AND actors.indexable)))
            AND community_id IN (
                SELECT communities.actor_id FROM communities JOIN actors ON actors.id = communities.actor_id
                WHERE actors.suspended_at IS NULL AND actors.deleted_at IS NULL
                    AND (communities.visibility = 'public' OR EXISTS (
                        SELECT 1 FROM follows WHERE follows.follower_id = $1
                            AND follows.target_id = communities.actor_id AND follows.state = 'accepted')))
            AND (CAST($5 AS BIGINT) IS NULL OR author_id = $5)
        ORDER BY last_activity_at DESC, id DESC LIMIT $4"
    );
    Ok(fetch_all!(tx, Marked, SQL, viewer, what.kind, contains_pattern(what.text), limit, what.author)?)
}
