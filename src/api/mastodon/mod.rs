//! The Mastodon API, one file per group of endpoints.

mod entities;
mod instance;
mod present;

use axum::Router;

pub use self::instance::KeptFigures;
use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new().merge(instance::router())
}
