//! People and communities as anybody may read them: one, several or by name, and what they said. What a person does
//! with theirs is in `credentials`, how they stand to others in `relationships`.

mod reading;

use axum::Router;

use super::present::visible_among;
use crate::api::{ApiError, ApiState};
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::store::{Tx, actors};

pub(super) fn router() -> Router<ApiState> {
    reading::router()
}

/// The actor with this id, where the viewer may know of it.
///
/// # Errors
/// 404 where not.
pub(super) async fn visible(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: ActorId,
) -> Result<Actor, ApiError> {
    let actor = actors::by_id(tx, id).await?;
    let mut shown = visible_among(state, tx, viewer, actor.into_iter().collect()).await?;
    shown.pop().ok_or_else(ApiError::not_found)
}
