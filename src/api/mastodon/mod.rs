//! The Mastodon API, one file per group of endpoints.

mod entities;
mod present;

use axum::Router;

pub(in crate::api) use self::present::account;
use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
}
