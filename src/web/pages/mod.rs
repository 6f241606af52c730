//! The pages: one file for each group of them.

mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use super::WebState;
use crate::http::routes;

/// Every page. `app` puts the layers of the room `http` around it.
pub fn router() -> Router<WebState> {
    Router::new()
        .route(routes::SIGN_IN, get(sign_in::page).post(sign_in::submit))
        .route(routes::SIGN_OUT, post(sign_in::sign_out))
}
