//! What people here are told about follows, and about acts of moderators that concern them.

use crate::domain::actor::Actor;
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::domain::moderation::{ModerationAction, NotificationKind};
use crate::services::Context;
use crate::services::notifications::{self, Notice};
use crate::store::{StoreError, Tx, moderators};

/// Tells a person of a new follower. The moderators of a community are told only of those who wait for them: nobody
/// wants a line for each of ten thousand readers.
pub(super) async fn tell_of_follower(
    ctx: &Context,
    tx: &mut Tx,
    follower: &Actor,
    target: &Actor,
    state: FollowState,
) -> Result<(), StoreError> {
    let waits = state == FollowState::Waiting;
    let told = match (target.is_community(), waits) {
        (true, true) => moderators::ids(tx, target.id).await?,
        (true, false) => return Ok(()),
        (false, _) => vec![target.id],
    };
    let notice = Notice {
        account: target.id,
        kind: NotificationKind::Follow,
        actor: Some(follower.id),
        post: None,
        community: target.is_community().then_some(target.id),
        detail: waits.then(|| FollowState::Waiting.as_str().to_owned()),
    };
    notifications::tell_each(ctx, tx, told, &notice).await
}

/// Tells a person here that what they asked to follow has let them in.
pub(super) async fn tell_accepted(
    ctx: &Context,
    tx: &mut Tx,
    follower: ActorId,
    target: &Actor,
) -> Result<(), StoreError> {
    let notice = Notice {
        account: follower,
        kind: NotificationKind::FollowAccepted,
        actor: Some(target.id),
        post: None,
        community: target.is_community().then_some(target.id),
        detail: None,
    };
    notifications::tell(ctx, tx, &notice).await
}

/// Tells a person what a moderator did to them.
pub(super) async fn tell_concerned(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
    by: ActorId,
    person: ActorId,
    act: ModerationAction,
) -> Result<(), StoreError> {
    let notice = Notice {
        account: person,
        kind: NotificationKind::Moderation,
        actor: Some(by),
        post: None,
        community: Some(community),
        detail: Some(act.as_str().to_owned()),
    };
    notifications::tell(ctx, tx, &notice).await
}
