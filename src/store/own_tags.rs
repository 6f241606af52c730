//! The tags that people follow, and those that they show on their profiles. Tags come normalized.

use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// A tag that somebody follows or shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTag {
    pub id: i64,
    pub tag: String,
}

row!(OwnTag { id, tag });

/// A tag on somebody's profile, with what they said under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeaturedTag {
    pub id: i64,
    pub tag: String,
    pub posts: i64,
    pub last_post_at: Option<Timestamp>,
}

row!(FeaturedTag { id, tag, posts, last_post_at });

/// Follows a tag; one that is followed stays so.
pub async fn follow(tx: &mut Tx, id: i64, person: ActorId, tag: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO followed_tags (id, actor_id, tag) VALUES ($1, $2, $3) ON CONFLICT (actor_id, tag) DO NOTHING";
    execute!(tx, SQL, id, person, tag)?;
    Ok(())
}

pub async fn unfollow(tx: &mut Tx, person: ActorId, tag: &str) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM followed_tags WHERE actor_id = $1 AND tag = $2", person, tag)?;
    Ok(())
}

/// Whether a person follows a tag.
pub async fn is_followed(tx: &mut Tx, person: ActorId, tag: &str) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM followed_tags WHERE actor_id = $1 AND tag = $2)";
    Ok(fetch_value!(tx, bool, SQL, person, tag)?)
}

/// How many tags a person follows.
pub async fn count_followed(tx: &mut Tx, person: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM followed_tags WHERE actor_id = $1", person)?)
}

/// The tags that a person follows, the last followed first.
pub async fn followed(tx: &mut Tx, person: ActorId, span: Span) -> Result<Vec<OwnTag>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT id, tag FROM followed_tags WHERE actor_id = $1 AND id < $2 AND id > $3",
        "id",
        "$4"
    );
    let rows = fetch_all!(tx, OwnTag, sql, person, span.below, span.above, span.limit)?;
    Ok(span.newest_first(rows))
}

/// Shows a tag on a profile; one that is shown stays so.
pub async fn feature(tx: &mut Tx, id: i64, person: ActorId, tag: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO featured_tags (id, actor_id, tag) VALUES ($1, $2, $3) ON CONFLICT (actor_id, tag) DO NOTHING";
    execute!(tx, SQL, id, person, tag)?;
    Ok(())
}

/// Shows a tag no longer; says whether it was shown.
pub async fn unfeature(tx: &mut Tx, person: ActorId, tag: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM featured_tags WHERE actor_id = $1 AND tag = $2", person, tag)? == 1)
}

/// Whether a person shows a tag.
pub async fn is_featured(tx: &mut Tx, person: ActorId, tag: &str) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM featured_tags WHERE actor_id = $1 AND tag = $2)";
    Ok(fetch_value!(tx, bool, SQL, person, tag)?)
}

/// A tag on the person's own profile, by its id.
pub async fn featured_by_id(tx: &mut Tx, person: ActorId, id: i64) -> Result<Option<OwnTag>, StoreError> {
    const SQL: &str = "SELECT id, tag FROM featured_tags WHERE actor_id = $1 AND id = $2";
    Ok(fetch_optional!(tx, OwnTag, SQL, person, id)?)
}

/// How many tags a person shows.
pub async fn count_featured(tx: &mut Tx, person: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM featured_tags WHERE actor_id = $1", person)?)
}

/// The tags on a person's profile, the one with the latest post first.
pub async fn featured(tx: &mut Tx, person: ActorId) -> Result<Vec<FeaturedTag>, StoreError> {
    const SQL: &str = "
        SELECT featured_tags.id AS id, featured_tags.tag AS tag, COUNT(posts.id) AS posts,
            MAX(posts.published_at) AS last_post_at
        FROM featured_tags
            LEFT JOIN post_tags ON post_tags.tag = featured_tags.tag
            LEFT JOIN posts ON posts.id = post_tags.post_id AND posts.author_id = featured_tags.actor_id
                AND posts.state = 'published' AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
        WHERE featured_tags.actor_id = $1
        GROUP BY featured_tags.id, featured_tags.tag
        ORDER BY COALESCE(MAX(posts.published_at), 0) DESC, featured_tags.id DESC";
    Ok(fetch_all!(tx, FeaturedTag, SQL, person)?)
}

/// The tags that a person uses most and does not show yet.
pub async fn suggested(tx: &mut Tx, person: ActorId, limit: i64) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "
        SELECT post_tags.tag FROM posts JOIN post_tags ON post_tags.post_id = posts.id
        WHERE posts.author_id = $1 AND posts.state = 'published' AND posts.deleted_at IS NULL
            AND posts.removed_at IS NULL
            AND post_tags.tag NOT IN (SELECT featured_tags.tag FROM featured_tags WHERE featured_tags.actor_id = $1)
        GROUP BY post_tags.tag ORDER BY COUNT(*) DESC, post_tags.tag LIMIT $2";
    Ok(fetch_values!(tx, String, SQL, person, limit)?)
}
