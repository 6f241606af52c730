//! What actors pass on to their followers.

use std::collections::HashSet;

use super::dialect::id_list;
use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId, ShareId};
use crate::domain::post::Share;

row!(Share { id, actor_id, post_id, uri, created_at });

/// Adds a share. `false`: the actor has shared the post before, or the id is that of another share or post; nothing was
/// written.
pub async fn insert(tx: &mut Tx, share: &Share) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO shares (id, actor_id, post_id, uri, created_at)
        SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = $1)
        ON CONFLICT DO NOTHING";
    let Share { id, actor_id, post_id, uri, created_at } = share;
    Ok(execute!(tx, SQL, *id, *actor_id, *post_id, uri, *created_at)? == 1)
}

pub async fn by_id(tx: &mut Tx, id: ShareId) -> Result<Option<Share>, StoreError> {
    Ok(fetch_optional!(tx, Share, "SELECT * FROM shares WHERE id = $1", id)?)
}

/// Takes a person's share away; gives what it was. What a community shares by relaying it stays.
pub async fn delete(tx: &mut Tx, actor: ActorId, post: PostId) -> Result<Option<Share>, StoreError> {
    const SQL: &str = "
        DELETE FROM shares WHERE actor_id = $1 AND post_id = $2 AND uri IS NOT NULL
        RETURNING id, actor_id, post_id, uri, created_at";
    Ok(fetch_optional!(tx, Share, SQL, actor, post)?)
}

/// Takes away what an actor that goes shared, at most `limit`; gives the posts.
pub async fn delete_of_actor(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<Vec<PostId>, StoreError> {
    const SQL: &str = "
        DELETE FROM shares
        WHERE id IN (
            SELECT id FROM shares WHERE actor_id = $1 AND uri IS NOT NULL ORDER BY id DESC LIMIT $2)
        RETURNING post_id";
    Ok(fetch_values!(tx, PostId, SQL, actor, limit)?)
}

/// That `actor` shares a post.
pub async fn get(tx: &mut Tx, actor: ActorId, post: PostId) -> Result<Option<Share>, StoreError> {
    let sql = "SELECT * FROM shares WHERE actor_id = $1 AND post_id = $2";
    Ok(fetch_optional!(tx, Share, sql, actor, post)?)
}

/// A share by the id of its Announce, as its actor claims it.
pub async fn by_uri(tx: &mut Tx, actor: ActorId, uri: &str) -> Result<Option<Share>, StoreError> {
    let sql = "SELECT * FROM shares WHERE uri = $2 AND actor_id = $1";
    Ok(fetch_optional!(tx, Share, sql, actor, uri)?)
}

/// Those of the posts that `actor` shared.
pub async fn among(tx: &mut Tx, actor: ActorId, posts: &[PostId]) -> Result<HashSet<PostId>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT post_id FROM shares WHERE actor_id = $2 AND post_id IN ", "");
    let ids = fetch_values!(tx, PostId, sql, id_list(posts.iter().map(|id| id.get())), actor)?;
    Ok(ids.into_iter().collect())
}

/// Somebody who passed a post on; larger ids for who did so later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharer {
    pub id: ShareId,
    pub actor_id: ActorId,
}

row!(Sharer { id, actor_id });

/// The people of this node who passed a post on, those who did so last first.
pub async fn sharers_here(tx: &mut Tx, post: PostId, limit: i64) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        SELECT shares.actor_id FROM shares JOIN accounts ON accounts.actor_id = shares.actor_id
        WHERE shares.post_id = $1 ORDER BY shares.id DESC LIMIT $2";
    Ok(fetch_values!(tx, ActorId, SQL, post, limit)?)
}

macro_rules! sharers {
    ($span:expr) => {
        in_span!(
            $span,
            "SELECT shares.id, shares.actor_id FROM shares JOIN actors ON actors.id = shares.actor_id
            WHERE shares.post_id = $1 AND shares.id < $2 AND shares.id > $3 AND actors.kind <> 'group'
                AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL",
            "shares.id",
            "$4"
        )
    };
}

/// The people who passed a post on, the last first.
pub async fn sharers(tx: &mut Tx, post: PostId, span: Span) -> Result<Vec<Sharer>, StoreError> {
    let Span { below, above, limit, .. } = span;
    let rows = fetch_all!(tx, Sharer, sharers!(span), post, below, above, limit)?;
    Ok(span.newest_first(rows))
}
