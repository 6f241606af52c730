//! <https://docs.joinmastodon.org/methods/bookmarks/> and <https://docs.joinmastodon.org/methods/favourites/>

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::{page, reader};
use crate::api::access::{Person, ReadBookmarks, ReadFavourites};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::store::timelines;

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/api/v1/bookmarks", get(bookmarks)).route("/api/v1/favourites", get(favourites))
}

async fn bookmarks(person: Person<ReadBookmarks>, paging: Paging) -> Result<Response, ApiError> {
    let Person { state, viewer, .. } = &person;
    let mut tx = state.db.read().await?;
    let lines = timelines::bookmarked(&mut tx, reader(state, viewer), paging.span).await?;
    page(state, &mut tx, viewer, &paging, lines).await
}

async fn favourites(person: Person<ReadFavourites>, paging: Paging) -> Result<Response, ApiError> {
    let Person { state, viewer, .. } = &person;
    let mut tx = state.db.read().await?;
    let lines = timelines::thanked(&mut tx, reader(state, viewer), paging.span).await?;
    page(state, &mut tx, viewer, &paging, lines).await
}
