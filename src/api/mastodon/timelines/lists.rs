//! The tab of one community, and of a list that somebody made.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::{page, reader};
use crate::api::access::{Person, ReadLists};
use crate::api::lenient::Id;
use crate::api::mastodon::accounts::visible;
use crate::api::mastodon::lists::{Found, found};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ListId;
use crate::store::timelines;

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/api/v1/timelines/list/{id}", get(list))
}

async fn list(person: Person<ReadLists>, Id(id): Id<ListId>, paging: Paging) -> Result<Response, ApiError> {
    let Person { state, actor, viewer, .. } = &person;
    let mut tx = state.db.read().await?;
    let reader = reader(state, viewer);
    let lines = match found(&mut tx, *actor, id).await? {
        Found::Own(list) => timelines::of_list(&mut tx, reader, list.id, paging.span).await?,
        Found::Community(community) => {
            let community = visible(state, &mut tx, viewer, community.id).await?;
            timelines::of_community(&mut tx, reader, community.id, paging.span).await?
        }
    };
    page(state, &mut tx, viewer, &paging, lines).await
}
