//! What follows from a follow that begins or ends: the count of a local community, and where a remote follower
//! listens.

use crate::domain::actor::Actor;
use crate::domain::community::{Follow, FollowState};
use crate::domain::ids::{ActorId, PeerId};
use crate::services::Context;
use crate::store::{
    StoreError, Tx, actors, communities, follows, lists, notifications, peers, subscriptions,
};

/// Writes an accepted follow. Repeating it changes only its uri, and lets a remote follower whose inbox was given up listen
/// again: who asks anew is there.
pub(super) async fn begin_follow(
    ctx: &Context,
    tx: &mut Tx,
    follower: &Actor,
    target: &Actor,
    uri: String,
) -> Result<(), StoreError> {
    let before = follows::lock(tx, follower.id, target.id).await?;
    let follow = Follow {
        follower_id: follower.id,
        target_id: target.id,
        state: FollowState::Accepted,
        uri,
        created_at: before.as_ref().map_or(ctx.now(), |before| before.created_at),
        decided_at: Some(ctx.now()),
    };
    follows::put(tx, &follow).await?;
    let is_new = before.is_none_or(|before| before.state != FollowState::Accepted);
    if is_new && target.local {
        communities::add_followers(tx, target.id, 1).await?;
    }
    if target.local && !follower.local {
        if is_new {
            subscribe(ctx, tx, follower, target.id).await?;
        } else {
            let peer = peer(ctx, tx, follower).await?;
            subscriptions::renew(tx, peer, &follower.domain).await?;
        }
    }
    Ok(())
}

/// Takes a follow away, with its part in counts and subscriptions and what was said of it; gives what there was.
pub(in crate::services) async fn end_follow(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
) -> Result<Option<Follow>, StoreError> {
    let Some(follow) = follows::delete(tx, follower, target).await? else { return Ok(None) };
    notifications::withdraw_follow(tx, follower, target).await?;
    lists::remove_from_all(tx, follower, target).await?;
    if follow.state == FollowState::Accepted {
        let target = actors::by_id(tx, target).await?.ok_or(StoreError::NotFound)?;
        let follower = actors::by_id(tx, follower).await?.ok_or(StoreError::NotFound)?;
        if target.local {
            communities::add_followers(tx, target.id, -1).await?;
            if !follower.local {
                unsubscribe(ctx, tx, &follower, target.id).await?;
            }
        }
    }
    Ok(Some(follow))
}

/// Lets what a remote actor follows here reach it at its new inbox.
pub(in crate::services) async fn move_subscriptions(
    ctx: &Context,
    tx: &mut Tx,
    before: &Actor,
    after: &Actor,
) -> Result<(), StoreError> {
    if before.delivery_inbox() == after.delivery_inbox() {
        return Ok(());
    }
    for target in follows::local_targets(tx, after.id).await? {
        unsubscribe(ctx, tx, before, target).await?;
        subscribe(ctx, tx, after, target).await?;
    }
    Ok(())
}

async fn subscribe(ctx: &Context, tx: &mut Tx, follower: &Actor, target: ActorId) -> Result<(), StoreError> {
    let peer = peer(ctx, tx, follower).await?;
    subscriptions::add(tx, peer, target, follower.delivery_inbox()).await
}

async fn unsubscribe(
    ctx: &Context,
    tx: &mut Tx,
    follower: &Actor,
    target: ActorId,
) -> Result<(), StoreError> {
    let peer = peer(ctx, tx, follower).await?;
    subscriptions::remove(tx, peer, target, follower.delivery_inbox()).await
}

async fn peer(ctx: &Context, tx: &mut Tx, follower: &Actor) -> Result<PeerId, StoreError> {
    peers::ensure(tx, PeerId::new(ctx.ids.next()), &follower.domain, ctx.now()).await
}
