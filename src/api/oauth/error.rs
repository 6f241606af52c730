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
    /// What the standard has a word for.
    Standard(StatusCode, &'static str, &'static str),
    /// The rest: limits, faults of ours.
    Other(ApiError),
}

#[derive(Serialize)]
struct Shape {
    error: &'static str,
    error_description: &'static str,
}

impl OAuthError {
    pub(super) const INVALID_CLIENT: Self = Self::Standard(
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, or unsupported \
         authentication method.",
    );
    pub(super) const INVALID_GRANT: Self = Self::Standard(
        StatusCode::BAD_REQUEST,
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in \
         the authorization request, or was issued to another client.",
    );
    pub(super) const INVALID_SCOPE: Self = Self::Standard(
        StatusCode::BAD_REQUEST,
        "invalid_scope",
        "The requested scope is invalid, unknown, or malformed.",
    );
    pub(super) const UNAUTHORIZED_CLIENT: Self = Self::Standard(
        StatusCode::FORBIDDEN,
        "unauthorized_client",
        "You are not authorized to revoke this token",
    );
    pub(super) const UNSUPPORTED_GRANT_TYPE: Self = Self::Standard(
        StatusCode::BAD_REQUEST,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
    );

    pub(super) const fn invalid_request(sentence: &'static str) -> Self {
        Self::Standard(StatusCode::BAD_REQUEST, "invalid_request", sentence)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let (status, error, error_description) = match self {
            Self::Standard(status, error, description) => (status, error, description),
            Self::Other(error) => return error.into_response(),
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
            TokenError::Client => Self::INVALID_CLIENT,
            TokenError::Grant => Self::INVALID_GRANT,
            TokenError::Scope => Self::INVALID_SCOPE,
            TokenError::Store(error) => error.into(),
        }
    }
}

impl From<RevokeError> for OAuthError {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::Client(ClientError::Unknown) => Self::INVALID_CLIENT,
            RevokeError::NotItsOwn => Self::UNAUTHORIZED_CLIENT,
            RevokeError::Client(ClientError::Store(error)) | RevokeError::Store(error) => error.into(),
        }
    }
}
