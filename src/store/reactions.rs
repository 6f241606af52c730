//! Thanks and dislikes: at most one of an actor for a post.

use super::dialect::id_list;
use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::ReactionKind;
use crate::domain::time::Timestamp;

/// A reaction as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionRow {
    pub post_id: PostId,
    pub actor_id: ActorId,
    pub kind: ReactionKind,
    /// The id of the Like or Dislike.
    pub uri: String,
    pub created_at: Timestamp,
}

row!(ReactionRow { post_id, actor_id, kind, uri, created_at });

/// Adds a reaction. `false`: the actor has one already, and nothing was written.
pub async fn insert(tx: &mut Tx, reaction: &ReactionRow) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO reactions (post_id, actor_id, kind, uri, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (post_id, actor_id) DO NOTHING";
    let ReactionRow { post_id, actor_id, kind, uri, created_at } = reaction;
    Ok(execute!(tx, SQL, *post_id, *actor_id, *kind, uri, *created_at)? == 1)
}

/// Turns the actor's reaction into the other kind. `false`: it is of that kind already.
pub async fn change(tx: &mut Tx, reaction: &ReactionRow) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE reactions SET kind = $3, uri = $4, created_at = $5
        WHERE post_id = $1 AND actor_id = $2 AND kind <> $3";
    let ReactionRow { post_id, actor_id, kind, uri, created_at } = reaction;
    Ok(execute!(tx, SQL, *post_id, *actor_id, *kind, uri, *created_at)? == 1)
}

/// Takes a reaction away; gives what it was.
pub async fn delete(
    tx: &mut Tx,
    post: PostId,
    actor: ActorId,
    kind: ReactionKind,
) -> Result<Option<ReactionRow>, StoreError> {
    const SQL: &str = "
        DELETE FROM reactions WHERE post_id = $1 AND actor_id = $2 AND kind = $3
        RETURNING post_id, actor_id, kind, uri, created_at";
    Ok(fetch_optional!(tx, ReactionRow, SQL, post, actor, kind)?)
}

/// Takes away reactions of an actor that goes, at most `limit`; gives what they were.
pub async fn delete_of_actor(
    tx: &mut Tx,
    actor: ActorId,
    limit: i64,
) -> Result<Vec<ReactionRow>, StoreError> {
    const SQL: &str = "
        DELETE FROM reactions
        WHERE actor_id = $1 AND post_id IN (
            SELECT post_id FROM reactions WHERE actor_id = $1 ORDER BY post_id LIMIT $2)
        RETURNING post_id, actor_id, kind, uri, created_at";
    Ok(fetch_all!(tx, ReactionRow, SQL, actor, limit)?)
}

/// A reaction by the id of its Like or Dislike, as its actor claims it.
pub async fn by_uri(tx: &mut Tx, actor: ActorId, uri: &str) -> Result<Option<ReactionRow>, StoreError> {
    const SQL: &str = "SELECT * FROM reactions WHERE uri = $2 AND actor_id = $1 ORDER BY post_id LIMIT 1";
    Ok(fetch_optional!(tx, ReactionRow, SQL, actor, uri)?)
}

/// How `actor` reacted to these posts.
pub async fn of_actor(tx: &mut Tx, actor: ActorId, posts: &[PostId]) -> Result<Vec<ReactionRow>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM reactions WHERE actor_id = $2 AND post_id IN ", "");
    Ok(fetch_all!(tx, ReactionRow, sql, id_list(posts.iter().map(|id| id.get())), actor)?)
}

/// A reaction as whoever reacted takes it along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenReaction {
    pub post_uri: String,
    pub kind: ReactionKind,
    pub created_at: Timestamp,
}

row!(GivenReaction { post_uri, kind, created_at });

/// What an actor reacted to, the latest first.
pub async fn given(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<Vec<GivenReaction>, StoreError> {
    const SQL: &str = "
        SELECT posts.uri AS post_uri, reactions.kind, reactions.created_at
        FROM reactions JOIN posts ON posts.id = reactions.post_id
        WHERE reactions.actor_id = $1 ORDER BY reactions.created_at DESC, reactions.post_id DESC LIMIT $2";
    Ok(fetch_all!(tx, GivenReaction, SQL, actor, limit)?)
}

/// Who reacted in this way to a post: actors above `after`, in the order of their ids.
pub async fn actors(
    tx: &mut Tx,
    post: PostId,
    kind: ReactionKind,
    after: ActorId,
    limit: i64,
) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        SELECT actor_id FROM reactions WHERE post_id = $1 AND kind = $2 AND actor_id > $3
        ORDER BY actor_id LIMIT $4";
    Ok(fetch_values!(tx, ActorId, SQL, post, kind, after, limit)?)
}

macro_rules! thankful {
    ($span:expr) => {
        in_span!(
            $span,
            "SELECT reactions.actor_id FROM reactions JOIN actors ON actors.id = reactions.actor_id
            WHERE reactions.post_id = $1 AND reactions.kind = 'thanks'
                AND reactions.actor_id < $2 AND reactions.actor_id > $3
                AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL",
            "reactions.actor_id",
            "$4"
        )
    };
}

/// Who thanked for a post: those who came to be known here last stand first.
pub async fn thankful(tx: &mut Tx, post: PostId, span: Span) -> Result<Vec<ActorId>, StoreError> {
    let Span { below, above, limit, .. } = span;
    let rows = fetch_values!(tx, ActorId, thankful!(span), post, below, above, limit)?;
    Ok(span.newest_first(rows))
}
