//! People pass posts on to those who follow them. A post is shared by somebody at most once; counts are exact.
//!
//! That a community passes on each of its threads is not this: nobody asks for it, and it is not counted.

use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId, ShareId};
use crate::domain::moderation::NotificationKind;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::{Post, PostState, Share};
use crate::services::Context;
use crate::services::notifications::{self, Notice};
use crate::services::standing::{self, Place};
use crate::store::notifications as told;
use crate::store::{StoreError, Tx, posts, shares};

/// Why a post was not shared.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is no such post")]
    NotFound,
    /// Its community's host has not published it yet.
    #[error("the post is not published yet")]
    NotPublished,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Shares a post with the followers of `actor`, a person here, or one elsewhere whose Announce has the id `uri`. Gives
/// the share, and whether it is new; sharing again gives the first one.
///
/// Nothing is ever placed into a community by this: the post is here already, where it belongs (FEP-1b12).
///
/// # Errors
/// When the actor may not, or not everybody can read the post.
pub async fn share(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    post: PostId,
    uri: Option<String>,
    origin: &Origin,
) -> Result<(ShareId, bool), ShareError> {
    let (post, place) = read(ctx, tx, actor, post).await?;
    let viewer = standing::viewer(ctx, tx, actor).await?;
    can(&viewer, Action::Share(&post, place.as_ref().map(Place::view)))?;
    if post.state != PostState::Published {
        return Err(ShareError::NotPublished);
    }
    let id = ShareId::new(ctx.ids.next());
    let uri = uri.unwrap_or_else(|| ctx.addresses.activity(ctx.ids.next()));
    let row = Share { id, actor_id: actor, post_id: post.id, uri: Some(uri.clone()), created_at: ctx.now() };
    if !shares::insert(tx, &row).await? {
        let known = shares::get(tx, actor, post.id).await?.ok_or(ShareError::NotFound)?;
        return Ok((known.id, false));
    }
    posts::count_shares(tx, &[post.id], 1).await?;
    tx.publish_on_commit(Event::Shared(id));
    let notice = Notice {
        account: post.author_id,
        kind: NotificationKind::Shared,
        actor: Some(actor),
        post: Some(post.id),
        community: post.community_id,
        detail: None,
    };
    notifications::tell(ctx, tx, &notice).await?;
    if *origin == Origin::Here {
        ctx.record(tx, &Fact::Shared { post: post.id, actor, uri }).await?;
    }
    Ok((id, true))
}

/// Takes back that the actor shared a post; says whether they did.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    post: PostId,
    origin: &Origin,
) -> Result<bool, ShareError> {
    let Some(share) = shares::delete(tx, actor, post).await? else { return Ok(false) };
    posts::count_shares(tx, &[post], -1).await?;
    told::withdraw(tx, NotificationKind::Shared, actor, post).await?;
    if *origin == Origin::Here
        && let Some(uri) = share.uri
    {
        ctx.record(tx, &Fact::ShareWithdrawn { post, actor, uri }).await?;
    }
    Ok(true)
}

/// Takes back what somebody who goes shared, at most `limit` at a time; says whether there may be more. Others learn that
/// the person goes, not of each share.
pub(super) async fn withdraw_all_of(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<bool, StoreError> {
    let shared = shares::delete_of_actor(tx, actor, limit).await?;
    posts::count_shares(tx, &shared, -1).await?;
    told::withdraw_all(tx, NotificationKind::Shared, actor).await?;
    Ok(i64::try_from(shared.len()).is_ok_and(|gone| gone >= limit))
}

async fn read(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    post: PostId,
) -> Result<(Post, Option<Place>), ShareError> {
    let post = posts::by_id(tx, post).await?.ok_or(ShareError::NotFound)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, Some(actor), ctx.now()).await?,
        None => None,
    };
    Ok((post, place))
}
