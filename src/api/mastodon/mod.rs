//! The Mastodon API, one file per group of endpoints.

mod credentials;
mod entities;
mod instance;
mod lists;
mod notifications;
mod present;
mod push;
mod relationships;
mod search;

use axum::Router;

pub use self::instance::KeptFigures;
use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(credentials::router())
        .merge(instance::router())
        .merge(lists::router())
        .merge(notifications::router())
        .merge(push::router())
        .merge(relationships::router())
        .merge(search::router())
}
