//! Reading what was said in a remote community before anybody here followed it, or while its host could not reach this node.

use serde_json::json;

use crate::domain::actor::Actor;
use crate::domain::community::Community;
use crate::domain::delivery::LOG_KEPT;
use crate::domain::ids::{ActorId, JobId};
use crate::domain::permission::{Action, Denial, can};
use crate::services::{Context, standing};
use crate::store::jobs::{self, NewJob};
use crate::store::{StoreError, Tx, communities, follows};

/// The kind of the job that reads it. Its payload is `{"community": "<id>", "older": <bool>}`: whether it goes on where the last
/// one stopped.
pub const BACKFILL_JOB: &str = "backfill";

/// Why nothing is fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchOlderError {
    #[error(transparent)]
    Denied(#[from] Denial),
    /// What is older than the latest here was never elsewhere.
    #[error("the community is one of this node's")]
    OurOwn,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackfillProgress {
    /// Threads that were read.
    pub read: u32,
    /// Threads that were found so far; 0 while none are.
    pub found: u32,
    /// The other server does not answer.
    pub interrupted: bool,
}

/// What is of interest in the job's own record of where it stands.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Record {
    found: u32,
    waiting: Vec<serde::de::IgnoredAny>,
}

/// What is known of the history of a remote community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// It is being read.
    Reading(BackfillProgress),
    /// There is more where it comes from, or nobody knows.
    MoreThere,
    /// All that its host offers is here.
    AllHere,
}

/// A person here asks for what is older than the posts that this node has. `false`: it is being fetched already, or all of it
/// is here.
pub async fn fetch_older(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
) -> Result<bool, FetchOlderError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    can(&viewer, Action::Speak)?;
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    can(&viewer, Action::ViewCommunity(place.view()))?;
    if place.local {
        return Err(FetchOlderError::OurOwn);
    }
    match history(tx, &place.community).await? {
        History::AllHere => Ok(false),
        History::Reading(_) | History::MoreThere => {
            Ok(enqueue(ctx, tx, community, place.community.backfilled_at.is_some()).await?)
        }
    }
}

/// What is known of the history of a remote community: what is being read comes first.
///
/// # Errors
/// When the database refuses.
pub async fn history(tx: &mut Tx, community: &Community) -> Result<History, StoreError> {
    if let Some(progress) = backfill_progress(tx, community.actor_id).await? {
        return Ok(History::Reading(progress));
    }
    let is_all =
        community.backfilled_at.is_some() && communities::older(tx, community.actor_id).await?.is_none();
    Ok(if is_all { History::AllHere } else { History::MoreThere })
}

/// How far the reading of a community's history is; `None` when nothing is being read, or it was given up.
async fn backfill_progress(tx: &mut Tx, community: ActorId) -> Result<Option<BackfillProgress>, StoreError> {
    let job = jobs::by_key(tx, &key(community)).await?.filter(|job| job.failed_at.is_none());
    let Some(job) = job else { return Ok(None) };
    let interrupted = job.last_error.is_some();
    let record: Record = serde_json::from_value(job.progress).unwrap_or_default();
    let waiting = u32::try_from(record.waiting.len()).unwrap_or(u32::MAX);
    let read = record.found.saturating_sub(waiting);
    Ok(Some(BackfillProgress { read, found: record.found, interrupted }))
}

/// Has the history of a remote community read when the first person here follows it.
pub(super) async fn read_at_first_follow(
    ctx: &Context,
    tx: &mut Tx,
    target: &Actor,
) -> Result<(), StoreError> {
    if target.is_community() && follows::count_local_followers(tx, target.id).await? == 1 {
        enqueue(ctx, tx, target.id, false).await?;
    }
    Ok(())
}

/// The host of a community is heard from after longer than a host keeps what it could not deliver: has read what may have been
/// said meanwhile. A community in which nothing was said for so long is read once more for nothing, at most as often.
pub(super) async fn read_after_silence(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
) -> Result<(), StoreError> {
    if communities::is_silent_since(tx, community, ctx.now() - LOG_KEPT).await? {
        enqueue(ctx, tx, community, false).await?;
    }
    Ok(())
}

async fn enqueue(ctx: &Context, tx: &mut Tx, community: ActorId, older: bool) -> Result<bool, StoreError> {
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: BACKFILL_JOB,
        unique_key: key(community),
        payload: json!({ "community": community.to_string(), "older": older }),
        run_at: ctx.now(),
        created_at: ctx.now(),
    };
    jobs::enqueue(tx, &job).await
}

fn key(community: ActorId) -> String {
    format!("{BACKFILL_JOB}:{community}")
}
