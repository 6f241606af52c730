//! From what stands in an address to what the person may know of.

use super::present;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::PostId;
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::Post;
use crate::services::standing::{self, Place};
use crate::store::{Tx, posts};

/// The post that an id of a status means: a post's own, or that of somebody's sharing it. What the viewer may not know of
/// is not there (threats 92 and 93).
pub(super) async fn post(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<Post, ApiError> {
    let meant = present::resolve(tx, id.get()).await?.ok_or_else(ApiError::not_found)?;
    let post = posts::by_id(tx, meant).await?.ok_or_else(ApiError::not_found)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, viewer.actor, state.context.now()).await?,
        None => None,
    };
    can(viewer, Action::ViewPost(&post, place.as_ref().map(Place::view)))?;
    Ok(post)
}
