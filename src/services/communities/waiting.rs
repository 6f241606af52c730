//! Deciding about followers that wait, where the target approves its followers itself.

use super::followers::{begin_follow, end_follow};
use super::notices::tell_accepted;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::community::{Follow, FollowState};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::services::communities::FollowError;
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, actors, follows, notifications};

/// Lets a follower in that waits. `by`: a moderator of the community, or the person who is followed. Safe to repeat.
pub async fn approve_follower(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    target: ActorId,
    follower: ActorId,
) -> Result<(), FollowError> {
    let Some(Pending { follower, target, follow }) = pending(ctx, tx, by, target, follower).await? else {
        return Ok(());
    };
    begin_follow(ctx, tx, &follower, &target, follow.uri.clone()).await?;
    if follower.local {
        tell_accepted(ctx, tx, follower.id, &target).await?;
    } else {
        let accepted = Fact::FollowAccepted { follower: follower.id, target: target.id, uri: follow.uri };
        ctx.record(tx, &accepted).await?;
    }
    Ok(())
}

/// Turns a follower away that waits. Safe to repeat.
pub async fn refuse_follower(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    target: ActorId,
    follower: ActorId,
) -> Result<(), FollowError> {
    let Some(Pending { follower, target, follow }) = pending(ctx, tx, by, target, follower).await? else {
        return Ok(());
    };
    if follower.local {
        follows::decide(tx, follower.id, target.id, FollowState::Refused, ctx.now()).await?;
        return Ok(());
    }
    end_follow(ctx, tx, follower.id, target.id).await?;
    let refused = Fact::FollowRefused { follower: follower.id, target: target.id, uri: follow.uri };
    Ok(ctx.record(tx, &refused).await?)
}

struct Pending {
    follower: Actor,
    target: Actor,
    follow: Follow,
}

async fn pending(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    target: ActorId,
    follower: ActorId,
) -> Result<Option<Pending>, FollowError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    let target = actors::by_id(tx, target).await?.filter(|target| target.local).ok_or(Denial::NotFound)?;
    if target.kind == ActorKind::Group {
        let place = standing::place(tx, target.id, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
        can(&viewer, Action::ModerateCommunity(place.view()))?;
    } else if viewer.barred || by != target.id {
        return Err(Denial::RoleNeeded.into());
    }
    let Some(follow) = follows::lock(tx, follower, target.id).await? else { return Ok(None) };
    if follow.state != FollowState::Waiting {
        return Ok(None);
    }
    let follower = actors::by_id(tx, follower).await?.ok_or(StoreError::NotFound)?;
    // Decided by one moderator, it waits for no other.
    notifications::withdraw_follow(tx, follower.id, target.id).await?;
    Ok(Some(Pending { follower, target, follow }))
}
