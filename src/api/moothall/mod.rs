//! Our own API, for what Mastodon's has no word for: communities, moderation, resources, and the servers that the node
//! speaks with. Everything is below `/api/v1/moothall`.
//!
//! The same tokens count as for Mastodon's, the same extractors say who asks, and every verb is the service's that pages
//! call. What differs is the form: each operation describes itself to `document`, from which programs learn the API and
//! people read it; refusals are problem documents (RFC 9457); every list goes on with the `next` of its last page.
//!
//! Acts of moderators and administrators need the scopes `admin:read` and `admin:write`, which no other scope holds: an app
//! that writes posts for somebody cannot ban people for them.

#![expect(unused_qualifications, reason = "the descriptions of operations are written out with whole paths")]

mod communities;
mod document;
mod doing;
mod federation;
mod found;
mod listing;
mod moderation;
mod problem;
mod resources;
mod schema;
mod sent;
#[cfg(test)]
mod tests;
mod views;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Redirect;
use axum::routing::{any, get};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub(super) use self::document::TEXT as DOCUMENT;
use super::access::Everybody;
use super::{ApiError, ApiState};
use crate::http::routes;

/// Below which all of it is.
const ROOT: &str = "/api/v1/moothall";

pub(super) fn router() -> Router<ApiState> {
    Router::from(operations())
        .route(ROOT, get(async |_: Everybody| Redirect::to(routes::ABOUT_API)))
        .route("/api/v1/moothall/", any(nothing))
        .route("/api/v1/moothall/{*anything}", any(nothing))
}

async fn nothing() -> ApiError {
    ApiError::not_found()
}

/// The form in which refusals leave. To be put around everything that may refuse, the counting of requests included.
pub(super) fn with_problems(router: Router<ApiState>) -> Router<ApiState> {
    router.layer(from_fn(problem::tell))
}

/// Every operation, each served where it is described: the router and the document come from the same list.
fn operations() -> OpenApiRouter<ApiState> {
    let groups = document::router()
        .merge(communities::router())
        .merge(federation::router())
        .merge(moderation::router())
        .merge(resources::router());
    OpenApiRouter::with_openapi(OpenApi::default()).nest(ROOT, groups)
}
