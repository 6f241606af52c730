//! Whoever looks after a resource says that it still holds, and until when.

use super::edit::Old;
use crate::domain::fact::Fact;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::Post;
use crate::domain::resource::{Resource, Validity, is_date};
use crate::services::Context;
use crate::services::standing::{self, Place};
use crate::store::{StoreError, Tx, actors, posts, resources};

/// Why a review date stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmReviewError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is no such resource")]
    NotFound,
    #[error("the review date is not a date")]
    NotADate,
    #[error("the review date has passed")]
    Passed,
    /// Neither its author nor its community is of this node, so nobody would take our word.
    #[error("this resource is kept elsewhere; ask at the author's organization")]
    KeptElsewhere,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a review can be confirmed on this node: its author or its community, which stands at `place`, is of it.
///
/// # Errors
/// When the database refuses.
pub async fn is_kept_here(tx: &mut Tx, post: &Post, place: &Place) -> Result<bool, StoreError> {
    Ok(place.local || is_author_here(tx, post).await?)
}

async fn is_author_here(tx: &mut Tx, post: &Post) -> Result<bool, StoreError> {
    Ok(actors::by_id(tx, post.author_id).await?.is_some_and(|author| author.local))
}

/// Sets the day until which a resource holds, `YYYY-MM-DD`, and nothing else. `by`: its steward or its author, a person
/// here. The version before is kept.
///
/// Others learn of it when the author is of this node, whose word counts for the text. For a remote author it is noted
/// in the library of the community that this node hosts, until the author's node says otherwise.
pub async fn confirm_review(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    post: PostId,
    review_by: &str,
) -> Result<(), ConfirmReviewError> {
    let post = posts::by_id(tx, post).await?.ok_or(ConfirmReviewError::NotFound)?;
    let old = Old::around(ctx, tx, post, by).await?;
    let resource = old.resource.as_ref().ok_or(ConfirmReviewError::NotFound)?;
    let viewer = standing::viewer(ctx, tx, by).await?;
    let place = old.place.as_ref().map(Place::view);
    can(&viewer, Action::ConfirmReview { post: &old.post, resource, place })?;
    let author_here = is_author_here(tx, &old.post).await?;
    if !author_here && old.place.as_ref().is_none_or(|place| !place.local) {
        return Err(ConfirmReviewError::KeptElsewhere);
    }
    if !is_date(review_by) {
        return Err(ConfirmReviewError::NotADate);
    }
    let confirmed = Resource { review_by: Some(review_by.to_owned()), ..resource.clone() };
    if confirmed.validity(ctx.now()) == Validity::ReviewDue {
        return Err(ConfirmReviewError::Passed);
    }
    if confirmed == *resource {
        return Ok(());
    }
    old.keep(tx, by, None).await?;
    resources::put(tx, &confirmed).await?;
    let mut post = old.post;
    post.version += 1;
    if author_here {
        post.edited_at = Some(ctx.now());
        ctx.record(tx, &Fact::PostEdited { post: post.id }).await?;
    }
    // When a remote author last edited stays as it is: their next edit is told from an old one by it.
    Ok(posts::update_wording(tx, &post).await?)
}
