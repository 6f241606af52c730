//! Posts as collections for other servers and for profiles: outboxes, pinned threads, whole conversations, replies.
//! Only what is published stands in them; in conversations, deleted and removed posts stay as marks.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;

/// What somebody wrote, newest first, older than `before`.
pub async fn of_author(
    tx: &mut Tx,
    author: ActorId,
    before: PostId,
    limit: i64,
) -> Result<Vec<Post>, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts
        WHERE author_id = $1 AND id < $2 AND state = 'published' AND deleted_at IS NULL AND removed_at IS NULL
        ORDER BY id DESC LIMIT $3";
    Ok(fetch_all!(tx, Post, SQL, author, before, limit)?)
}

/// How much of what somebody wrote is published.
pub async fn count_of_author(tx: &mut Tx, author: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM posts
        WHERE author_id = $1 AND state = 'published' AND deleted_at IS NULL AND removed_at IS NULL";
    Ok(fetch_value!(tx, i64, SQL, author)?)
}

/// What was said in a community, threads and replies, newest first, older than `before`: its outbox.
pub async fn of_community(
    tx: &mut Tx,
    community: ActorId,
    before: PostId,
    limit: i64,
) -> Result<Vec<Post>, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts
        WHERE community_id = $1 AND id < $2 AND state = 'published'
            AND deleted_at IS NULL AND removed_at IS NULL
        ORDER BY id DESC LIMIT $3";
    Ok(fetch_all!(tx, Post, SQL, community, before, limit)?)
}

/// How much was said in a community.
pub async fn count_of_community(tx: &mut Tx, community: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM posts
        WHERE community_id = $1 AND state = 'published' AND deleted_at IS NULL AND removed_at IS NULL";
    Ok(fetch_value!(tx, i64, SQL, community)?)
}

/// The resources of a community, newest first, older than `before`.
pub async fn resources(
    tx: &mut Tx,
    community: ActorId,
    before: PostId,
    limit: i64,
) -> Result<Vec<Post>, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts
        WHERE community_id = $1 AND kind = 'resource' AND id < $2 AND state = 'published'
            AND deleted_at IS NULL AND removed_at IS NULL
        ORDER BY id DESC LIMIT $3";
    Ok(fetch_all!(tx, Post, SQL, community, before, limit)?)
}

/// How many resources a community has.
pub async fn count_resources(tx: &mut Tx, community: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM posts
        WHERE community_id = $1 AND kind = 'resource' AND state = 'published'
            AND deleted_at IS NULL AND removed_at IS NULL";
    Ok(fetch_value!(tx, i64, SQL, community)?)
}

/// The pinned threads of a community, the last pinned first.
pub async fn featured(tx: &mut Tx, community: ActorId, limit: i64) -> Result<Vec<Post>, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts
        WHERE community_id = $1 AND pinned_at IS NOT NULL AND state = 'published'
            AND deleted_at IS NULL AND removed_at IS NULL
        ORDER BY pinned_at DESC, id DESC LIMIT $2";
    Ok(fetch_all!(tx, Post, SQL, community, limit)?)
}

/// A post's place in a collection of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: PostId,
    pub uri: String,
}

row!(Listed { id, uri });

/// The whole conversation from its root on, oldest first, later than `after` (FEP-7888).
pub async fn context(
    tx: &mut Tx,
    root: PostId,
    after: PostId,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    const SQL: &str = "
        SELECT id, uri FROM posts WHERE root_id = $1 AND id > $2 AND state = 'published' ORDER BY id LIMIT $3";
    Ok(fetch_all!(tx, Listed, SQL, root, after, limit)?)
}

/// How many posts a conversation has.
pub async fn count_context(tx: &mut Tx, root: PostId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM posts WHERE root_id = $1 AND state = 'published'";
    Ok(fetch_value!(tx, i64, sql, root)?)
}

/// Direct answers to a post, oldest first, later than `after`.
pub async fn replies(
    tx: &mut Tx,
    post: PostId,
    after: PostId,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    const SQL: &str = "
        SELECT id, uri FROM posts WHERE parent_id = $1 AND id > $2 AND state = 'published' ORDER BY id LIMIT $3";
    Ok(fetch_all!(tx, Listed, SQL, post, after, limit)?)
}

/// How many direct answers a post has, with those that were deleted or removed.
pub async fn count_replies(tx: &mut Tx, post: PostId) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM posts WHERE parent_id = $1 AND state = 'published'";
    Ok(fetch_value!(tx, i64, sql, post)?)
}
