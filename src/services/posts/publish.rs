//! A person here says something.

use super::ground::Ground;
use super::{Flaw, PostError, Wording, settle};
use crate::domain::fact::Fact;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostKind, PostState};
use crate::services::Context;
use crate::store::{StoreError, Tx, posts, reads};

/// Where something is to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// As a new thread of a community, here or elsewhere.
    Community(ActorId),
    /// As an answer.
    Reply(PostId),
    /// Outside of any community.
    Nowhere,
}

/// What a person here wants to say.
#[derive(Debug, Clone)]
pub struct NewPost {
    pub author: ActorId,
    pub target: Target,
    pub wording: Wording,
}

/// Publishes a post; in a community elsewhere it is *sent* until the host publishes it.
///
/// # Errors
/// When the author may not, or the wording cannot stand like this.
pub async fn publish(ctx: &Context, tx: &mut Tx, new: NewPost) -> Result<Post, PostError> {
    let NewPost { author, target, wording } = new;
    let (community, parent) = match target {
        Target::Community(community) => (Some(community), None),
        Target::Reply(parent) => (None, Some(parent)),
        Target::Nowhere => (None, None),
    };
    let kind = match (parent, &wording.resource) {
        (Some(_), _) => PostKind::Reply,
        (None, Some(_)) => PostKind::Resource,
        (None, None) => PostKind::Discussion,
    };
    wording.check(kind, parent.is_some() || community.is_some(), ctx.lengths)?;
    if kind == PostKind::Resource && community.is_none() {
        return Err(Flaw::NoCommunity.into());
    }
    let id = PostId::new(ctx.ids.next());
    let uri = if kind == PostKind::Resource { ctx.addresses.resource(id) } else { ctx.addresses.post(id) };
    let ground = Ground::read(ctx, tx, author, &uri, parent, community).await?;
    ground.may_speak()?;

    let post = new_post(ctx, id, uri, kind, author, &wording, &ground)?;
    if !posts::insert(tx, &post).await? {
        return Err(StoreError::AlreadyExists.into());
    }
    wording.write_rest(ctx, tx, &post).await?;
    if post.state == PostState::Published {
        let answered = ground.above.as_ref().map(|(parent, _)| parent.author_id);
        settle::appeared(ctx, tx, &post, answered, &wording.mentions, false).await?;
    }
    reads::mark_thread(tx, author, post.root_id, post.received_at).await?;
    ctx.record(tx, &Fact::PostPublished { post: post.id }).await?;
    Ok(post)
}

fn new_post(
    ctx: &Context,
    id: PostId,
    uri: String,
    kind: PostKind,
    author: ActorId,
    wording: &Wording,
    ground: &Ground,
) -> Result<Post, PostError> {
    let now = ctx.now();
    let (root_id, parent_id, depth) = ground.position(id)?;
    let context_uri = match &ground.above {
        Some((_, root)) => root.context_uri.clone(),
        None => ground.is_hosted_here().then(|| ctx.addresses.context(root_id)),
    };
    let mut post = Post {
        id,
        url: Some(uri.clone()),
        uri,
        kind,
        community_id: ground.community(),
        author_id: author,
        root_id,
        parent_id,
        depth,
        title: None,
        source: None,
        html: String::new(),
        summary: None,
        language: None,
        sensitive: false,
        link_url: None,
        context_uri,
        state: if ground.is_hosted_elsewhere() { PostState::Sent } else { PostState::Published },
        state_reason: None,
        version: 1,
        published_at: now,
        edited_at: None,
        deleted_at: None,
        removed_at: None,
        removed_reason: None,
        locked_at: None,
        pinned_at: None,
        reply_count: 0,
        thanks_count: 0,
        dislike_count: 0,
        share_count: 0,
        last_activity_at: now,
        received_at: now,
    };
    wording.put_into(&mut post);
    Ok(post)
}
