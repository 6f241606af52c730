//! Taking away what somebody said who is gone.

use serde_json::json;

use crate::domain::ids::{ActorId, JobId};
use crate::services::{Context, posts, reactions, shares};
use crate::store::jobs::{self, NewJob};
use crate::store::{StoreError, Tx, actors};

/// The kind of the job that goes on where one transaction would be too long. Its payload is `{"actor": "<id>"}`.
pub const ERASE_JOB: &str = "erase";

/// How many posts, reactions and shares each go in one transaction.
const STEP: i64 = 500;

/// Deletes the latest posts, the reactions and the shares of an actor that is deleted, with exact counts of what stays; says whether
/// more is left for another transaction. An actor that is not deleted keeps everything.
pub async fn erase(ctx: &Context, tx: &mut Tx, actor: ActorId) -> Result<bool, StoreError> {
    let gone = actors::by_id(tx, actor).await?.is_some_and(|actor| actor.deleted_at.is_some());
    if !gone {
        return Ok(false);
    }
    let posts_left = posts::delete_all_of(ctx, tx, actor, STEP).await?;
    let reactions_left = reactions::withdraw_all_of(tx, actor, STEP).await?;
    let shares_left = shares::withdraw_all_of(tx, actor, STEP).await?;
    Ok(posts_left || reactions_left || shares_left)
}

/// Begins at once, and leaves what is more than a step to the job.
pub(in crate::services) async fn begin_erasing(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
) -> Result<(), StoreError> {
    if !erase(ctx, tx, actor).await? {
        return Ok(());
    }
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: ERASE_JOB,
        unique_key: format!("{ERASE_JOB}:{actor}"),
        payload: json!({ "actor": actor.to_string() }),
        run_at: ctx.now(),
        created_at: ctx.now(),
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}
