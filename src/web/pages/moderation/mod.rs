//! The moderation desk: reports, and people whom the node's moderators suspend.

mod people;
mod report;
mod reports;

use axum::Router;
use axum::routing::{get, post};

use crate::http::routes;
use crate::web::WebState;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route(routes::MODERATION, get(reports::page))
        .route(routes::MODERATION_REPORT, get(report::page).post(report::submit))
        .route(routes::MODERATION_PEOPLE, post(people::submit))
}
