//! Thanks, and the dislikes of servers that have them. An actor has at most one for a post; counts are exact.

use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::moderation::NotificationKind;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::{Post, ReactionKind};
use crate::services::Context;
use crate::services::notifications::{self, Notice};
use crate::services::posts::pass_on;
use crate::services::standing::{self, Place};
use crate::store::notifications as told;
use crate::store::reactions::{self, ReactionRow};
use crate::store::{StoreError, Tx, posts, relationships};

/// Why a reaction was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReactionError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is no such post")]
    NotFound,
    /// People here thank; they do not vote down.
    #[error("this is not offered here")]
    NotOffered,
    /// A host spoke about a community that it does not host.
    #[error("only the host of a community speaks for it")]
    NotTheHost,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reacts to a post. `uri` is the id of the Like or Dislike that arrived; for a person here it is made. Reacting
/// again in the same way changes nothing; says whether something changed.
///
/// # Errors
/// When the actor may not take part there, or the post is gone.
pub async fn react(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    post: PostId,
    kind: ReactionKind,
    uri: Option<String>,
    origin: &Origin,
) -> Result<bool, ReactionError> {
    if *origin == Origin::Here && kind != ReactionKind::Thanks {
        return Err(ReactionError::NotOffered);
    }
    let (post, place) = read(ctx, tx, actor, post, origin).await?;
    let viewer = standing::viewer(ctx, tx, actor).await?;
    let asked = place.as_ref().filter(|_| origin.host().is_none()).map(Place::view);
    can(&viewer, Action::React(&post, asked))?;
    if origin.host().is_none() {
        let blocked = relationships::is_blocked(tx, actor, post.author_id).await?;
        can(&viewer, Action::Approach { blocked })?;
    }

    let uri = uri.unwrap_or_else(|| ctx.addresses.activity(ctx.ids.next()));
    let row =
        ReactionRow { post_id: post.id, actor_id: actor, kind, uri: uri.clone(), created_at: ctx.now() };
    if reactions::insert(tx, &row).await? {
        count(tx, post.id, kind, 1).await?;
    } else if reactions::change(tx, &row).await? {
        count(tx, post.id, kind, 1).await?;
        count(tx, post.id, other(kind), -1).await?;
        if kind == ReactionKind::Dislike {
            told::withdraw(tx, NotificationKind::Thanks, actor, post.id).await?;
        }
    } else {
        return Ok(false);
    }
    if kind == ReactionKind::Thanks {
        let notice = Notice {
            account: post.author_id,
            kind: NotificationKind::Thanks,
            actor: Some(actor),
            post: Some(post.id),
            community: post.community_id,
            detail: None,
        };
        notifications::tell(ctx, tx, &notice).await?;
    }
    let fact = Fact::Reacted { post: post.id, actor, kind, uri };
    pass_on(ctx, tx, &post, place.is_some_and(|place| place.local), origin, fact).await?;
    Ok(true)
}

/// Takes the actor's own reaction of this kind back; says whether there was one.
///
/// # Errors
/// When there is no such post.
pub async fn withdraw(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    post: PostId,
    kind: ReactionKind,
    origin: &Origin,
) -> Result<bool, ReactionError> {
    let (post, place) = read(ctx, tx, actor, post, origin).await?;
    let Some(row) = reactions::delete(tx, post.id, actor, kind).await? else { return Ok(false) };
    count(tx, post.id, kind, -1).await?;
    if kind == ReactionKind::Thanks {
        told::withdraw(tx, NotificationKind::Thanks, actor, post.id).await?;
    }
    let fact = Fact::ReactionWithdrawn { post: post.id, actor, kind, uri: row.uri };
    pass_on(ctx, tx, &post, place.is_some_and(|place| place.local), origin, fact).await?;
    Ok(true)
}

/// Takes back what somebody who goes reacted to, at most `limit` at a time; says whether there may be more. Others learn
/// that the person goes, not of each reaction.
pub(super) async fn withdraw_all_of(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<bool, StoreError> {
    let gone = reactions::delete_of_actor(tx, actor, limit).await?;
    let of_kind = |kind| gone.iter().filter(move |row| row.kind == kind).map(|row| row.post_id);
    let thanked: Vec<PostId> = of_kind(ReactionKind::Thanks).collect();
    let disliked: Vec<PostId> = of_kind(ReactionKind::Dislike).collect();
    posts::count_reactions(tx, &thanked, -1, 0).await?;
    posts::count_reactions(tx, &disliked, 0, -1).await?;
    told::withdraw_all(tx, NotificationKind::Thanks, actor).await?;
    Ok(i64::try_from(gone.len()).is_ok_and(|gone| gone >= limit))
}

async fn read(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    post: PostId,
    origin: &Origin,
) -> Result<(Post, Option<Place>), ReactionError> {
    let post = posts::by_id(tx, post).await?.ok_or(ReactionError::NotFound)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, Some(actor), ctx.now()).await?,
        None => None,
    };
    let told = origin.host().is_some();
    if origin.oversteps(post.community_id) || (told && place.as_ref().is_none_or(|place| place.local)) {
        return Err(ReactionError::NotTheHost);
    }
    Ok((post, place))
}

async fn count(tx: &mut Tx, post: PostId, kind: ReactionKind, by: i64) -> Result<(), StoreError> {
    match kind {
        ReactionKind::Thanks => posts::count_reactions(tx, &[post], by, 0).await,
        ReactionKind::Dislike => posts::count_reactions(tx, &[post], 0, by).await,
    }
}

const fn other(kind: ReactionKind) -> ReactionKind {
    match kind {
        ReactionKind::Thanks => ReactionKind::Dislike,
        ReactionKind::Dislike => ReactionKind::Thanks,
    }
}
