//! People and communities as anybody may read them: one, several or by name, and what they said. What a person does
//! with theirs is in `credentials`, how they stand to others in `relationships`.

mod reading;

use axum::Router;

use crate::api::{ApiError, ApiState};
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Viewer, can};
use crate::services::standing;
use crate::store::{StoreError, Tx, actors, domain_rules};

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

/// Those of the actors of which the viewer may know: not deleted, of no blocked domain, and where it is a community, one
/// that they may see. Who is suspended is there for moderators alone; accounts that wait for approval are suspended too.
pub(super) async fn visible_among(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    actors: Vec<Actor>,
) -> Result<Vec<Actor>, StoreError> {
    let communities: Vec<ActorId> =
        actors.iter().filter(|actor| actor.is_community()).map(|actor| actor.id).collect();
    let places = standing::places(tx, &communities, viewer.actor, state.context.now()).await?;
    let domains: Vec<&str> =
        actors.iter().filter(|actor| !actor.local).map(|actor| actor.domain.as_str()).collect();
    let blocked = domain_rules::blocked_among(tx, &domains).await?;
    let moderates = can(viewer, Action::ModerateNode).is_ok();
    let is_visible = |actor: &Actor| {
        let may = places
            .get(&actor.id)
            .is_none_or(|place| can(viewer, Action::ViewCommunity(place.view())).is_ok());
        let stands = actor.deleted_at.is_none() && (actor.suspended_at.is_none() || moderates);
        may && stands && (actor.local || !blocked.contains(&actor.domain))
    };
    Ok(actors.into_iter().filter(is_visible).collect())
}
