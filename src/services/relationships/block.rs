//! Keeping somebody away.

use super::RelationshipError;
use crate::domain::actor::ActorKind;
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::services::communities::{end_follow, unfollow};
use crate::services::{Context, standing};
use crate::store::blocks::{self, BlockRow};
use crate::store::{StoreError, Tx, actors, notifications};

/// `person`, who is here, blocks somebody: neither follows the other any longer, and what the person was told of them goes.
/// Safe to repeat.
///
/// # Errors
/// When there is nobody like that, or it is the person.
pub async fn block(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    target: ActorId,
) -> Result<(), RelationshipError> {
    let viewer = standing::viewer(ctx, tx, person).await?;
    can(&viewer, Action::Speak)?;
    if person == target {
        return Err(RelationshipError::Oneself);
    }
    let target = actors::by_id(tx, target).await?.ok_or(Denial::NotFound)?;
    let uri = ctx.addresses.activity(ctx.ids.next());
    let row = BlockRow {
        id: ctx.ids.next(),
        actor_id: person,
        target_id: target.id,
        uri: uri.clone(),
        created_at: ctx.now(),
    };
    if !blocks::insert(tx, &row).await? {
        return Ok(());
    }
    unfollow(ctx, tx, person, target.id).await?;
    remove_follower(ctx, tx, person, target.id).await?;
    notifications::delete_from(tx, person, target.id).await?;
    if !target.local && target.kind == ActorKind::Person {
        ctx.record(tx, &Fact::Blocked { person, target: target.id, uri }).await?;
    }
    Ok(())
}

/// `person`, who is here, lets somebody near again. Who followed whom is not put back. Safe to repeat.
///
/// # Errors
/// When the database refuses.
pub async fn unblock(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    target: ActorId,
) -> Result<(), RelationshipError> {
    let Some(row) = blocks::delete(tx, person, target).await? else { return Ok(()) };
    let target = actors::by_id(tx, target).await?.ok_or(Denial::NotFound)?;
    if !target.local && target.kind == ActorKind::Person {
        ctx.record(tx, &Fact::Unblocked { person, target: target.id, uri: row.uri }).await?;
    }
    Ok(())
}

/// `person`, who is here, no longer lets `follower` follow. Safe to repeat.
///
/// # Errors
/// When the database refuses.
pub async fn remove_follower(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    follower: ActorId,
) -> Result<(), StoreError> {
    let Some(follow) = end_follow(ctx, tx, follower, person).await? else { return Ok(()) };
    let follower = actors::by_id(tx, follower).await?.ok_or(StoreError::NotFound)?;
    if follower.local {
        return Ok(());
    }
    ctx.record(tx, &Fact::FollowRefused { follower: follower.id, target: person, uri: follow.uri }).await
}

/// Somebody elsewhere blocks `target`, who is here. A block that is said again is taken back by its last id. Who says it was authenticated by the caller.
///
/// # Errors
/// When the database refuses.
pub async fn receive_block(
    ctx: &Context,
    tx: &mut Tx,
    blocker: ActorId,
    target: ActorId,
    uri: String,
) -> Result<(), StoreError> {
    let row =
        BlockRow { id: ctx.ids.next(), actor_id: blocker, target_id: target, uri, created_at: ctx.now() };
    blocks::put(tx, &row).await?;
    end_follow(ctx, tx, target, blocker).await?;
    end_follow(ctx, tx, blocker, target).await?;
    Ok(())
}

/// Somebody elsewhere ends their block of `target`, who is here.
///
/// # Errors
/// When the database refuses.
pub async fn receive_unblock(tx: &mut Tx, blocker: ActorId, target: ActorId) -> Result<(), StoreError> {
    blocks::delete(tx, blocker, target).await?;
    Ok(())
}
