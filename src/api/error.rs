//! Why an app is not answered as asked.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::domain::permission::Denial;
use crate::http::HttpError;
use crate::services::push::PushKeyError;
use crate::store::StoreError;

/// A refusal, on its way out. [`super::shape::for_apps`] gives it the form that apps expect.
#[derive(Debug)]
pub struct ApiError {
    http: HttpError,
    flaws: Vec<Flaw>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The name of the field, as the client sent it.
    pub field: &'static str,
    /// One of Mastodon's codes: `ERR_BLANK`, `ERR_TOO_LONG`, `ERR_INVALID`, `ERR_TAKEN`, …
    pub code: &'static str,
    /// A sentence for people.
    pub description: &'static str,
}

/// The flaws of a request, in the extensions of the answer.
#[derive(Debug, Clone)]
pub(super) struct Flaws(pub(super) Arc<[Flaw]>);

impl ApiError {
    /// 404: there is nothing here, or nothing that may be known.
    pub fn not_found() -> Self {
        HttpError::new(StatusCode::NOT_FOUND, "Record not found").into()
    }

    /// 422: well-formed, and cannot be done like this.
    pub fn unprocessable(sentence: &'static str) -> Self {
        HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, sentence).into()
    }

    /// 422 with what is wrong, field by field.
    pub fn invalid(flaws: Vec<Flaw>) -> Self {
        let http = HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, "Validation failed");
        Self { http, flaws }
    }

    /// The same about a single field whose value cannot be.
    pub fn wrong(field: &'static str, description: &'static str) -> Self {
        Self::invalid(vec![Flaw { field, code: "ERR_INVALID", description }])
    }
}

impl ApiError {
    /// For answers that are not made of a response, as on a WebSocket.
    pub(super) fn status(&self) -> StatusCode {
        self.http.status()
    }

    /// What may be shown.
    pub(super) fn sentence(&self) -> &'static str {
        self.http.public().sentence
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.http.into_response();
        if !self.flaws.is_empty() {
            response.extensions_mut().insert(Flaws(self.flaws.into()));
        }
        response
    }
}

impl From<HttpError> for ApiError {
    fn from(http: HttpError) -> Self {
        Self { http, flaws: Vec::new() }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::AlreadyExists => HttpError::new(
                StatusCode::CONFLICT,
                "Somebody else changed this at the same moment. Please look at it and try again.",
            )
            .into(),
            StoreError::Unavailable(_) => HttpError::unavailable(error).into(),
            _ => HttpError::internal(error).into(),
        }
    }
}

impl From<PushKeyError> for ApiError {
    fn from(error: PushKeyError) -> Self {
        match error {
            PushKeyError::Store(error) => error.into(),
            PushKeyError::Key(_) => HttpError::internal(error).into(),
        }
    }
}

impl From<Denial> for ApiError {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::NotFound | Denial::Gone => Self::not_found(),
            Denial::SignInFirst => {
                HttpError::unauthorized("This method requires an authenticated user").into()
            }
            Denial::Barred => HttpError::forbidden("Your login is currently disabled").into(),
            Denial::Banned => HttpError::forbidden("You are banned from this community").into(),
            Denial::FollowersOnly => {
                HttpError::forbidden("Only people who follow the community can post in it").into()
            }
            Denial::ModeratorsOnly => {
                HttpError::forbidden("Only moderators can start discussions in this community").into()
            }
            Denial::Locked => HttpError::forbidden("The discussion is closed to new replies").into(),
            Denial::AuthorOnly | Denial::RoleNeeded | Denial::Blocked => {
                HttpError::forbidden("This action is not allowed").into()
            }
        }
    }
}
