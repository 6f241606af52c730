//! Moderators remove and restore posts, and lock and pin threads. Each act stands in the community's public log.

use super::PostError;
use super::settle::pass_on;
use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::moderation::{ModerationAction, NotificationKind};
use crate::domain::permission::{Action, can};
use crate::domain::post::{Post, PostState};
use crate::services::Context;
use crate::services::moderation::{self, Details, MAX_REASON};
use crate::services::notifications::{self, Notice};
use crate::services::standing::{self, Place};
use crate::store::{Tx, counts, posts};

/// How much of one author is removed at once.
const MOST_REMOVED: i64 = 200;

/// Takes a post away, with a reason that everyone can read. Its author is told.
///
/// # Errors
/// When `by` does not moderate there.
pub async fn remove(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    post: PostId,
    reason: &str,
    origin: &Origin,
) -> Result<(), PostError> {
    let gone = moderate(ctx, tx, by, post, ModerationAction::RemovePost, Some(reason), origin).await?;
    match gone.filter(|gone| gone.state == PostState::Published) {
        Some(gone) => Ok(counts::went(tx, &gone).await?),
        None => Ok(()),
    }
}

/// Removes what `author` said in a community and is still shown, the latest first; gives how many. At most
/// [`MOST_REMOVED`] go at once: with more, ask again.
///
/// # Errors
/// When `by` does not moderate there.
pub async fn remove_all_of(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    author: ActorId,
    reason: &str,
) -> Result<usize, PostError> {
    let shown = posts::shown_of_author(tx, community, author, MOST_REMOVED).await?;
    for post in &shown {
        moderate(ctx, tx, by, *post, ModerationAction::RemovePost, Some(reason), &Origin::Here).await?;
    }
    // Once for all of them, and not for each.
    counts::anew(tx, &shown).await?;
    Ok(shown.len())
}

/// Puts a removed post back.
///
/// # Errors
/// When `by` does not moderate there.
pub async fn restore(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    post: PostId,
    reason: Option<&str>,
    origin: &Origin,
) -> Result<(), PostError> {
    let back = moderate(ctx, tx, by, post, ModerationAction::RestorePost, reason, origin).await?;
    if let Some(back) = back.filter(Post::is_counted) {
        counts::appeared(tx, &back);
    }
    Ok(())
}

/// Closes a thread to new replies.
///
/// # Errors
/// When `by` does not moderate there, or the post begins no thread.
pub async fn lock(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    root: PostId,
    reason: Option<&str>,
    origin: &Origin,
) -> Result<(), PostError> {
    moderate(ctx, tx, by, root, ModerationAction::LockThread, reason, origin).await?;
    Ok(())
}

/// Opens a thread again.
///
/// # Errors
/// When `by` does not moderate there, or the post begins no thread.
pub async fn unlock(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    root: PostId,
    reason: Option<&str>,
    origin: &Origin,
) -> Result<(), PostError> {
    moderate(ctx, tx, by, root, ModerationAction::UnlockThread, reason, origin).await?;
    Ok(())
}

/// Puts a thread on top of its community.
///
/// # Errors
/// When `by` does not moderate there, or the post begins no thread.
pub async fn pin(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    root: PostId,
    reason: Option<&str>,
    origin: &Origin,
) -> Result<(), PostError> {
    moderate(ctx, tx, by, root, ModerationAction::PinThread, reason, origin).await?;
    Ok(())
}

/// Takes a thread down from the top.
///
/// # Errors
/// When `by` does not moderate there, or the post begins no thread.
pub async fn unpin(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    root: PostId,
    reason: Option<&str>,
    origin: &Origin,
) -> Result<(), PostError> {
    moderate(ctx, tx, by, root, ModerationAction::UnpinThread, reason, origin).await?;
    Ok(())
}

/// The host of a community elsewhere lists the thread as pinned; by whom and since when, it does not say.
///
/// # Errors
/// When there is no such thread in the community.
pub async fn found_pinned(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
    root: PostId,
) -> Result<(), PostError> {
    let post = posts::by_id(tx, root).await?.filter(|post| post.community_id == Some(community));
    let post = post.filter(Post::is_root).ok_or(PostError::NotFound)?;
    if post.pinned_at.is_none() && post.is_readable() {
        posts::set_pinned(tx, root, Some(ctx.now())).await?;
    }
    Ok(())
}

/// Carries out the act and tells of it; gives the post as it is then, or `None` when it was so already. Counting is left
/// to the caller.
async fn moderate(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    post: PostId,
    act: ModerationAction,
    reason: Option<&str>,
    origin: &Origin,
) -> Result<Option<Post>, PostError> {
    let post = posts::by_id(tx, post).await?.ok_or(PostError::NotFound)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, Some(by), ctx.now()).await?,
        None => None,
    };
    let hosted_here = place.as_ref().is_some_and(|place| place.local);
    if let Some(host) = origin.host() {
        // The host has judged whether `by` may; that it speaks of a community of its own is all we can check.
        if hosted_here || post.community_id != Some(host) {
            return Err(PostError::NotTheHost);
        }
    } else if *origin != Origin::Here && !hosted_here {
        // A moderator's word counts for us when the community's host has passed it on.
        return Err(PostError::NotTheHost);
    } else {
        let viewer = standing::viewer(ctx, tx, by).await?;
        can(&viewer, Action::ModeratePost(&post, place.as_ref().map(Place::view)))?;
    }
    let reason: Option<String> = reason.map(|reason| reason.chars().take(MAX_REASON).collect());
    let Some((post, fact)) = carry_out(ctx, tx, post, by, act, reason.as_deref()).await? else {
        return Ok(None);
    };
    let details = Details { post: Some(post.id), reason, ..Details::about(post.author_id) };
    moderation::log(ctx, tx, post.community_id, by, act, details).await?;
    let notice = Notice {
        account: post.author_id,
        kind: NotificationKind::Moderation,
        actor: Some(by),
        post: Some(post.id),
        community: post.community_id,
        detail: Some(act.as_str().to_owned()),
    };
    notifications::tell(ctx, tx, &notice).await?;
    pass_on(ctx, tx, &post, hosted_here, origin, fact).await?;
    Ok(Some(post))
}

/// Writes the act; gives the post as it is then and what others must learn, or `None` when it was done already.
async fn carry_out(
    ctx: &Context,
    tx: &mut Tx,
    post: Post,
    by: ActorId,
    act: ModerationAction,
    reason: Option<&str>,
) -> Result<Option<(Post, Fact)>, PostError> {
    let now = ctx.now();
    let root = post.id;
    let (done, fact) = match act {
        ModerationAction::RemovePost => {
            let reason = reason.unwrap_or_default().to_owned();
            (post.removed_at.is_some(), Fact::PostRemoved { post: post.id, by, reason })
        }
        ModerationAction::RestorePost => {
            (post.removed_at.is_none(), Fact::PostRestored { post: post.id, by })
        }
        ModerationAction::LockThread => (post.locked_at.is_some(), Fact::ThreadLocked { root, by }),
        ModerationAction::UnlockThread => (post.locked_at.is_none(), Fact::ThreadUnlocked { root, by }),
        ModerationAction::PinThread => (post.pinned_at.is_some(), Fact::ThreadPinned { root, by }),
        ModerationAction::UnpinThread => (post.pinned_at.is_none(), Fact::ThreadUnpinned { root, by }),
        _ => return Ok(None),
    };
    if done || post.deleted_at.is_some() {
        return Ok(None);
    }
    let at = match act {
        ModerationAction::RemovePost | ModerationAction::LockThread | ModerationAction::PinThread => {
            Some(now)
        }
        _ => None,
    };
    match act {
        ModerationAction::RemovePost | ModerationAction::RestorePost => {
            let reason = reason.filter(|_| at.is_some());
            let changed = posts::set_removed(tx, post.id, at, reason).await?;
            if at.is_some() && changed.is_some() {
                tx.publish_on_commit(Event::Gone(post.id));
            }
            return Ok(changed.map(|post| (post, fact)));
        }
        _ if !post.is_root() => return Err(PostError::NotFound),
        ModerationAction::LockThread | ModerationAction::UnlockThread => {
            posts::set_locked(tx, root, at).await?;
        }
        _ => posts::set_pinned(tx, root, at).await?,
    }
    Ok(Some((post, fact)))
}
