//! What a person notes at posts for themselves: bookmarks, what their profile shows on top, threads of which they want to
//! hear no more. None of it leaves the node.

use crate::domain::ids::{ActorId, BookmarkId, PostId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::Post;
use crate::services::Context;
use crate::services::standing::{self, Place};
use crate::store::{StoreError, Tx, bookmarks, posts, profile_pins, thread_mutes};

/// How many posts a profile shows on top.
pub const MAX_PINS: i64 = 5;

/// Why nothing was noted.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is no such post")]
    NotFound,
    #[error("only one's own posts stand on top of one's profile")]
    NotYours,
    #[error("{MAX_PINS} posts stand on top of the profile already")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes a post to come back to. Doing so again changes nothing.
///
/// # Errors
/// When the person may not know of the post.
pub async fn bookmark(ctx: &Context, tx: &mut Tx, person: ActorId, post: PostId) -> Result<(), MarkError> {
    let post = visible(ctx, tx, person, post).await?;
    bookmarks::insert(tx, BookmarkId::new(ctx.ids.next()), person, post.id).await?;
    Ok(())
}

/// Takes that back; says whether it was noted. Safe to repeat, and allowed whatever the person may see of the post now.
pub async fn remove_bookmark(tx: &mut Tx, person: ActorId, post: PostId) -> Result<bool, StoreError> {
    bookmarks::delete(tx, person, post).await
}

/// Shows a post of the person's own on top of their profile. Doing so again changes nothing.
///
/// # Errors
/// When it is somebody else's, deleted or removed, or there are [`MAX_PINS`].
pub async fn pin(ctx: &Context, tx: &mut Tx, person: ActorId, post: PostId) -> Result<(), MarkError> {
    let post = visible(ctx, tx, person, post).await?;
    if post.author_id != person {
        return Err(MarkError::NotYours);
    }
    if !post.is_readable() {
        return Err(Denial::Gone.into());
    }
    if profile_pins::insert(tx, person, post.id, ctx.now()).await?
        && profile_pins::count(tx, person).await? > MAX_PINS
    {
        profile_pins::delete(tx, person, post.id).await?;
        return Err(MarkError::TooMany);
    }
    Ok(())
}

/// Takes that back, as [`remove_bookmark`].
pub async fn unpin(tx: &mut Tx, person: ActorId, post: PostId) -> Result<bool, StoreError> {
    profile_pins::delete(tx, person, post).await
}

/// The person wants to hear no more of the thread that the post stands in.
///
/// # Errors
/// When the person may not know of the post.
pub async fn mute_thread(ctx: &Context, tx: &mut Tx, person: ActorId, post: PostId) -> Result<(), MarkError> {
    let post = visible(ctx, tx, person, post).await?;
    Ok(thread_mutes::insert(tx, person, post.root_id).await?)
}

/// Takes that back, as [`remove_bookmark`], for the thread that begins with `root`.
pub async fn unmute_thread(tx: &mut Tx, person: ActorId, root: PostId) -> Result<bool, StoreError> {
    thread_mutes::delete(tx, person, root).await
}

async fn visible(ctx: &Context, tx: &mut Tx, person: ActorId, post: PostId) -> Result<Post, MarkError> {
    let post = posts::by_id(tx, post).await?.ok_or(MarkError::NotFound)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, Some(person), ctx.now()).await?,
        None => None,
    };
    let viewer = standing::viewer(ctx, tx, person).await?;
    can(&viewer, Action::ViewPost(&post, place.as_ref().map(Place::view)))?;
    Ok(post)
}
