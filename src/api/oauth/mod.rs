//! How apps come to a token (OAuth 2.0, RFC 6749). The page on which a person lets an app is in `web`.
//!
//! Mastodon's paths and fields, the errors of the standard. A path may end with a slash, as some programs write it.

mod apps;
mod client;
mod error;
mod metadata;
mod token;
mod userinfo;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{get, post};

pub(super) use self::token::{KEPT_BY_NOBODY, Token};
use super::ApiState;
use crate::http::routes;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/apps", post(apps::register))
        .route("/api/v1/apps/verify_credentials", get(apps::verify_credentials))
        .route(routes::OAUTH_TOKEN, post(token::issue))
        .route("/oauth/token/", post(token::issue))
        .route(routes::OAUTH_REVOKE, post(token::revoke))
        .route("/oauth/revoke/", post(token::revoke))
        .route(routes::OAUTH_USERINFO, get(userinfo::show).post(userinfo::show))
        .route(routes::OAUTH_METADATA, get(metadata::show))
}
