//! The forms of an answer: a document, a tombstone, or why not.

use activitypub_federation::axum::json::FederationJson;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::domain::permission::Denial;
use crate::domain::time::Timestamp;
use crate::federation::objects::tombstone::Tombstone;
use crate::federation::objects::with_context;
use crate::store::StoreError;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("the question cannot be understood")]
    BadRequest,
    #[error("there is nothing here")]
    NotFound,
    #[error("it was deleted")]
    Gone(Gone),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the document could not be written")]
    Json(#[from] serde_json::Error),
}

/// What was deleted.
#[derive(Debug)]
pub(super) struct Gone {
    pub(super) uri: String,
    pub(super) former_type: &'static str,
    pub(super) deleted: Option<Timestamp>,
}

impl From<Denial> for NoAnswer {
    /// Who may not see something learns nothing about it.
    fn from(_: Denial) -> Self {
        Self::NotFound
    }
}

/// How long whoever asks has to wait when the database does not answer, in seconds.
const RETRY_AFTER: &str = "30";

/// A problem document (RFC 9457, FEP-c180). It says what was wrong, and echoes nothing.
pub(super) fn problem(status: StatusCode, why: &str) -> Response {
    let document = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Refused"),
        "status": status.as_u16(),
        "detail": why,
    });
    let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, content_type, document.to_string()).into_response()
}

/// 503: the same may be asked for in a while.
pub(super) fn try_again(why: &str) -> Response {
    let mut response = problem(StatusCode::SERVICE_UNAVAILABLE, why);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    response
}

/// A document with its context, as `application/activity+json`.
pub(super) fn document<T: Serialize>(document: T) -> Response {
    FederationJson(with_context(document)).into_response()
}

impl IntoResponse for NoAnswer {
    fn into_response(self) -> Response {
        let why = self.to_string();
        match self {
            Self::BadRequest => problem(StatusCode::BAD_REQUEST, &why),
            Self::NotFound => problem(StatusCode::NOT_FOUND, &why),
            Self::Gone(Gone { uri, former_type, deleted }) => {
                (StatusCode::GONE, document(Tombstone::new(&uri, former_type, deleted))).into_response()
            }
            Self::Store(error) => {
                tracing::error!(%error, "a document could not be read");
                try_again("it cannot be read at the moment")
            }
            Self::Json(error) => {
                tracing::error!(%error, "a document could not be written");
                problem(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong here; it has been noted")
            }
        }
    }
}
