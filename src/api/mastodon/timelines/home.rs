//! What somebody reads on coming home.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::{page, reader};
use crate::api::access::{Person, ReadStatuses};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::store::timelines;

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/api/v1/timelines/home", get(home))
}

async fn home(person: Person<ReadStatuses>, paging: Paging) -> Result<Response, ApiError> {
    let Person { state, viewer, .. } = &person;
    let mut tx = state.db.read().await?;
    let lines = timelines::home(&mut tx, reader(state, viewer), paging.span).await?;
    page(state, &mut tx, viewer, &paging, lines).await
}
