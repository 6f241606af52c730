//! Running the node. Only administrators know that these pages exist.

mod federation;
mod organization;
mod peers;
mod people;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use super::multipart::MOST_BODY;
use crate::http::routes;
use crate::web::WebState;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route(
            routes::ADMIN_ORGANIZATION,
            get(organization::page).post(organization::submit).layer(DefaultBodyLimit::max(MOST_BODY)),
        )
        .route(routes::ADMIN_PEOPLE, get(people::page).post(people::submit))
        .route(routes::ADMIN_PEERS, get(peers::page).post(peers::submit))
        .route(routes::ADMIN_FEDERATION, get(federation::page).post(federation::submit))
}
