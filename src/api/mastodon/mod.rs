//! The Mastodon API, one file per group of endpoints.

mod accounts;
mod entities;
mod present;
mod statuses;
#[cfg(test)]
mod tests;
mod timelines;

use axum::Router;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new().merge(accounts::router()).merge(statuses::router()).merge(timelines::router())
}
