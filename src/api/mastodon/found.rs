//! From what stands in an address to what the viewer may know of: the one door to what is read and done by id.

use super::present::{self, Entry};
use crate::api::found::may_know;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::Post;
use crate::services::standing::{self, Place};
use crate::store::{Tx, posts};

/// What an app means by the id of a status, and the post behind it. What the viewer may not know of is not there (threats
/// 92 and 93): neither what [`can`] denies, nor what is from a server with which this node does not speak, nor what was
/// said by somebody who blocks the viewer.
///
/// # Errors
/// 404 where there is nothing.
pub(super) async fn meant(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: i64,
) -> Result<(Entry, Post), ApiError> {
    let entry = present::entry(tx, id).await?.ok_or_else(ApiError::not_found)?;
    let post = posts::by_id(tx, entry.post()).await?.ok_or_else(ApiError::not_found)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, viewer.actor, state.context.now()).await?,
        None => None,
    };
    can(viewer, Action::ViewPost(&post, place.as_ref().map(Place::view)))?;
    let sharer = match entry {
        Entry::Share { actor, .. } => Some(actor),
        Entry::Post(_) => None,
    };
    let concerned: Vec<ActorId> =
        [Some(post.author_id), post.community_id, sharer].into_iter().flatten().collect();
    may_know(tx, viewer, &concerned).await?;
    Ok((entry, post))
}

/// The post that an id of a status means: whoever acts on a share acts on what was shared.
///
/// # Errors
/// 404 where there is nothing, as for [`meant`].
pub(super) async fn post(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<Post, ApiError> {
    Ok(meant(state, tx, viewer, id.get()).await?.1)
}
