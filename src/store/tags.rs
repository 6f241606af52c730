//! Hashtags of posts. Tags come normalized: lower case, without `#`.

use super::dialect::{begins_pattern, id_list};
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::time::Timestamp;

/// A tag of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostTag {
    pub post_id: PostId,
    pub tag: String,
}

row!(PostTag { post_id, tag });

/// A tag and how many carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    pub tag: String,
    pub posts: i64,
}

row!(TagCount { tag, posts });

/// Adds tags to a post; those that it has are left.
pub async fn insert(tx: &mut Tx, post: PostId, tags: &[String]) -> Result<(), StoreError> {
    if tags.is_empty() {
        return Ok(());
    }
    let sql = dialect!(
        tx,
        sqlite: "INSERT INTO post_tags (post_id, tag) SELECT $1, value FROM json_each($2) WHERE true
            ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO post_tags (post_id, tag)
            SELECT $1, value FROM jsonb_array_elements_text(CAST($2 AS JSONB)) AS listed (value) WHERE true
            ON CONFLICT DO NOTHING",
    );
    let list = serde_json::Value::from(tags).to_string();
    execute!(tx, sql, post, list)?;
    Ok(())
}

/// Takes all tags off a post.
pub async fn delete(tx: &mut Tx, post: PostId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM post_tags WHERE post_id = $1", post)?;
    Ok(())
}

/// The tags of these posts, in the order of the alphabet.
pub async fn of_posts(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<PostTag>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(tx, "SELECT * FROM post_tags WHERE post_id IN ", " ORDER BY tag");
    Ok(fetch_all!(tx, PostTag, sql, id_list(posts.iter().map(|id| id.get())))?)
}

/// The tags most used on the resources of a community.
pub async fn of_library(tx: &mut Tx, community: ActorId, limit: i64) -> Result<Vec<TagCount>, StoreError> {
    const SQL: &str = "
        SELECT post_tags.tag AS tag, COUNT(*) AS posts FROM posts
        JOIN post_tags ON post_tags.post_id = posts.id
        WHERE posts.community_id = $1 AND posts.kind = 'resource' AND posts.state = 'published'
            AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
        GROUP BY post_tags.tag ORDER BY posts DESC, post_tags.tag LIMIT $2";
    Ok(fetch_all!(tx, TagCount, SQL, community, limit)?)
}

/// The tags most used on the threads of a community, discussions and resources.
pub async fn of_community(tx: &mut Tx, community: ActorId, limit: i64) -> Result<Vec<TagCount>, StoreError> {
    const SQL: &str = "
        SELECT post_tags.tag AS tag, COUNT(*) AS posts FROM posts
        JOIN post_tags ON post_tags.post_id = posts.id
        WHERE posts.community_id = $1 AND posts.parent_id IS NULL AND posts.state = 'published'
            AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
        GROUP BY post_tags.tag ORDER BY posts DESC, post_tags.tag LIMIT $2";
    Ok(fetch_all!(tx, TagCount, SQL, community, limit)?)
}

/// A tag that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTag {
    pub tag: String,
    /// By who looks.
    pub followed: bool,
}

row!(FoundTag { tag, followed });

/// Tags that begin with a text, those on most threads first; of communities alone that are listed, or that `viewer` follows.
pub async fn beginning(
    tx: &mut Tx,
    text: &str,
    viewer: Option<ActorId>,
    limit: i64,
) -> Result<Vec<FoundTag>, StoreError> {
    const SQL: &str = r"
        SELECT post_tags.tag AS tag, EXISTS (SELECT 1 FROM followed_tags
            WHERE followed_tags.actor_id = $1 AND followed_tags.tag = post_tags.tag) AS followed
        FROM post_tags JOIN posts ON posts.id = post_tags.post_id
        WHERE post_tags.tag LIKE $2 ESCAPE '\' AND posts.state = 'published' AND posts.deleted_at IS NULL
            AND posts.removed_at IS NULL AND posts.community_id IN (
                SELECT communities.actor_id FROM communities JOIN actors ON actors.id = communities.actor_id
                WHERE actors.suspended_at IS NULL AND actors.deleted_at IS NULL
                    AND (communities.visibility = 'public' OR EXISTS (
                        SELECT 1 FROM follows WHERE follows.follower_id = $1
                            AND follows.target_id = communities.actor_id AND follows.state = 'accepted')))
        GROUP BY post_tags.tag ORDER BY COUNT(*) DESC, post_tags.tag LIMIT $3";
    Ok(fetch_all!(tx, FoundTag, SQL, viewer, begins_pattern(text), limit)?)
}

/// How much a tag was used on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagDay {
    pub tag: String,
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    pub posts: i64,
    pub people: i64,
}

row!(TagDay { tag, day, posts, people });

/// How much each of these tags was used on each day since `since`; days without a post are left out.
pub async fn history(tx: &mut Tx, tags: &[String], since: Timestamp) -> Result<Vec<TagDay>, StoreError> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let sql = dialect!(
        tx,
        sqlite: "SELECT post_tags.tag AS tag, posts.published_at / 86400000 AS day, COUNT(*) AS posts,
                COUNT(DISTINCT posts.author_id) AS people
            FROM post_tags JOIN posts ON posts.id = post_tags.post_id
            WHERE post_tags.tag IN (SELECT value FROM json_each($1)) AND posts.published_at >= $2
                AND posts.state = 'published' AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
            GROUP BY post_tags.tag, posts.published_at / 86400000",
        postgres: "SELECT post_tags.tag AS tag, posts.published_at / 86400000 AS day, COUNT(*) AS posts,
                COUNT(DISTINCT posts.author_id) AS people
            FROM post_tags JOIN posts ON posts.id = post_tags.post_id
            WHERE post_tags.tag IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))
                AND posts.published_at >= $2
                AND posts.state = 'published' AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
            GROUP BY post_tags.tag, posts.published_at / 86400000",
    );
    let list = serde_json::Value::from(tags).to_string();
    Ok(fetch_all!(tx, TagDay, sql, list, since)?)
}
