//! Somebody on this node follows, or stops following, a community or a person.

use std::time::Duration;

use super::followers::{begin_follow, end_follow};
use super::history::read_at_first_follow;
use super::notices::tell_of_follower;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::community::{Follow, FollowState};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, Viewer, can};
use crate::services::{Context, federation_policy, standing};
use crate::store::{StoreError, Tx, actors, follows, relationships};

/// How long an unanswered follow rests before asking again says it to the other node once more.
const ASK_AGAIN: Duration = Duration::from_hours(1);

/// Why somebody does not follow.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("nobody can follow this")]
    NotFollowable,
    #[error("nobody follows themselves")]
    Oneself,
    /// The mode or a rule of this node stands against it.
    #[error("this node does not federate with that server")]
    NotFederated,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `follower`, a person here, follows a community or person, here or elsewhere. Safe to repeat.
///
/// Elsewhere the answer is waited for; a follow that has waited for an hour is asked for again.
pub async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
) -> Result<FollowState, FollowError> {
    let viewer = standing::viewer(ctx, tx, follower).await?;
    let target = actors::by_id(tx, target).await?.ok_or(Denial::NotFound)?;
    if follower == target.id {
        return Err(FollowError::Oneself);
    }
    may_follow(ctx, tx, &viewer, &target).await?;
    let follower = actors::by_id(tx, follower).await?.ok_or(Denial::NotFound)?;
    let before = follows::get(tx, follower.id, target.id).await?;
    if before.as_ref().is_some_and(|before| before.state == FollowState::Accepted) {
        return Ok(FollowState::Accepted);
    }
    if target.local && !target.manually_approves {
        let is_new = before.is_none();
        let uri = before.map_or_else(|| ctx.addresses.activity(ctx.ids.next()), |before| before.uri);
        begin_follow(ctx, tx, &follower, &target, uri).await?;
        if is_new {
            tell_of_follower(ctx, tx, &follower, &target, FollowState::Accepted).await?;
        }
        return Ok(FollowState::Accepted);
    }
    ask(ctx, tx, &follower, &target, before).await?;
    Ok(FollowState::Waiting)
}

/// `follower`, a person here, stops following. Safe to repeat.
pub async fn unfollow(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
) -> Result<(), StoreError> {
    let Some(follow) = end_follow(ctx, tx, follower, target).await? else { return Ok(()) };
    let target = actors::by_id(tx, target).await?.ok_or(StoreError::NotFound)?;
    if !target.local {
        let withdrawn = Fact::FollowWithdrawn { follower, target: target.id, uri: follow.uri };
        ctx.record(tx, &withdrawn).await?;
    }
    Ok(())
}

async fn may_follow(ctx: &Context, tx: &mut Tx, viewer: &Viewer, target: &Actor) -> Result<(), FollowError> {
    if !target.local && !federation_policy::is_allowed(ctx, tx, &target.domain).await? {
        return Err(FollowError::NotFederated);
    }
    if let Some(follower) = viewer.actor {
        let blocked = relationships::is_blocked(tx, follower, target.id).await?;
        can(viewer, Action::Approach { blocked })?;
    }
    match target.kind {
        ActorKind::Group => {
            let place =
                standing::place(tx, target.id, viewer.actor, ctx.now()).await?.ok_or(Denial::NotFound)?;
            Ok(can(viewer, Action::FollowCommunity(place.view()))?)
        }
        ActorKind::Application => Err(FollowError::NotFollowable),
        _ if viewer.barred => Err(Denial::Barred.into()),
        _ if target.is_active() => Ok(()),
        _ => Err(Denial::NotFound.into()),
    }
}

async fn ask(
    ctx: &Context,
    tx: &mut Tx,
    follower: &Actor,
    target: &Actor,
    before: Option<Follow>,
) -> Result<(), StoreError> {
    let waiting = before.filter(|before| before.state == FollowState::Waiting);
    if waiting.as_ref().is_some_and(|waiting| ctx.now().since(waiting.created_at) < ASK_AGAIN) {
        return Ok(());
    }
    let is_new = waiting.is_none();
    let asking = Follow {
        follower_id: follower.id,
        target_id: target.id,
        state: FollowState::Waiting,
        uri: waiting.map_or_else(|| ctx.addresses.activity(ctx.ids.next()), |waiting| waiting.uri),
        created_at: ctx.now(),
        decided_at: None,
    };
    follows::put(tx, &asking).await?;
    if target.local && is_new {
        tell_of_follower(ctx, tx, follower, target, FollowState::Waiting).await?;
    }
    if !target.local {
        let asked = Fact::FollowAsked { follower: follower.id, target: target.id, uri: asking.uri };
        ctx.record(tx, &asked).await?;
        if is_new {
            read_at_first_follow(ctx, tx, target).await?;
        }
    }
    Ok(())
}
