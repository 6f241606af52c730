//! Pages of other origins that may read answers: web clients.
//!
//! No cookie is ever sent along, so that another origin learns no more than anybody does, or than its own token allows.

use std::time::Duration;

use axum::http::header::{LINK, RETRY_AFTER};
use axum::http::{HeaderName, Method};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// How long a browser may remember that it asked.
const REMEMBERED: Duration = Duration::from_hours(24);

/// Answers preflight requests, and lets every origin read what is behind it.
pub fn open_to_all_origins() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::HEAD,
            Method::OPTIONS,
        ])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            LINK,
            RETRY_AFTER,
            HeaderName::from_static("x-ratelimit-limit"),
            HeaderName::from_static("x-ratelimit-remaining"),
            HeaderName::from_static("x-ratelimit-reset"),
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("mastodon-async-refresh"),
        ])
        // Every origin gets the same answer, so that one copy of it does for all.
        .vary(Vec::<HeaderName>::new())
        .max_age(REMEMBERED)
}
