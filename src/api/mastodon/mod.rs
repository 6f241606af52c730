//! The Mastodon API, one file per group of endpoints.

mod credentials;
mod entities;
mod lists;
mod present;
mod relationships;

use axum::Router;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new().merge(credentials::router()).merge(lists::router()).merge(relationships::router())
}
