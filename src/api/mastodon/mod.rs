//! The Mastodon API, one file per group of endpoints.

mod credentials;
mod directory;
mod entities;
mod filters;
mod lists;
mod markers;
mod nothing;
mod present;
mod relationships;
mod tags;

use axum::Router;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(credentials::router())
        .merge(directory::router())
        .merge(filters::router())
        .merge(lists::router())
        .merge(markers::router())
        .merge(nothing::router())
        .merge(relationships::router())
        .merge(tags::router())
}
