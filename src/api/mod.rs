//! The client API: what Mastodon's apps speak, the sign-in of apps, and our own.
//!
//! `mastodon` is one file per group of endpoints, and `mastodon/entities` the shapes that they answer with; `oauth` lets
//! apps in; `moothall` is our own API, for what Mastodon has no word for. All of them ask [`can`](crate::domain::permission::can),
//! and call the services that pages call. How a handler learns who asks is in [`access`].

mod access;
mod body;
mod counts;
mod error;
mod etag;
mod lenient;
mod mastodon;
mod moothall;
mod oauth;
mod paging;
mod refusals;
mod shape;
mod state;
mod streaming;
#[cfg(test)]
mod testing;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::any;

pub use self::counts::Counts;
pub use self::error::ApiError;
pub use self::mastodon::KeptFigures;
pub use self::state::ApiState;
pub use self::streaming::{Hub, feed};

/// Everything below `/api`, and what of `/oauth` is for programs.
pub fn router(state: ApiState) -> Router {
    let nowhere = any(|| async { ApiError::not_found() });
    let recognized = from_fn_with_state(state.clone(), access::recognize);
    let ours = moothall::with_problems(moothall::router().layer(recognized.clone()));
    Router::new()
        .merge(mastodon::router())
        .merge(oauth::router())
        .merge(streaming::router())
        .route("/api/{*anything}", nowhere)
        .layer(recognized)
        .layer(from_fn(shape::for_mastodon))
        .merge(ours)
        .with_state(state)
}

/// The description of our own API: an `OpenAPI` document as JSON.
pub fn description() -> &'static str {
    &moothall::DOCUMENT
}
