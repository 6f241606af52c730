//! An author takes back what they said. Words and files go at once; a mark stays so that answers keep their place.

use super::PostError;
use super::settle::pass_on;
use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::PostState;
use crate::services::Context;
use crate::services::standing;
use crate::store::{StoreError, Tx, actors, counts, posts};

/// Deletes a post for good. Deleting it again changes nothing.
///
/// # Errors
/// When `by` is not its author.
pub async fn delete(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    post: PostId,
    origin: &Origin,
) -> Result<(), PostError> {
    let post = posts::by_id(tx, post).await?.ok_or(PostError::NotFound)?;
    if origin.oversteps(post.community_id) {
        return Err(PostError::NotTheHost);
    }
    let viewer = standing::viewer(ctx, tx, by).await?;
    match can(&viewer, Action::DeletePost(&post)) {
        Err(Denial::Gone) => return Ok(()),
        Err(_) if post.author_id == by && post.deleted_at.is_some() => return Ok(()),
        // Whoever may no longer speak may still take back what they said.
        Err(Denial::Barred) if post.author_id == by => {}
        other => other?,
    }
    for gone in posts::clear(tx, &[post.id], ctx.now()).await? {
        tx.publish_on_commit(Event::Gone(gone.id));
        if gone.state == PostState::Published && gone.removed_at.is_none() {
            counts::went(tx, &gone).await?;
        }
    }
    let hosted_here = match post.community_id {
        Some(community) => actors::by_id(tx, community).await?.is_some_and(|actor| actor.local),
        None => false,
    };
    pass_on(ctx, tx, &post, hosted_here, origin, Fact::PostDeleted { post: post.id }).await?;
    Ok(())
}

/// Deletes what somebody who goes has said, the latest first, at most `limit` posts at a time; says whether there may be
/// more. Others learn that the person goes, not of each post.
pub(in crate::services) async fn delete_all_of(
    ctx: &Context,
    tx: &mut Tx,
    author: ActorId,
    limit: i64,
) -> Result<bool, StoreError> {
    let standing = posts::standing_of_author(tx, author, limit).await?;
    posts::clear(tx, &standing, ctx.now()).await?;
    counts::anew(tx, &standing).await?;
    Ok(i64::try_from(standing.len()).is_ok_and(|deleted| deleted >= limit))
}
