//! The Mastodon API, one file per group of endpoints.

mod credentials;
mod entities;
mod found;
mod instance;
mod lists;
mod marks;
mod media;
mod posting;
mod present;
mod relationships;
mod reports;
mod scheduled;

use axum::Router;

pub use self::instance::KeptFigures;
use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(credentials::router())
        .merge(instance::router())
        .merge(lists::router())
        .merge(marks::router())
        .merge(media::router())
        .merge(posting::router())
        .merge(relationships::router())
        .merge(reports::router())
        .merge(scheduled::router())
}
