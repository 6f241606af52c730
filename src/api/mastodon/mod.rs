//! The Mastodon API, one file per group of endpoints.

mod entities;
mod found;
mod marks;
mod media;
mod posting;
mod present;

use axum::Router;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new().merge(marks::router()).merge(media::router()).merge(posting::router())
}
