//! The Mastodon API, one file per group of endpoints.

mod credentials;
mod entities;
mod instance;
mod lists;
mod present;
mod relationships;

use axum::Router;

pub use self::instance::KeptFigures;
pub(in crate::api) use self::present::account;
use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(credentials::router())
        .merge(instance::router())
        .merge(lists::router())
        .merge(relationships::router())
}
