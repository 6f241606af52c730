//! What follows when a post appears, and how a statement is passed on.

use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::moderation::NotificationKind;
use crate::domain::post::Post;
use crate::services::Context;
use crate::services::notifications::{self, Notice};
use crate::store::{StoreError, Tx, posts};

/// Counts a post that can now be read by everyone, and tells the people whom it concerns.
pub(super) async fn appeared(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    answered: Option<ActorId>,
    mentions: &[ActorId],
) -> Result<(), StoreError> {
    tx.publish_on_commit(Event::Published(post.id));
    if let Some(parent) = post.parent_id {
        posts::count_reply(tx, post.root_id, parent, post.published_at).await?;
    }
    if let Some(community) = post.community_id {
        let topics = i64::from(post.is_root());
        posts::count_in_community(tx, community, topics, post.published_at).await?;
    }
    if let Some(answered) = answered {
        notifications::tell(ctx, tx, &notice(post, answered, NotificationKind::Reply)).await?;
    }
    tell_mentioned(ctx, tx, post, mentions, answered).await
}

/// Tells those who are named in a post, but for `told`, who know already.
pub(super) async fn tell_mentioned(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    mentions: &[ActorId],
    told: Option<ActorId>,
) -> Result<(), StoreError> {
    for person in mentions.iter().filter(|person| Some(**person) != told) {
        notifications::tell(ctx, tx, &notice(post, *person, NotificationKind::Mention)).await?;
    }
    Ok(())
}

fn notice(post: &Post, account: ActorId, kind: NotificationKind) -> Notice {
    Notice {
        account,
        kind,
        actor: Some(post.author_id),
        post: Some(post.id),
        community: post.community_id,
        detail: None,
    }
}

/// Records what others must learn of: `here` when it was said here; when it was sent to a community that this node
/// hosts, that the community passes it on; nothing when the community's host told us.
pub(in crate::services) async fn pass_on(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    hosted_here: bool,
    origin: &Origin,
    here: Fact,
) -> Result<(), StoreError> {
    match origin {
        Origin::Here => ctx.record(tx, &here).await,
        Origin::Elsewhere { activity, .. } => relay(ctx, tx, post, hosted_here, activity, None).await,
        Origin::Host(_) | Origin::Author => Ok(()),
    }
}

/// Has the community that this node hosts pass an activity on as it came. `share`: a new root post.
pub(super) async fn relay(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    hosted_here: bool,
    activity: &str,
    share: Option<PostId>,
) -> Result<(), StoreError> {
    let Some(community) = post.community_id.filter(|_| hosted_here) else { return Ok(()) };
    let thread = post.root_id.get();
    ctx.record(tx, &Fact::Relayed { community, activity: activity.to_owned(), thread, share }).await
}
