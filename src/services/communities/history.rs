//! Reading what was said in a remote community before anybody here followed it.

use serde_json::json;

use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, JobId};
use crate::domain::permission::{Action, Denial, can};
use crate::services::{Context, standing};
use crate::store::jobs::{self, NewJob};
use crate::store::{StoreError, Tx, follows};

/// The kind of the job that reads it. Its payload is `{"community": "<id>"}`.
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

/// How far the job is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Backfill {
    /// Threads that were read.
    pub threads: u32,
    /// Of how many; 0 while that is not known.
    pub of: u32,
    pub posts: u32,
    pub done: bool,
}

/// A person here asks for what is older than the posts that this node has. `false`: it is being fetched already.
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
    Ok(enqueue(ctx, tx, community).await?)
}

/// How far the fetching of older posts is; `None` when nothing is being fetched.
pub async fn backfill_progress(tx: &mut Tx, community: ActorId) -> Result<Option<Backfill>, StoreError> {
    let job = jobs::by_key(tx, &key(community)).await?.filter(|job| job.failed_at.is_none());
    Ok(job.map(|job| serde_json::from_value(job.progress).unwrap_or_default()))
}

/// Has the history of a remote community read when the first person here follows it.
pub(super) async fn read_at_first_follow(
    ctx: &Context,
    tx: &mut Tx,
    target: &Actor,
) -> Result<(), StoreError> {
    if target.is_community() && follows::count_local_followers(tx, target.id).await? == 1 {
        enqueue(ctx, tx, target.id).await?;
    }
    Ok(())
}

async fn enqueue(ctx: &Context, tx: &mut Tx, community: ActorId) -> Result<bool, StoreError> {
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: BACKFILL_JOB,
        unique_key: key(community),
        payload: json!({ "community": community.to_string() }),
        run_at: ctx.now(),
        created_at: ctx.now(),
    };
    jobs::enqueue(tx, &job).await
}

fn key(community: ActorId) -> String {
    format!("{BACKFILL_JOB}:{community}")
}
