//! What other nodes say about follows. Who says it was authenticated by the caller.

use super::followers::{begin_follow, end_follow};
use super::history::read_after_silence;
use super::notices::{tell_accepted, tell_of_follower};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::community::{Follow, FollowState};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, actors, follows, relationships};

/// A remote actor asks to follow an actor of this node; `uri` is the id of its `Follow`. Gives what became of it.
///
/// Whoever may follow is accepted, unless the target approves its followers itself. A `Follow` that comes again is
/// answered again: the first answer may have been lost.
pub async fn receive_follow(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
    uri: String,
) -> Result<FollowState, StoreError> {
    let follower = actors::by_id(tx, follower).await?.ok_or(StoreError::NotFound)?;
    let target =
        actors::by_id(tx, target).await?.filter(|target| target.local).ok_or(StoreError::NotFound)?;
    if !may_follow(ctx, tx, &follower, &target).await? {
        end_follow(ctx, tx, follower.id, target.id).await?;
        let refused = Fact::FollowRefused { follower: follower.id, target: target.id, uri };
        ctx.record(tx, &refused).await?;
        return Ok(FollowState::Refused);
    }
    let before = follows::get(tx, follower.id, target.id).await?;
    let accepted = before.as_ref().is_some_and(|before| before.state == FollowState::Accepted);
    let is_new = before.is_none();
    if target.manually_approves && !accepted {
        let follow = Follow {
            follower_id: follower.id,
            target_id: target.id,
            state: FollowState::Waiting,
            uri,
            created_at: before.map_or(ctx.now(), |before| before.created_at),
            decided_at: None,
        };
        follows::put(tx, &follow).await?;
        if is_new {
            tell_of_follower(ctx, tx, &follower, &target, FollowState::Waiting).await?;
        }
        return Ok(FollowState::Waiting);
    }
    begin_follow(ctx, tx, &follower, &target, uri.clone()).await?;
    if is_new {
        tell_of_follower(ctx, tx, &follower, &target, FollowState::Accepted).await?;
    }
    let answer = Fact::FollowAccepted { follower: follower.id, target: target.id, uri };
    ctx.record(tx, &answer).await?;
    Ok(FollowState::Accepted)
}

/// A remote actor stopped following an actor of this node. Nothing happens when it did not follow.
pub async fn receive_unfollow(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
) -> Result<(), StoreError> {
    end_follow(ctx, tx, follower, target).await?;
    Ok(())
}

/// The remote `target` accepted a follow by `follower` of this node. Says whether that was asked for: an answer to a
/// question that nobody here asked changes nothing.
pub async fn receive_accept(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
) -> Result<bool, StoreError> {
    decide(ctx, tx, follower, target, FollowState::Accepted).await
}

/// The remote `target` refused a follow, or ended one that it had accepted. Says whether there was one.
pub async fn receive_refusal(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
) -> Result<bool, StoreError> {
    decide(ctx, tx, follower, target, FollowState::Refused).await
}

/// A remote community announced something to this node. Whoever here waits for it is taken as accepted: some servers
/// lose their first `Accept` to a node that they have not met. Not where people decide about followers: there an answer
/// may still be outstanding while others here get what the community announces. Gives those who waited.
///
/// After a long silence, what may have been missed is read.
pub async fn announced(ctx: &Context, tx: &mut Tx, community: ActorId) -> Result<Vec<ActorId>, StoreError> {
    let community = actors::by_id(tx, community).await?.filter(|actor| !actor.local);
    let Some(community) = community else { return Ok(vec![]) };
    read_after_silence(ctx, tx, community.id).await?;
    if community.manually_approves {
        return Ok(vec![]);
    }
    let accepted = follows::accept_waiting(tx, community.id, ctx.now()).await?;
    for follower in &accepted {
        tell_accepted(ctx, tx, *follower, &community).await?;
    }
    Ok(accepted)
}

async fn decide(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
    state: FollowState,
) -> Result<bool, StoreError> {
    let ours = actors::by_id(tx, follower).await?.is_some_and(|actor| actor.local);
    let theirs = actors::by_id(tx, target).await?.filter(|actor| ours && !actor.local);
    let Some(target) = theirs else { return Ok(false) };
    let Some(follow) = follows::get(tx, follower, target.id).await? else { return Ok(false) };
    if follow.state != state {
        follows::decide(tx, follower, target.id, state, ctx.now()).await?;
        if state == FollowState::Accepted {
            tell_accepted(ctx, tx, follower, &target).await?;
        }
    }
    Ok(true)
}

/// A community follows nobody's community: announcing to each other, they would never stop.
async fn may_follow(
    ctx: &Context,
    tx: &mut Tx,
    follower: &Actor,
    target: &Actor,
) -> Result<bool, StoreError> {
    let viewer = standing::viewer(ctx, tx, follower.id).await?;
    if viewer.barred || follower.local || !target.is_active() {
        return Ok(false);
    }
    let blocked = relationships::is_blocked(tx, follower.id, target.id).await?;
    if can(&viewer, Action::Approach { blocked }).is_err() {
        return Ok(false);
    }
    if target.kind != ActorKind::Group {
        return Ok(target.kind != ActorKind::Application);
    }
    let Some(place) = standing::place(tx, target.id, Some(follower.id), ctx.now()).await? else {
        return Ok(false);
    };
    Ok(follower.kind != ActorKind::Group && can(&viewer, Action::FollowCommunity(place.view())).is_ok())
}
