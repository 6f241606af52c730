//! A post arrives from elsewhere.

use super::ground::Ground;
use super::outcome::appear;
use super::{PostError, Wording, settle};
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::{Post, PostKind, PostState};
use crate::domain::time::Timestamp;
use crate::services::Context;
use crate::store::{StoreError, Tx, posts};

/// A post as another server states it. Its author is proven, and everything it names is here.
#[derive(Debug, Clone)]
pub struct ReceivedPost {
    pub uri: String,
    pub url: Option<String>,
    pub author: ActorId,
    /// Where it says it belongs. A reply belongs where its parent does.
    pub community: Option<ActorId>,
    pub parent: Option<PostId>,
    /// The conversation as its owner names it.
    pub context_uri: Option<String>,
    pub published_at: Timestamp,
    /// When its author last changed it, before we saw it.
    pub updated_at: Option<Timestamp>,
    /// It was not sent to us: we came upon it while reading what others keep. What is old is no news then; what is sent to
    /// us is, however long it was on its way.
    pub history: bool,
    pub wording: Wording,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is new.
    New(PostId),
    /// It waited for its community's host, which has now published it.
    Confirmed(PostId),
    /// It was here already; nothing changed.
    Known(PostId),
    /// The community here did not take it, and its author is told so.
    NotAccepted(&'static str),
}

/// Takes in a post. The same post twice is one post; a second claim about a known post changes nothing (see
/// [`accept_edit`](super::accept_edit)).
///
/// Sent by its author to a community elsewhere, or read at its author's server while nobody vouches that the community
/// took it, it waits for that community's host like our own, and stands in no list until then (threat 31).
///
/// # Errors
/// When its author may not take part, its thread is too deep, or its text too long to keep, and no community here has to
/// tell the author so.
pub async fn accept(
    ctx: &Context,
    tx: &mut Tx,
    mut received: ReceivedPost,
    origin: &Origin,
) -> Result<Accepted, PostError> {
    let ReceivedPost { author, parent, community, .. } = received;
    let ground = Ground::read(ctx, tx, author, &received.uri, parent, community).await?;
    // What belongs to a community here comes by being sent to it, where its rules are applied.
    let not_sent = matches!(origin, Origin::Host(_) | Origin::Author);
    if (not_sent && ground.is_hosted_here()) || origin.oversteps(ground.community()) {
        return Err(PostError::NotTheHost);
    }
    if let Some(known) = &ground.known {
        return confirm_known(ctx, tx, known, &received, &ground, origin).await;
    }
    if let Err(denial) = may_enter(&ground, origin) {
        return turn_down(ctx, tx, &received, &ground, origin, denial.into()).await;
    }
    let bounded = received.wording.bound().map_err(PostError::from);
    let post = match bounded.and_then(|()| new_post(ctx, &received, &ground, origin)) {
        Ok(post) => post,
        Err(error) => return turn_down(ctx, tx, &received, &ground, origin, error).await,
    };
    if !posts::insert(tx, &post).await? {
        return Ok(Accepted::Known(post.id));
    }
    received.wording.write_rest(ctx, tx, &post).await?;
    if post.state == PostState::Published {
        let answered = ground.above.as_ref().map(|(parent, _)| parent.author_id);
        let of_the_past = received.history && settle::is_old(ctx, &post);
        settle::appeared(ctx, tx, &post, answered, &received.wording.mentions, of_the_past).await?;
    }
    if let Origin::Elsewhere { activity, .. } = origin {
        let share = post.is_root().then_some(post.id);
        settle::relay(ctx, tx, &post, ground.is_hosted_here(), activity, share).await?;
    }
    Ok(Accepted::New(post.id))
}

/// The host of a community applies its own rules, now or when it publishes; ours still say who may not be here at all.
fn may_enter(ground: &Ground, origin: &Origin) -> Result<(), Denial> {
    match origin {
        Origin::Host(_) | Origin::Author => can(&ground.viewer, Action::Speak),
        Origin::Here | Origin::Elsewhere { .. } => match ground.may_speak() {
            // Who follows a community elsewhere, only its host knows.
            Err(Denial::FollowersOnly) if ground.is_hosted_elsewhere() && *origin != Origin::Here => Ok(()),
            said => said,
        },
    }
}

async fn confirm_known(
    ctx: &Context,
    tx: &mut Tx,
    known: &Post,
    received: &ReceivedPost,
    ground: &Ground,
    origin: &Origin,
) -> Result<Accepted, PostError> {
    let vouched = origin.host().is_some()
        && known.state != PostState::Published
        && known.author_id == received.author
        && known.community_id.is_some()
        && known.community_id == ground.community();
    if !vouched {
        return Ok(Accepted::Known(known.id));
    }
    appear(ctx, tx, known).await?;
    Ok(Accepted::Confirmed(known.id))
}

/// A community here answers for what it does not take; elsewhere it is the sender's own affair.
async fn turn_down(
    ctx: &Context,
    tx: &mut Tx,
    received: &ReceivedPost,
    ground: &Ground,
    origin: &Origin,
    error: PostError,
) -> Result<Accepted, PostError> {
    let (Some(community), Origin::Elsewhere { activity, .. }) = (ground.community(), origin) else {
        return Err(error);
    };
    let why = match &error {
        _ if !ground.is_hosted_here() => return Err(error),
        PostError::Denied(Denial::NotFound)
        | PostError::NotFound
        | PostError::NotTheHost
        | PostError::Store(_) => return Err(error),
        PostError::Denied(denial) => denial.sentence(),
        PostError::TooDeep => "the discussion is too deeply nested",
        PostError::Flawed(_) => "its text cannot be kept",
    };
    refuse(ctx, tx, community, received.author, activity, &error.to_string()).await?;
    Ok(Accepted::NotAccepted(why))
}

/// Tells `author`, who is elsewhere, why a community here does not take what they sent to it: `activity`, as it came. The
/// caller has authenticated them.
pub async fn refuse(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
    author: ActorId,
    activity: &str,
    reason: &str,
) -> Result<(), StoreError> {
    let (activity, reason) = (activity.to_owned(), reason.to_owned());
    ctx.record(tx, &Fact::Refused { community, author, activity, reason }).await
}

fn new_post(
    ctx: &Context,
    received: &ReceivedPost,
    ground: &Ground,
    origin: &Origin,
) -> Result<Post, PostError> {
    let now = ctx.now();
    let id = PostId::new(ctx.ids.next());
    let (root_id, parent_id, depth) = ground.position(id)?;
    let resource = received.wording.resource.is_some() && ground.place.is_some();
    let kind = match parent_id {
        Some(_) => PostKind::Reply,
        None if resource => PostKind::Resource,
        None => PostKind::Discussion,
    };
    let waits = ground.is_hosted_elsewhere() && origin.host().is_none();
    // The owner of a community names its conversations, not whoever speaks in them.
    let context_uri = match &ground.above {
        Some((_, root)) => root.context_uri.clone().or_else(|| received.context_uri.clone()),
        None if ground.is_hosted_here() => Some(ctx.addresses.context(root_id)),
        None => received.context_uri.clone(),
    };
    let published_at = received.published_at.min(now);
    let mut post = Post {
        id,
        uri: received.uri.clone(),
        url: received.url.clone(),
        kind,
        community_id: ground.community(),
        author_id: received.author,
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
        state: if waits { PostState::Sent } else { PostState::Published },
        state_reason: None,
        version: if kind == PostKind::Resource { received.wording.edition.after(0) } else { 1 },
        published_at,
        edited_at: received.updated_at.map(|at| at.min(now)).filter(|at| *at > published_at),
        deleted_at: None,
        removed_at: None,
        removed_reason: None,
        locked_at: None,
        pinned_at: None,
        reply_count: 0,
        thanks_count: 0,
        dislike_count: 0,
        share_count: 0,
        last_activity_at: published_at,
        received_at: now,
    };
    received.wording.put_into(&mut post);
    Ok(post)
}
