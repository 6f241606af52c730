//! The documents of this node's actors.

use axum::extract::{Path, State};
use axum::response::Response;

use super::FederationState;
use super::answer::{Gone, NoAnswer, document};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::permission::{Action, Viewer, can};
use crate::federation::objects::actor;
use crate::federation::outgoing::published_keys;
use crate::services::standing;
use crate::store::{Tx, actors, communities};

pub(super) async fn person(
    State(state): State<FederationState>,
    Path(handle): Path<String>,
) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let person = by_handle(&state, &mut tx, &handle, ActorKind::Person).await?;
    answer(&mut tx, &person).await
}

pub(super) async fn community(
    State(state): State<FederationState>,
    Path(handle): Path<String>,
) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let community = by_handle(&state, &mut tx, &handle, ActorKind::Group).await?;
    answer(&mut tx, &community).await
}

pub(super) async fn organization(State(state): State<FederationState>) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let organization = by_uri(&mut tx, &state.ctx.addresses.organization()).await?;
    answer(&mut tx, &organization).await
}

/// Served to everybody: others need this key before they can check any signature of ours.
pub(super) async fn application(State(state): State<FederationState>) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let application = by_uri(&mut tx, &state.ctx.addresses.application()).await?;
    answer(&mut tx, &application).await
}

/// A local actor that may be seen.
pub(super) async fn by_handle(
    state: &FederationState,
    tx: &mut Tx,
    handle: &str,
    kind: ActorKind,
) -> Result<Actor, NoAnswer> {
    let found = actors::local_by_handle(tx, handle).await?.filter(|actor| actor.kind == kind);
    let actor = present(found)?;
    if kind == ActorKind::Group {
        let place = standing::place(tx, actor.id, None, state.ctx.now()).await?.ok_or(NoAnswer::NotFound)?;
        can(&Viewer::ANYONE, Action::ViewCommunity(place.view()))?;
    }
    Ok(actor)
}

/// One of the node's own two actors.
pub(super) async fn by_uri(tx: &mut Tx, uri: &str) -> Result<Actor, NoAnswer> {
    present(actors::by_uri(tx, uri).await?)
}

/// Deleted actors are gone; those who wait for approval or are suspended are not there.
fn present(actor: Option<Actor>) -> Result<Actor, NoAnswer> {
    let actor = actor.ok_or(NoAnswer::NotFound)?;
    if actor.deleted_at.is_some() {
        let former_type = if actor.is_community() { "Group" } else { "Person" };
        return Err(NoAnswer::Gone(Gone { uri: actor.uri, former_type, deleted: actor.deleted_at }));
    }
    if actor.suspended_at.is_some() { Err(NoAnswer::NotFound) } else { Ok(actor) }
}

async fn answer(tx: &mut Tx, found: &Actor) -> Result<Response, NoAnswer> {
    let keys = published_keys(tx, found.id).await?;
    let community = communities::by_id(tx, found.id).await?;
    Ok(document(actor::write(found, community.as_ref(), &keys)?))
}
