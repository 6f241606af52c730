//! Who follows whom.

use std::collections::HashSet;

use super::dialect::id_list;
use super::error::exactly_one;
use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::actor::Actor;
use crate::domain::community::{Follow, FollowState};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

row!(Follow { follower_id, target_id, state, uri, created_at, decided_at });

/// A follow with the actor at its other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowRow {
    pub actor: Actor,
    pub state: FollowState,
    /// When it was asked for.
    pub followed_at: Timestamp,
}

row!(FollowRow { state, followed_at } flatten { actor });

/// Adds a follow, or replaces what was between the two.
pub async fn put(tx: &mut Tx, follow: &Follow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO follows (follower_id, target_id, state, uri, created_at, decided_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (follower_id, target_id) DO UPDATE SET
            state = excluded.state, uri = excluded.uri, created_at = excluded.created_at,
            decided_at = excluded.decided_at";
    execute!(
        tx,
        SQL,
        follow.follower_id,
        follow.target_id,
        follow.state,
        &follow.uri,
        follow.created_at,
        follow.decided_at,
    )?;
    Ok(())
}

/// What there is between the two.
pub async fn get(tx: &mut Tx, follower: ActorId, target: ActorId) -> Result<Option<Follow>, StoreError> {
    const SQL: &str = "SELECT * FROM follows WHERE follower_id = $1 AND target_id = $2";
    Ok(fetch_optional!(tx, Follow, SQL, follower, target)?)
}

/// The same, for whoever decides by it: whoever else would change it waits until this transaction ends.
pub async fn lock(tx: &mut Tx, follower: ActorId, target: ActorId) -> Result<Option<Follow>, StoreError> {
    let sql = sql_for_update!(tx, "SELECT * FROM follows WHERE follower_id = $1 AND target_id = $2");
    Ok(fetch_optional!(tx, Follow, sql, follower, target)?)
}

/// A follow by the id of its `Follow`.
pub async fn by_uri(tx: &mut Tx, uri: &str) -> Result<Option<Follow>, StoreError> {
    const SQL: &str = "SELECT * FROM follows WHERE uri = $1 ORDER BY created_at DESC LIMIT 1";
    Ok(fetch_optional!(tx, Follow, SQL, uri)?)
}

/// Writes the decision.
///
/// # Errors
/// [`StoreError::NotFound`] when nobody asked.
pub async fn decide(
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
    state: FollowState,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE follows SET state = $3, decided_at = $4 WHERE follower_id = $1 AND target_id = $2";
    exactly_one(execute!(tx, SQL, follower, target, state, now)?)
}

/// Ends a follow; gives what was between the two.
pub async fn delete(tx: &mut Tx, follower: ActorId, target: ActorId) -> Result<Option<Follow>, StoreError> {
    const SQL: &str = "DELETE FROM follows WHERE follower_id = $1 AND target_id = $2 RETURNING *";
    Ok(fetch_optional!(tx, Follow, SQL, follower, target)?)
}

/// Every follow by or of an actor, for when it goes.
pub async fn involving(tx: &mut Tx, actor: ActorId) -> Result<Vec<Follow>, StoreError> {
    const SQL: &str = "SELECT * FROM follows WHERE follower_id = $1 OR target_id = $1";
    Ok(fetch_all!(tx, Follow, SQL, actor)?)
}

/// How many actors `follower` follows.
pub async fn count_following(tx: &mut Tx, follower: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM follows WHERE follower_id = $1 AND state = 'accepted'";
    Ok(fetch_value!(tx, i64, SQL, follower)?)
}

/// How many accepted followers we know of.
pub async fn count_followers(tx: &mut Tx, target: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM follows WHERE target_id = $1 AND state = 'accepted'";
    Ok(fetch_value!(tx, i64, SQL, target)?)
}

/// How many wait for `target` to let them follow.
pub async fn count_waiting(tx: &mut Tx, target: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM follows WHERE target_id = $1 AND state = 'waiting'";
    Ok(fetch_value!(tx, i64, SQL, target)?)
}

/// The followers of `target` in one state, by their ids, the largest first.
pub async fn followers_by_id(
    tx: &mut Tx,
    target: ActorId,
    state: FollowState,
    span: Span,
) -> Result<Vec<ActorId>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT follower_id FROM follows WHERE target_id = $1 AND state = $2 AND follower_id < $3 AND follower_id > $4",
        "follower_id",
        "$5"
    );
    let ids = fetch_values!(tx, ActorId, sql, target, state, span.below, span.above, span.limit)?;
    Ok(span.newest_first(ids))
}

/// Whom `follower` follows, by their ids, the largest first.
pub async fn followed_by_id(tx: &mut Tx, follower: ActorId, span: Span) -> Result<Vec<ActorId>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT target_id FROM follows
        WHERE follower_id = $1 AND state = 'accepted' AND target_id < $2 AND target_id > $3",
        "target_id",
        "$4"
    );
    let ids = fetch_values!(tx, ActorId, sql, follower, span.below, span.above, span.limit)?;
    Ok(span.newest_first(ids))
}

/// Those of the actors whom `follower` follows.
pub async fn followed_among(
    tx: &mut Tx,
    follower: ActorId,
    targets: &[ActorId],
) -> Result<HashSet<ActorId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT target_id FROM follows WHERE follower_id = $2 AND state = 'accepted' AND target_id IN ",
        ""
    );
    let ids = id_list(targets.iter().map(|id| id.get()));
    Ok(fetch_values!(tx, ActorId, sql, ids, follower)?.into_iter().collect())
}

/// How many actors of this node follow `target`, or wait to.
pub async fn count_local_followers(tx: &mut Tx, target: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM follows JOIN actors ON actors.id = follows.follower_id
        WHERE follows.target_id = $1 AND follows.state <> 'refused' AND actors.local";
    Ok(fetch_value!(tx, i64, SQL, target)?)
}

/// The followers of `target` in one state, newest first, those that asked before `before`.
pub async fn followers(
    tx: &mut Tx,
    target: ActorId,
    state: FollowState,
    before: Option<(Timestamp, ActorId)>,
    limit: i64,
) -> Result<Vec<FollowRow>, StoreError> {
    const SQL: &str = "
        SELECT follows.state, follows.created_at AS followed_at, actors.*
        FROM follows JOIN actors ON actors.id = follows.follower_id
        WHERE follows.target_id = $1 AND follows.state = $2 AND (follows.created_at, follows.follower_id) < ($3, $4)
            AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
        ORDER BY follows.created_at DESC, follows.follower_id DESC LIMIT $5";
    let (at, id) = cursor(before);
    Ok(fetch_all!(tx, FollowRow, SQL, target, state, at, id, limit)?)
}

/// Whom `follower` follows or asked to follow, newest first, those asked before `before`.
pub async fn following(
    tx: &mut Tx,
    follower: ActorId,
    before: Option<(Timestamp, ActorId)>,
    limit: i64,
) -> Result<Vec<FollowRow>, StoreError> {
    const SQL: &str = "
        SELECT follows.state, follows.created_at AS followed_at, actors.*
        FROM follows JOIN actors ON actors.id = follows.target_id
        WHERE follows.follower_id = $1 AND (follows.created_at, follows.target_id) < ($2, $3)
            AND actors.deleted_at IS NULL
        ORDER BY follows.created_at DESC, follows.target_id DESC LIMIT $4";
    let (at, id) = cursor(before);
    Ok(fetch_all!(tx, FollowRow, SQL, follower, at, id, limit)?)
}

/// The beginning of a list that runs backwards in time is after everything.
fn cursor(before: Option<(Timestamp, ActorId)>) -> (i64, i64) {
    before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.millis(), id.get()))
}

/// The actors of this node that `follower` follows.
pub async fn local_targets(tx: &mut Tx, follower: ActorId) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        SELECT follows.target_id FROM follows JOIN actors ON actors.id = follows.target_id
        WHERE follows.follower_id = $1 AND follows.state = 'accepted' AND actors.local";
    Ok(fetch_values!(tx, ActorId, SQL, follower)?)
}

/// Accepts every follow of `target` that waits; gives the followers.
pub async fn accept_waiting(
    tx: &mut Tx,
    target: ActorId,
    now: Timestamp,
) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        UPDATE follows SET state = 'accepted', decided_at = $2 WHERE target_id = $1 AND state = 'waiting'
        RETURNING follower_id";
    Ok(fetch_values!(tx, ActorId, SQL, target, now)?)
}

/// The communities that both follow, by name.
pub async fn in_common(
    tx: &mut Tx,
    one: ActorId,
    other: ActorId,
    limit: i64,
) -> Result<Vec<Actor>, StoreError> {
    const SQL: &str = "
        SELECT actors.* FROM actors
        WHERE actors.kind = 'group' AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
            AND actors.id IN (SELECT target_id FROM follows WHERE follower_id = $1 AND state = 'accepted')
            AND actors.id IN (SELECT target_id FROM follows WHERE follower_id = $2 AND state = 'accepted')
        ORDER BY lower(actors.name), actors.id LIMIT $3";
    Ok(fetch_all!(tx, Actor, SQL, one, other, limit)?)
}

/// The local people who follow an actor, or wait to.
pub async fn local_followers(tx: &mut Tx, target: ActorId, limit: i64) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        SELECT f.follower_id FROM follows f JOIN actors a ON a.id = f.follower_id
        WHERE f.target_id = $1 AND a.local AND f.state <> 'refused' ORDER BY f.follower_id LIMIT $2";
    Ok(fetch_values!(tx, ActorId, SQL, target, limit)?)
}
