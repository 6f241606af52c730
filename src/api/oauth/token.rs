//! Getting and giving back tokens: <https://docs.joinmastodon.org/methods/oauth/>

use axum::Json;
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::http::{HeaderMap, HeaderName};
use serde::{Deserialize, Serialize};

use super::client::credentials;
use super::error::OAuthError;
use crate::api::ApiError;
use crate::api::access::Everybody;
use crate::api::body::Body;
use crate::domain::app::AccessToken;
use crate::http::ClientAddress;
use crate::services::apps::tokens::Bearer;
use crate::services::apps::{self, CodeGrant};

/// What carries a secret is kept by nobody on the way.
pub(in crate::api) const KEPT_BY_NOBODY: [(HeaderName, &str); 2] =
    [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    scope: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Revoked {
    client_id: Option<String>,
    client_secret: Option<String>,
    token: Option<String>,
}

/// <https://docs.joinmastodon.org/entities/Token/>
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
pub(in crate::api) struct Token {
    access_token: String,
    token_type: &'static str,
    scope: String,
    /// Unix seconds.
    created_at: i64,
}

impl Token {
    pub(in crate::api) fn new(token: &AccessToken, bearer: &Bearer) -> Self {
        Self {
            access_token: bearer.expose().to_owned(),
            token_type: "Bearer",
            scope: token.scopes.to_string(),
            created_at: token.created_at.seconds(),
        }
    }
}

/// An answer that carries a secret.
type Secret<T> = ([(HeaderName, &'static str); 2], Json<T>);

/// `POST /oauth/token`
pub(super) async fn issue(
    Everybody { state }: Everybody,
    client: ClientAddress,
    headers: HeaderMap,
    fields: Result<Body<Fields>, ApiError>,
) -> Result<Secret<Token>, OAuthError> {
    state.limits.token.check(&client.network())?;
    let Body(fields) = fields.map_err(|_| malformed())?;
    let client = credentials(&headers, fields.client_id, fields.client_secret);
    let (token, bearer) = match fields.grant_type.as_deref() {
        Some("authorization_code") => {
            let code = fields.code.ok_or(OAuthError::invalid_request("The code is missing."))?;
            let redirect_uri = fields.redirect_uri.ok_or(OAuthError::INVALID_GRANT)?;
            let grant = CodeGrant {
                code: &code,
                redirect_uri: &redirect_uri,
                verifier: fields.code_verifier.as_deref().filter(|verifier| !verifier.is_empty()),
            };
            apps::exchange(&state.context, &state.db, &client, grant).await?
        }
        Some("client_credentials") => {
            let mut tx = state.db.begin().await?;
            let scope = fields.scope.unwrap_or_default();
            let issued = apps::for_itself(&state.context, &mut tx, &client, &scope).await?;
            tx.commit().await?;
            issued
        }
        // A password belongs on our own page alone: an app that asked for it would pass by whatever that page asks.
        Some(_) => return Err(OAuthError::UNSUPPORTED_GRANT_TYPE),
        None => return Err(OAuthError::invalid_request("The grant type is missing.")),
    };
    Ok((KEPT_BY_NOBODY, Json(Token::new(&token, &bearer))))
}

/// `POST /oauth/revoke` (RFC 7009)
pub(super) async fn revoke(
    Everybody { state }: Everybody,
    client: ClientAddress,
    headers: HeaderMap,
    fields: Result<Body<Revoked>, ApiError>,
) -> Result<Json<serde_json::Map<String, serde_json::Value>>, OAuthError> {
    state.limits.token.check(&client.network())?;
    let Body(fields) = fields.map_err(|_| malformed())?;
    let client = credentials(&headers, fields.client_id, fields.client_secret);
    let token = fields.token.ok_or(OAuthError::invalid_request("The token is missing."))?;
    let mut tx = state.db.begin().await?;
    apps::revoke(&mut tx, &client, &token).await?;
    tx.commit().await?;
    Ok(Json(serde_json::Map::new()))
}

const fn malformed() -> OAuthError {
    OAuthError::invalid_request("The request is malformed.")
}
