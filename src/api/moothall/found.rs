//! From what stands in an address to what the person may know of.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use utoipa::IntoParams;

use crate::api::found::may_know;
pub(super) use crate::api::found::post;
use crate::api::{ApiError, ApiState};
use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::Post;
use crate::services::standing::{self, Place};
use crate::store::{Tx, actors};

/// A community and a person, as the two variables of an address. What is no id names nothing: 404.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Pair {
    /// Of the community.
    pub(super) id: ActorId,
    /// Of the person whom it is about.
    pub(super) person: ActorId,
}

impl FromRequestParts<ApiState> for Pair {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let variables =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        let ids: Vec<ActorId> = variables.iter().filter_map(|(_, text)| text.parse().ok()).collect();
        let [id, person] = ids[..] else { return Err(ApiError::not_found()) };
        Ok(Self { id, person })
    }
}

/// A community, and how whoever asks stands to it.
pub(super) struct Ground {
    pub(super) actor: Actor,
    pub(super) place: Place,
}

impl Ground {
    /// The community with this id; one that may not be known is not there.
    pub(super) async fn find(
        state: &ApiState,
        tx: &mut Tx,
        viewer: &Viewer,
        id: ActorId,
    ) -> Result<Self, ApiError> {
        let place = standing::place(tx, id, viewer.actor, state.context.now()).await?;
        let place = place.ok_or_else(ApiError::not_found)?;
        can(viewer, Action::ViewCommunity(place.view()))?;
        let actor = actors::by_id(tx, id).await?.ok_or_else(ApiError::not_found)?;
        Ok(Self { actor, place })
    }

    /// The same, for whoever only looks at it: what is from a blocked server is there for its moderators alone.
    pub(super) async fn seen(
        state: &ApiState,
        tx: &mut Tx,
        viewer: &Viewer,
        id: ActorId,
    ) -> Result<Self, ApiError> {
        let ground = Self::find(state, tx, viewer, id).await?;
        if can(viewer, Action::ModerateCommunity(ground.place.view())).is_err() {
            may_know(tx, viewer, &[id]).await?;
        }
        Ok(ground)
    }

    /// The same, for those who moderate it.
    pub(super) async fn moderated(
        state: &ApiState,
        tx: &mut Tx,
        viewer: &Viewer,
        id: ActorId,
    ) -> Result<Self, ApiError> {
        let ground = Self::find(state, tx, viewer, id).await?;
        can(viewer, Action::ModerateCommunity(ground.place.view()))?;
        Ok(ground)
    }
}

/// The post with this id, and where it was said, for whoever only reads it: what is from a blocked server, or by somebody who
/// blocks them, is there for those alone who moderate it.
pub(super) async fn seen_post(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<(Post, Option<Place>), ApiError> {
    let (post, place) = post(state, tx, viewer, id).await?;
    if can(viewer, Action::ModeratePost(&post, place.as_ref().map(Place::view))).is_err() {
        let concerned: Vec<ActorId> =
            [Some(post.author_id), post.community_id].into_iter().flatten().collect();
        may_know(tx, viewer, &concerned).await?;
    }
    Ok((post, place))
}
