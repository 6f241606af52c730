//! From what stands in an address to what the person may know of.

use crate::api::{ApiError, ApiState};
use crate::domain::ids::{PostId, ShareId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::Post;
use crate::services::standing::{self, Place};
use crate::store::{Tx, posts, shares};

/// The post that an id of a status means: a post's own, or that of somebody's sharing it. What the viewer may not know of
/// is not there (threats 92 and 93).
pub(super) async fn post(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<Post, ApiError> {
    let post = match posts::by_id(tx, id).await? {
        Some(post) => post,
        None => {
            let share = shares::by_id(tx, ShareId::new(id.get())).await?.ok_or_else(ApiError::not_found)?;
            posts::by_id(tx, share.post_id).await?.ok_or_else(ApiError::not_found)?
        }
    };
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, viewer.actor, state.context.now()).await?,
        None => None,
    };
    can(viewer, Action::ViewPost(&post, place.as_ref().map(Place::view)))?;
    Ok(post)
}
