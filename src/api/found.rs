//! Of what whoever asks may know, at every door of the client API: what [`can`] says and, for reading, what blocks say.

use super::{ApiError, ApiState};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::Post;
use crate::services::standing::{self, Place};
use crate::store::{Tx, domain_rules, posts, relationships};

/// The post with this id, and where it was said; one that the viewer must not see is not there.
///
/// # Errors
/// 404 where there is nothing.
pub(super) async fn post(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<(Post, Option<Place>), ApiError> {
    let post = posts::by_id(tx, id).await?.ok_or_else(ApiError::not_found)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, viewer.actor, state.context.now()).await?,
        None => None,
    };
    can(viewer, Action::ViewPost(&post, place.as_ref().map(Place::view)))?;
    Ok((post, place))
}

/// Whether the viewer may know of what these said, shared or keep (threats 92 and 93). What is from a server with which
/// this node does not speak is not there, and neither is what was said by somebody who blocks the viewer.
///
/// For reading alone: who keeps order must not be stopped by a block.
///
/// # Errors
/// 404 where they may not.
pub(super) async fn may_know(tx: &mut Tx, viewer: &Viewer, concerned: &[ActorId]) -> Result<(), ApiError> {
    if domain_rules::is_one_blocked(tx, concerned).await? {
        return Err(ApiError::not_found());
    }
    if let Some(person) = viewer.actor
        && !relationships::blocking(tx, person, concerned).await?.is_empty()
    {
        return Err(ApiError::not_found());
    }
    Ok(())
}
