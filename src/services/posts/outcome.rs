//! What the host of a community makes of a post that was sent to it.

use super::{PostError, settle};
use crate::domain::ids::ActorId;
use crate::domain::moderation::NotificationKind;
use crate::domain::post::{Post, PostState};
use crate::services::Context;
use crate::services::notifications::{self, Notice};
use crate::store::{StoreError, Tx, actors, mentions, posts};

/// The longest reason of a refusal, in characters.
const MAX_REASON: usize = 500;

/// `community`, which another node hosts, announced the post with this uri: it is published. Says whether it waited.
///
/// # Errors
/// [`PostError::NotFound`] when there is no such post, or it was not sent there.
pub async fn confirm(ctx: &Context, tx: &mut Tx, community: ActorId, uri: &str) -> Result<bool, PostError> {
    let post = sent_to(tx, community, uri).await?;
    if post.state == PostState::Published {
        return Ok(false);
    }
    appear(ctx, tx, &post).await?;
    Ok(true)
}

/// `community`, which another node hosts, refused the post with this uri; its author here is told why. Says whether it
/// waited: what is published is taken away by removing it.
///
/// # Errors
/// [`PostError::NotFound`] when there is no such post, or it was not sent there.
pub async fn refused(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
    uri: &str,
    reason: &str,
) -> Result<bool, PostError> {
    let post = sent_to(tx, community, uri).await?;
    if post.state != PostState::Sent {
        return Ok(false);
    }
    let reason: String = reason.chars().take(MAX_REASON).collect();
    posts::set_state(tx, post.id, PostState::Refused, Some(&reason)).await?;
    let notice = Notice {
        account: post.author_id,
        kind: NotificationKind::PostRefused,
        actor: None,
        post: Some(post.id),
        community: Some(community),
        detail: Some(reason),
    };
    notifications::tell(ctx, tx, &notice).await?;
    Ok(true)
}

/// What brought the post with this uri to `inbox_url` was turned down for good, with this HTTP status if there was an answer.
/// Where a community that has not published the post yet takes its deliveries there, the author is told: nothing else would
/// ever say so. Says whether it waited.
pub async fn undeliverable(
    ctx: &Context,
    tx: &mut Tx,
    uri: &str,
    inbox_url: &str,
    status: Option<u16>,
) -> Result<bool, PostError> {
    let waiting = posts::by_uri(tx, uri).await?.filter(|post| post.state == PostState::Sent);
    let Some(community) = waiting.and_then(|post| post.community_id) else { return Ok(false) };
    let host = actors::by_id(tx, community).await?;
    let Some(host) = host.filter(|host| !host.local && host.delivery_inbox() == inbox_url) else {
        return Ok(false);
    };
    let reason = match status {
        Some(status) => format!("{} did not take it (status {status})", host.domain),
        None => format!("{} has no address that it could be sent to", host.domain),
    };
    refused(ctx, tx, community, uri, &reason).await
}

async fn sent_to(tx: &mut Tx, community: ActorId, uri: &str) -> Result<Post, PostError> {
    let post = posts::by_uri(tx, uri).await?.ok_or(PostError::NotFound)?;
    let host = actors::by_id(tx, community).await?.ok_or(PostError::NotFound)?;
    if post.community_id != Some(community) || host.local {
        return Err(PostError::NotFound);
    }
    Ok(post)
}

/// A post that waited can now be read by everyone.
pub(super) async fn appear(ctx: &Context, tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    let published = posts::publish_waiting(tx, post.id, ctx.now()).await?;
    let Some(post) = published.filter(Post::is_counted) else { return Ok(()) };
    let answered = match post.parent_id {
        Some(parent) => posts::by_id(tx, parent).await?.map(|parent| parent.author_id),
        None => None,
    };
    let mentions = mentions::of_post(tx, post.id).await?;
    settle::appeared(ctx, tx, &post, answered, &mentions, false).await
}
