//! Communities, local and remote, and how people stand to them.

use serde_json::Value;

use super::error::exactly_one;
use super::{StoreError, Tx, counts};
use crate::domain::community::Community;
use crate::domain::ids::ActorId;
use crate::domain::permission::Standing;
use crate::domain::time::Timestamp;

row!(Community {
    actor_id,
    visibility,
    post_policy,
    language,
    created_by,
    topic_count,
    follower_count,
    last_post_at,
    backfilled_at,
});
row!(Standing { follows, moderates, banned });

/// Adds what makes an actor of kind `Group` a community.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when it is one already.
pub async fn insert(tx: &mut Tx, community: &Community) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO communities (
            actor_id, visibility, post_policy, language, created_by, topic_count, follower_count, last_post_at,
            backfilled_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        tx,
        SQL,
        community.actor_id,
        community.visibility,
        community.post_policy,
        &community.language,
        community.created_by,
        community.topic_count,
        community.follower_count,
        community.last_post_at,
        community.backfilled_at,
    )?;
    Ok(())
}

/// Writes what people can change: visibility, policy and language.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such community.
pub async fn update(tx: &mut Tx, community: &Community) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE communities SET visibility = $2, post_policy = $3, language = $4 WHERE actor_id = $1";
    let rows = execute!(
        tx,
        SQL,
        community.actor_id,
        community.visibility,
        community.post_policy,
        &community.language,
    )?;
    exactly_one(rows)
}

/// Lets whoever else would change a community by what it is now wait until this transaction ends.
pub async fn lock(tx: &mut Tx, id: ActorId) -> Result<(), StoreError> {
    let sql = sql_for_update!(tx, "SELECT actor_id FROM communities WHERE actor_id = $1");
    fetch_values!(tx, ActorId, sql, id)?;
    Ok(())
}

pub async fn by_id(tx: &mut Tx, id: ActorId) -> Result<Option<Community>, StoreError> {
    counts::write_recorded(tx).await?;
    Ok(fetch_optional!(tx, Community, "SELECT * FROM communities WHERE actor_id = $1", id)?)
}

/// What ties `actor` to `community` at this moment.
pub async fn standing(
    tx: &mut Tx,
    community: ActorId,
    actor: ActorId,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    const SQL: &str = "
        SELECT
            EXISTS (SELECT 1 FROM follows
                WHERE follower_id = $2 AND target_id = $1 AND state = 'accepted') AS follows,
            EXISTS (SELECT 1 FROM moderators WHERE community_id = $1 AND actor_id = $2) AS moderates,
            EXISTS (SELECT 1 FROM bans
                WHERE community_id = $1 AND actor_id = $2 AND (ends_at IS NULL OR ends_at > $3)) AS banned";
    fetch_optional!(tx, Standing, SQL, community, actor, now)?.ok_or(StoreError::NotFound)
}

/// Adds to the number of followers of a community of this node; `by` is negative when one goes.
pub async fn add_followers(tx: &mut Tx, id: ActorId, by: i64) -> Result<(), StoreError> {
    execute!(tx, "UPDATE communities SET follower_count = follower_count + $2 WHERE actor_id = $1", id, by)?;
    Ok(())
}

/// Writes how many followers the host of a remote community says it has.
pub async fn set_followers(tx: &mut Tx, id: ActorId, followers: i64) -> Result<(), StoreError> {
    execute!(tx, "UPDATE communities SET follower_count = $2 WHERE actor_id = $1", id, followers)?;
    Ok(())
}

/// Notes that the history of a remote community was read; only the first time counts.
pub async fn set_backfilled(tx: &mut Tx, id: ActorId, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE communities SET backfilled_at = COALESCE(backfilled_at, $2) WHERE actor_id = $1";
    execute!(tx, SQL, id, at)?;
    Ok(())
}

/// What is left to be read of the history of a remote community, as JSON of whoever reads it. `None`: nothing.
pub async fn older(tx: &mut Tx, id: ActorId) -> Result<Option<Value>, StoreError> {
    let text = fetch_values!(tx, Option<String>, "SELECT older FROM communities WHERE actor_id = $1", id)?;
    Ok(text.into_iter().flatten().next().and_then(|text| serde_json::from_str(&text).ok()))
}

/// Writes what is left to be read.
pub async fn set_older(tx: &mut Tx, id: ActorId, older: Option<&Value>) -> Result<(), StoreError> {
    let older = older.map(Value::to_string);
    execute!(tx, "UPDATE communities SET older = $2 WHERE actor_id = $1", id, older)?;
    Ok(())
}

/// How many communities this node hosts.
/// Whether nothing of a community's has come here since `moment`, though its history had been read before.
pub async fn is_silent_since(tx: &mut Tx, id: ActorId, moment: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM communities c WHERE c.actor_id = $1 AND c.backfilled_at < $2
            AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.community_id = c.actor_id AND p.received_at >= $2)";
    Ok(fetch_value!(tx, i64, SQL, id, moment)? > 0)
}

pub async fn count_local(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM communities JOIN actors ON actors.id = communities.actor_id
        WHERE actors.local AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL";
    Ok(fetch_value!(tx, i64, SQL)?)
}
