//! An actor of another node is gone.

use super::begin_erasing;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::services::communities::end_follow;
use crate::store::{StoreError, Tx, actors, follows, moderators, reach, relationships};

/// How many other servers are told directly of what a person makes of their account, beside those that listen.
pub const MOST_SERVERS: i64 = 1_000;
/// In how many communities of this node it is passed on that somebody elsewhere left.
const MOST_COMMUNITIES: i64 = 100;

/// Forgets what an actor of another node said about itself, ends its follows and offices, takes its keys out of use,
/// and deletes what it said. The row stays, so that its id cannot come back to life. Unknown, local and forgotten actors stay as they are.
///
/// The communities here in which the actor took part pass its own words on: their followers were told what it said, and nobody
/// else tells them that it went.
pub async fn forget(ctx: &Context, tx: &mut Tx, actor: ActorId, origin: &Origin) -> Result<(), StoreError> {
    let Some(actor) = actors::by_id(tx, actor).await? else { return Ok(()) };
    if actor.local || actor.deleted_at.is_some() {
        return Ok(());
    }
    if let Origin::Elsewhere { activity, .. } = origin {
        for community in reach::communities_here(tx, actor.id, MOST_COMMUNITIES).await? {
            let (activity, thread) = (activity.clone(), actor.id.get());
            ctx.record(tx, &Fact::Relayed { community, activity, thread, share: None }).await?;
        }
    }
    for follow in follows::involving(tx, actor.id).await? {
        end_follow(ctx, tx, follow.follower_id, follow.target_id).await?;
    }
    relationships::forget(tx, actor.id).await?;
    moderators::remove_everywhere(tx, actor.id).await?;
    for key in actors::keys(tx, actor.id).await? {
        actors::retire_key(tx, key.id, ctx.now()).await?;
    }
    actors::mark_deleted(tx, actor.id, ctx.now()).await?;
    begin_erasing(ctx, tx, actor.id).await
}
