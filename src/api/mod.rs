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
mod found;
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
use axum::extract::Request;
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tower::ServiceExt;

pub use self::counts::Counts;
pub use self::error::ApiError;
pub use self::mastodon::KeptFigures;
pub use self::shape::for_apps;
pub use self::state::ApiState;
pub use self::streaming::{Hub, feed};

/// Everything below `/api`, and what of `/oauth` is for programs.
pub fn router(state: ApiState) -> Router {
    let recognized = from_fn_with_state(state.clone(), access::recognize);
    let ours = moothall::with_problems(moothall::router().layer(recognized.clone()));
    let known = Router::new().merge(mastodon::router()).merge(oauth::router()).merge(streaming::router());
    let nowhere = || async { ApiError::not_found() };
    let again = known.clone().fallback(nowhere).with_state(state.clone());
    known
        .route("/api/{*anything}", any(move |request| without_slash(again, request)))
        .layer(recognized)
        .merge(ours)
        .with_state(state)
}

/// Mastodon takes any path with a slash at its end too, and Mastodon.py asks for some that way.
async fn without_slash(known: Router, mut request: Request) -> Response {
    let mut parts = request.uri().clone().into_parts();
    let Some(path) = request.uri().path().strip_suffix('/') else {
        return ApiError::not_found().into_response();
    };
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    let Ok(uri) = Uri::from_parts(parts) else { return ApiError::not_found().into_response() };
    *request.uri_mut() = uri;
    known.oneshot(request).await.into_response()
}

/// The description of our own API: an `OpenAPI` document as JSON.
pub fn description() -> &'static str {
    &moothall::DOCUMENT
}
