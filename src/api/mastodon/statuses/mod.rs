//! Posts, and what was passed on, as statuses.

mod around;
mod reading;

use axum::Router;

use super::found;
use super::present::Entry;
use crate::api::{ApiError, ApiState};
use crate::domain::permission::Viewer;
use crate::domain::post::Post;
use crate::store::{Tx, threads};

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
    let (entry, post) = found::meant(state, tx, viewer, id).await?;
    if !post.is_readable() && threads::answered_among(tx, &[post.id]).await?.is_empty() {
        return Err(ApiError::not_found());
    }
    Ok((entry, post))
}
