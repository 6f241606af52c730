//! Posts, and what was passed on, as statuses.

mod around;
mod reading;

use axum::Router;

use super::present::{self, Entry};
use crate::api::{ApiError, ApiState};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::Post;
use crate::services::standing::{self, Place};
use crate::store::{Tx, posts, threads};

pub(super) fn router() -> Router<ApiState> {
    around::router().merge(reading::router())
}

/// What an app means by the id of a status, and the post behind it, where the viewer may see that. Of what was deleted or
/// removed nothing is left to see, unless somebody answered it.
///
/// # Errors
/// 404 where not.
pub(super) async fn visible(
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
    if !post.is_readable() && !threads::is_answered(tx, post.id).await? {
        return Err(ApiError::not_found());
    }
    Ok((entry, post))
}
