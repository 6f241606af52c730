//! Posts: writing them, and reading one or a few. Lists of posts are in `topics`, `threads` and `collections`.

use std::collections::HashMap;

use super::dialect::id_list;
use super::error::exactly_one;
use super::{Known, StoreError, Tx, counts, notifications, thread_words};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostState};
use crate::domain::time::Timestamp;

row!(Post {
    id,
    uri,
    url,
    kind,
    community_id,
    author_id,
    root_id,
    parent_id,
    depth,
    title,
    source,
    html,
    summary,
    language,
    sensitive,
    link_url,
    context_uri,
    state,
    state_reason,
    version,
    published_at,
    edited_at,
    deleted_at,
    removed_at,
    removed_reason,
    locked_at,
    pinned_at,
    reply_count,
    thanks_count,
    dislike_count,
    share_count,
    last_activity_at,
    received_at,
});

/// Adds a post. `false`: its uri is known, and nothing was written.
pub async fn insert(tx: &mut Tx, post: &Post) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO posts (
            id, uri, url, kind, community_id, author_id, root_id, parent_id, depth, title, source, html, summary,
            language, sensitive, link_url, context_uri, state, state_reason, version, published_at, edited_at,
            deleted_at, removed_at, removed_reason, locked_at, pinned_at, reply_count, thanks_count, dislike_count,
            share_count, last_activity_at, received_at
        ) VALUES (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27, $28, $29, $30, $31, $32, $33
        ) ON CONFLICT (uri) DO NOTHING";
    let rows = execute!(
        tx,
        SQL,
        post.id,
        &post.uri,
        &post.url,
        post.kind,
        post.community_id,
        post.author_id,
        post.root_id,
        post.parent_id,
        post.depth,
        &post.title,
        &post.source,
        &post.html,
        &post.summary,
        &post.language,
        post.sensitive,
        &post.link_url,
        &post.context_uri,
        post.state,
        &post.state_reason,
        post.version,
        post.published_at,
        post.edited_at,
        post.deleted_at,
        post.removed_at,
        &post.removed_reason,
        post.locked_at,
        post.pinned_at,
        post.reply_count,
        post.thanks_count,
        post.dislike_count,
        post.share_count,
        post.last_activity_at,
        post.received_at,
    )?;
    Ok(rows == 1)
}

pub async fn by_id(tx: &mut Tx, id: PostId) -> Result<Option<Post>, StoreError> {
    counts::write_answered(tx).await?;
    Ok(fetch_optional!(tx, Post, "SELECT * FROM posts WHERE id = $1", id)?)
}

pub async fn exists(tx: &mut Tx, id: PostId) -> Result<bool, StoreError> {
    Ok(fetch_value!(tx, bool, "SELECT EXISTS (SELECT 1 FROM posts WHERE id = $1)", id)?)
}

pub async fn by_uri(tx: &mut Tx, uri: &str) -> Result<Option<Post>, StoreError> {
    counts::write_answered(tx).await?;
    Ok(fetch_optional!(tx, Post, "SELECT * FROM posts WHERE uri = $1", uri)?)
}

/// The posts with these ids, in no order; ids without a post are left out.
pub async fn by_ids(tx: &mut Tx, ids: &[PostId]) -> Result<Vec<Post>, StoreError> {
    counts::write_answered(tx).await?;
    let sql = sql_with_ids!(tx, "SELECT * FROM posts WHERE id IN ", "");
    Ok(fetch_all!(tx, Post, sql, id_list(ids.iter().map(|id| id.get())))?)
}

/// Who wrote each of these posts.
pub async fn authors(tx: &mut Tx, ids: &[PostId]) -> Result<HashMap<PostId, ActorId>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = sql_with_ids!(tx, "SELECT id, author_id FROM posts WHERE id IN ", "");
    let rows = fetch_all!(tx, (PostId, ActorId), sql, id_list(ids.iter().map(|id| id.get())))?;
    Ok(rows.into_iter().collect())
}

/// In which communities these posts stand; without those that stand in none.
pub async fn communities(tx: &mut Tx, ids: &[PostId]) -> Result<HashMap<PostId, ActorId>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql =
        sql_with_ids!(tx, "SELECT id, community_id FROM posts WHERE community_id IS NOT NULL AND id IN ", "");
    let rows = fetch_all!(tx, (PostId, ActorId), sql, id_list(ids.iter().map(|id| id.get())))?;
    Ok(rows.into_iter().collect())
}

/// What an author said in a community and is shown there, the latest first.
pub async fn shown_of_author(
    tx: &mut Tx,
    community: ActorId,
    author: ActorId,
    limit: i64,
) -> Result<Vec<PostId>, StoreError> {
    const SQL: &str = "
        SELECT id FROM posts
        WHERE author_id = $2 AND community_id = $1 AND deleted_at IS NULL AND removed_at IS NULL
            AND state = 'published'
        ORDER BY id DESC LIMIT $3";
    Ok(fetch_values!(tx, PostId, SQL, community, author, limit)?)
}

/// What must be known to place a post: the post itself when it is here already, its parent, and the thread's root.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    pub known: Option<Post>,
    pub parent: Option<Post>,
    /// The parent itself when that is the root.
    pub root: Option<Post>,
}

/// Reads, in one query, what is there of a post with this uri and of what it answers.
pub async fn surroundings(
    tx: &mut Tx,
    uri: &str,
    parent: Option<PostId>,
) -> Result<Surroundings, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts WHERE uri = $1
        UNION SELECT * FROM posts WHERE id = $2
        UNION SELECT * FROM posts WHERE id = (SELECT root_id FROM posts WHERE id = $2)";
    let rows = fetch_all!(tx, Post, SQL, uri, parent)?;
    let known = rows.iter().find(|row| row.uri == uri).cloned();
    let parent = rows.iter().find(|row| Some(row.id) == parent).cloned();
    let root = parent.as_ref().and_then(|parent| rows.iter().find(|row| row.id == parent.root_id).cloned());
    Ok(Surroundings { known, parent, root })
}

/// Writes a new wording: title to link, version and when it was edited.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such post.
pub async fn update_wording(tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE posts SET
            title = $2, source = $3, html = $4, summary = $5, language = $6, sensitive = $7, link_url = $8,
            version = $9, edited_at = $10
        WHERE id = $1";
    tx.changes(Known::Posts);
    let rows = execute!(
        tx,
        SQL,
        post.id,
        &post.title,
        &post.source,
        &post.html,
        &post.summary,
        &post.language,
        post.sensitive,
        &post.link_url,
        post.version,
        post.edited_at,
    )?;
    exactly_one(rows)
}

/// Which wording a post has; nobody changes it before the transaction ends. `None`: there is no such post.
pub async fn lock_version(tx: &mut Tx, id: PostId) -> Result<Option<i64>, StoreError> {
    let sql = sql_for_update!(tx, "SELECT version FROM posts WHERE id = $1");
    Ok(fetch_values!(tx, i64, sql, id)?.pop())
}

/// A post that waited for its community's host can be read by everybody from now on, and counts as received now; gives it
/// as it is then. `None`: it was published already.
pub async fn publish_waiting(tx: &mut Tx, id: PostId, now: Timestamp) -> Result<Option<Post>, StoreError> {
    const SQL: &str = "
        UPDATE posts SET state = 'published', state_reason = NULL, received_at = $2
        WHERE id = $1 AND state <> 'published' RETURNING *";
    tx.changes(Known::Posts);
    Ok(fetch_optional!(tx, Post, SQL, id, now)?)
}

/// Moves a post on its way into a community. `reason` says why the host said no.
pub async fn set_state(
    tx: &mut Tx,
    id: PostId,
    state: PostState,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    tx.changes(Known::Posts);
    let sql = "UPDATE posts SET state = $2, state_reason = $3 WHERE id = $1";
    exactly_one(execute!(tx, sql, id, state, reason)?)
}

/// Everything that an author wrote and did not delete, whatever became of it: newest first, older than `before`.
pub async fn written_by(
    tx: &mut Tx,
    author: ActorId,
    before: PostId,
    limit: i64,
) -> Result<Vec<Post>, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts WHERE author_id = $1 AND id < $2 AND deleted_at IS NULL ORDER BY id DESC LIMIT $3";
    Ok(fetch_all!(tx, Post, SQL, author, before, limit)?)
}

/// The latest posts of an author that are not deleted.
pub async fn standing_of_author(tx: &mut Tx, author: ActorId, limit: i64) -> Result<Vec<PostId>, StoreError> {
    const SQL: &str = "
        SELECT id FROM posts WHERE author_id = $1 AND deleted_at IS NULL ORDER BY id DESC LIMIT $2";
    Ok(fetch_values!(tx, PostId, SQL, author, limit)?)
}

/// Leaves of deleted posts only that they were there: words, earlier words, files, tags, mentions and reactions go. Gives
/// those that were not deleted before, as they are then.
pub async fn clear(tx: &mut Tx, ids: &[PostId], at: Timestamp) -> Result<Vec<Post>, StoreError> {
    notifications::write_recorded(tx).await?;
    counts::write_answered(tx).await?;
    tx.changes(Known::Posts);
    let list = id_list(ids.iter().map(|id| id.get()));
    let sql = sql_with_ids!(
        tx,
        "UPDATE posts SET
            title = NULL, source = NULL, html = '', summary = NULL, language = NULL, link_url = NULL,
            deleted_at = $2, pinned_at = NULL, thanks_count = 0, dislike_count = 0, share_count = 0
        WHERE deleted_at IS NULL AND id IN ",
        " RETURNING *"
    );
    let cleared = fetch_all!(tx, Post, sql, &list, at)?;
    for sql in [
        sql_with_ids!(tx, "DELETE FROM post_revisions WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM post_tags WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM mentions WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM attachments WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM reactions WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM resources WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM shares WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM profile_pins WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM bookmarks WHERE post_id IN ", ""),
        sql_with_ids!(tx, "DELETE FROM notifications WHERE post_id IN ", ""),
    ] {
        execute!(tx, sql, &list)?;
    }
    let roots: Vec<PostId> = cleared.iter().filter(|post| post.is_root()).map(|post| post.id).collect();
    thread_words::delete(tx, &roots).await?;
    Ok(cleared)
}

/// Takes a post away or, with `None`, puts it back; gives it as it is then. `None`: it was so already, or is deleted.
pub async fn set_removed(
    tx: &mut Tx,
    id: PostId,
    at: Option<Timestamp>,
    reason: Option<&str>,
) -> Result<Option<Post>, StoreError> {
    const SQL: &str = "
        UPDATE posts SET removed_at = $2, removed_reason = $3
        WHERE id = $1 AND deleted_at IS NULL AND (removed_at IS NULL) = (CAST($2 AS BIGINT) IS NOT NULL)
        RETURNING *";
    counts::write_answered(tx).await?;
    tx.changes(Known::Posts);
    Ok(fetch_optional!(tx, Post, SQL, id, at, reason)?)
}

/// Closes a thread to new replies or, with `None`, opens it.
pub async fn set_locked(tx: &mut Tx, root: PostId, at: Option<Timestamp>) -> Result<(), StoreError> {
    tx.changes(Known::Posts);
    exactly_one(execute!(tx, "UPDATE posts SET locked_at = $2 WHERE id = $1", root, at)?)
}

/// Puts a thread on top of its community or, with `None`, takes it down.
pub async fn set_pinned(tx: &mut Tx, root: PostId, at: Option<Timestamp>) -> Result<(), StoreError> {
    tx.changes(Known::Posts);
    exactly_one(execute!(tx, "UPDATE posts SET pinned_at = $2 WHERE id = $1", root, at)?)
}

/// Adds to the counts of thanks and dislikes of each of the posts; negative numbers take away.
pub async fn count_reactions(
    tx: &mut Tx,
    ids: &[PostId],
    thanks: i64,
    dislikes: i64,
) -> Result<(), StoreError> {
    let sql = sql_with_ids!(
        tx,
        "UPDATE posts SET thanks_count = thanks_count + $2, dislike_count = dislike_count + $3 WHERE id IN ",
        ""
    );
    execute!(tx, sql, id_list(ids.iter().map(|id| id.get())), thanks, dislikes)?;
    Ok(())
}

/// Adds to the count of shares of each of the posts; negative numbers take away.
pub async fn count_shares(tx: &mut Tx, ids: &[PostId], shares: i64) -> Result<(), StoreError> {
    let sql = sql_with_ids!(tx, "UPDATE posts SET share_count = share_count + $2 WHERE id IN ", "");
    execute!(tx, sql, id_list(ids.iter().map(|id| id.get())), shares)?;
    Ok(())
}
