//! The forms of an answer: a document, a tombstone, or why not.

use activitypub_federation::axum::json::FederationJson;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

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

/// A document with its context, as `application/activity+json`.
pub(super) fn document<T: Serialize>(document: T) -> Response {
    FederationJson(with_context(document)).into_response()
}

impl IntoResponse for NoAnswer {
    fn into_response(self) -> Response {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST.into_response(),
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Gone(Gone { uri, former_type, deleted }) => {
                (StatusCode::GONE, document(Tombstone::new(&uri, former_type, deleted))).into_response()
            }
            Self::Store(error) => {
                tracing::error!(%error, "a document could not be read");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
            Self::Json(error) => {
                tracing::error!(%error, "a document could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
