//! <https://docs.joinmastodon.org/methods/statuses/>: who thanked for a status, who passed it on, how it was worded.

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::visible;
use crate::api::access::{Anyone, Person, ReadAccounts, ReadStatuses};
use crate::api::lenient::Id;
use crate::api::mastodon::entities::{StatusEdit, StatusSource};
use crate::api::mastodon::present;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::domain::post::Post;
use crate::store::{Tx, actors, reactions, shares};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/statuses/{id}/history", get(history))
        .route("/api/v1/statuses/{id}/source", get(source))
        .route("/api/v1/statuses/{id}/favourited_by", get(favourited_by))
        .route("/api/v1/statuses/{id}/reblogged_by", get(reblogged_by))
        .route("/api/v1/statuses/{id}/card", get(card))
        .route("/api/v1/statuses/{id}/quotes", get(quotes))
}

/// The post behind a status whose words the viewer may read.
async fn readable(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<Post, ApiError> {
    let (_, post) = visible(state, tx, viewer, id).await?;
    if post.is_readable() { Ok(post) } else { Err(ApiError::not_found()) }
}

async fn history(anyone: Anyone<ReadStatuses>, Id(id): Id<i64>) -> Result<Json<Vec<StatusEdit>>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let post = readable(state, &mut tx, viewer, id).await?;
    Ok(Json(present::edits(state, &mut tx, viewer, &post).await?))
}

async fn source(person: Person<ReadStatuses>, Id(id): Id<i64>) -> Result<Json<StatusSource>, ApiError> {
    let Person { state, viewer, .. } = &person;
    let mut tx = state.db.read().await?;
    Ok(Json(present::source(&readable(state, &mut tx, viewer, id).await?)))
}

async fn favourited_by(
    anyone: Anyone<ReadAccounts>,
    Id(id): Id<i64>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let post = readable(state, &mut tx, viewer, id).await?;
    let people = reactions::thankful(&mut tx, post.id, paging.span).await?;
    let ends = people.first().zip(people.last()).map(|(first, last)| (first.get(), last.get()));
    accounts(state, &mut tx, viewer, &people, &paging, ends).await
}

async fn reblogged_by(
    anyone: Anyone<ReadAccounts>,
    Id(id): Id<i64>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let post = readable(state, &mut tx, viewer, id).await?;
    let sharers = shares::sharers(&mut tx, post.id, paging.span).await?;
    let ends = sharers.first().zip(sharers.last()).map(|(first, last)| (first.id.get(), last.id.get()));
    let people: Vec<ActorId> = sharers.iter().map(|sharer| sharer.actor_id).collect();
    accounts(state, &mut tx, viewer, &people, &paging, ends).await
}

/// A page of people, in this order.
async fn accounts(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    people: &[ActorId],
    paging: &Paging<40, 80>,
    ends: Option<(i64, i64)>,
) -> Result<Response, ApiError> {
    let mut found = actors::by_ids(tx, people).await?;
    found.sort_by_key(|actor| people.iter().position(|id| *id == actor.id));
    let shown = present::visible_among(state, tx, viewer, found).await?;
    Ok(paging.answer(&present::accounts(state, tx, &shown).await?, ends))
}

/// The link of a status, or an empty object.
async fn card(anyone: Anyone<ReadStatuses>, Id(id): Id<i64>) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let post = readable(state, &mut tx, viewer, id).await?;
    let status = present::status(state, &mut tx, viewer, post.id).await?.ok_or_else(ApiError::not_found)?;
    Ok(match status.card {
        Some(card) => Json(card).into_response(),
        None => Json(serde_json::Map::new()).into_response(),
    })
}

/// Nothing is quoted here: the list is empty.
async fn quotes(anyone: Anyone<ReadStatuses>, Id(id): Id<i64>, paging: Paging) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    readable(state, &mut tx, viewer, id).await?;
    Ok(paging.answer::<()>(&[], None))
}
