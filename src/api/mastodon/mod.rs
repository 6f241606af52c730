//! The Mastodon API, one file per group of endpoints.

mod entities;
mod present;

use axum::Router;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
}
