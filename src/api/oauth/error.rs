//! Why an app gets no token, in the words of RFC 6749, section 5.2.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::api::ApiError;
use crate::http::HttpError;
use crate::services::apps::{ClientError, RevokeError, TokenError};
use crate::store::StoreError;

/// A refusal at an address of OAuth.
#[derive(Debug)]
pub(super) enum OAuthError {
    InvalidRequest(&'static str),
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    UnauthorizedClient,
    UnsupportedGrantType,
    /// What has no word in the standard: limits, faults of ours.
    Other(ApiError),
}

#[derive(Serialize)]
struct Shape {
    error: &'static str,
    error_description: &'static str,
}

impl OAuthError {
    const fn words(&self) -> Option<(StatusCode, &'static str, &'static str)> {
        let bad = StatusCode::BAD_REQUEST;
        Some(match self {
            Self::InvalidRequest(sentence) => (bad, "invalid_request", sentence),
            Self::InvalidClient => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "Client authentication failed due to unknown client, no client authentication included, \
                 or unsupported authentication method.",
            ),
            Self::InvalidGrant => (
                bad,
                "invalid_grant",
                "The provided authorization grant is invalid, expired, revoked, does not match the \
                 redirection URI used in the authorization request, or was issued to another client.",
            ),
            Self::InvalidScope => (bad, "invalid_scope", "The requested scope is invalid, unknown, or malformed."),
            Self::UnauthorizedClient => (
                StatusCode::FORBIDDEN,
                "unauthorized_client",
                "You are not authorized to revoke this token",
            ),
            Self::UnsupportedGrantType => (
                bad,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
            ),
            Self::Other(_) => return None,
        })
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let Some((status, error, error_description)) = self.words() else {
            return match self {
                Self::Other(error) => error.into_response(),
                _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            };
        };
        let mut response = (status, Json(Shape { error, error_description })).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"apps\""));
        }
        response
    }
}

impl From<ApiError> for OAuthError {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}

impl From<HttpError> for OAuthError {
    fn from(error: HttpError) -> Self {
        Self::Other(error.into())
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl From<TokenError> for OAuthError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Client => Self::InvalidClient,
            TokenError::Grant => Self::InvalidGrant,
            TokenError::Scope => Self::InvalidScope,
            TokenError::Store(error) => error.into(),
        }
    }
}

impl From<RevokeError> for OAuthError {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::Client(ClientError::Unknown) => Self::InvalidClient,
            RevokeError::NotItsOwn => Self::UnauthorizedClient,
            RevokeError::Client(ClientError::Store(error)) | RevokeError::Store(error) => error.into(),
        }
    }
}
