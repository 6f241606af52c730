//! What apps find out by themselves (RFC 8414).

use axum::Json;
use serde::Serialize;

use crate::api::access::Everybody;
use crate::domain::scope::Scope;
use crate::http::routes;

/// The fields of RFC 8414, section 2, and Mastodon's `app_registration_endpoint`.
#[derive(Serialize)]
pub(super) struct Metadata {
    issuer: String,
    service_documentation: &'static str,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: String,
    userinfo_endpoint: String,
    app_registration_endpoint: String,
    scopes_supported: &'static [Scope],
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 2],
    token_endpoint_auth_methods_supported: [&'static str; 3],
    code_challenge_methods_supported: [&'static str; 1],
}

/// `GET /.well-known/oauth-authorization-server`
pub(super) async fn show(Everybody { state }: Everybody) -> Json<Metadata> {
    let origin = state.context.addresses.origin();
    let at = |path: &str| format!("{origin}{path}");
    Json(Metadata {
        issuer: at("/"),
        service_documentation: "https://docs.joinmastodon.org/",
        authorization_endpoint: at(routes::OAUTH_AUTHORIZE),
        token_endpoint: at(routes::OAUTH_TOKEN),
        revocation_endpoint: at(routes::OAUTH_REVOKE),
        userinfo_endpoint: at(routes::OAUTH_USERINFO),
        app_registration_endpoint: at("/api/v1/apps"),
        scopes_supported: Scope::ALL,
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: ["authorization_code", "client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
        code_challenge_methods_supported: ["S256"],
    })
}
