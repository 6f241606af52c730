//! What happens, as it happens: streams over WebSocket and as server-sent events.
//!
//! A service publishes an [`Event`](crate::domain::event::Event) with its transaction; every process hears it when that
//! commits. The [`feed()`] of each process makes of it what apps are told, once, and the [`hub`] hands that to whoever
//! looks on. Nothing is kept: an app that was away asks the timelines. Whoever takes too slowly is cut off, so that memory
//! is bounded; a token that was revoked is noticed within five seconds.

mod feed;
mod hub;
mod server_sent;
mod socket;
mod stream;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::get;

pub use self::feed::feed;
pub use self::hub::Hub;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/streaming", get(socket::open))
        .route("/api/v1/streaming/", get(socket::open))
        .route("/api/v1/streaming/health", get(health))
        .merge(server_sent::router())
}

/// Only says that the address is right, as Mastodon's does.
async fn health() -> &'static str {
    "OK"
}
