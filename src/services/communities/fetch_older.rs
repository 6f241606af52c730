//! Reading what was said in a community elsewhere before the first person here followed it.

use serde_json::json;

use crate::domain::ids::{ActorId, JobId};
use crate::domain::permission::{Action, Denial, can};
use crate::services::{Context, standing};
use crate::store::jobs::{self, NewJob};
use crate::store::{StoreError, Tx};

/// The kind of the job that reads. Its payload is `{"community": "<id>"}`.
pub const FETCH_OLDER_JOB: &str = "backfill";

/// Why nothing is read.
#[derive(Debug, thiserror::Error)]
pub enum FetchOlderError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The key of a community's job: there is one at a time.
pub fn fetch_older_key(community: ActorId) -> String {
    format!("{FETCH_OLDER_JOB}:{community}")
}

/// Has the history of a community of another node read. `by`: anyone here who may follow it. Safe to repeat; of a
/// community of this node everything is here already.
pub async fn fetch_older(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
) -> Result<(), FetchOlderError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    can(&viewer, Action::FollowCommunity(place.view()))?;
    if place.local {
        return Ok(());
    }
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: FETCH_OLDER_JOB,
        unique_key: fetch_older_key(community),
        payload: json!({ "community": community.to_string() }),
        run_at: ctx.now(),
        created_at: ctx.now(),
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}
