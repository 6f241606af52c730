//! Why a page is not shown, and the page that says so.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::reader::Reader;
use super::state::WebState;
use super::view;
use crate::domain::permission::Denial;
use crate::http::{self, HttpError, PublicError, RequestId, routes};
use crate::services::accounts::{
    ChangeRoleError, DecideError, EditProfileError, SignUpModeError, SuspendError,
};
use crate::services::actors::OrganizationError;
use crate::services::communities::bans::BanError;
use crate::services::communities::{FetchOlderError, FollowError};
use crate::services::federation_policy::PolicyError;
use crate::services::peers::PeerError;
use crate::services::posts::PostError;
use crate::services::reactions::ReactionError;
use crate::services::relationships::RelationshipError;
use crate::services::reports::ReportError;
use crate::services::shares::ShareError;
use crate::store::StoreError;

/// Why a page is not shown as asked.
#[derive(Debug)]
pub enum WebError {
    /// Nobody is signed in; afterwards the reader comes back to this path.
    SignInFirst(String),
    /// Everything else.
    Http(HttpError),
}

impl WebError {
    /// There is nothing here, or nothing that the reader may know of.
    pub fn not_found() -> Self {
        Self::Http(HttpError::not_found())
    }

    /// Whether there is nothing, or nothing that the reader may know of.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Http(error) if error.status() == StatusCode::NOT_FOUND)
    }

    /// The form lacks what our own page always sends.
    pub fn malformed() -> Self {
        let sentence = "Something in this form is missing or malformed.";
        Self::Http(HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, sentence))
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst(path) => Redirect::to(&routes::sign_in_then(&path)).into_response(),
            Self::Http(error) => error.into_response(),
        }
    }
}

impl From<HttpError> for WebError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        Self::Http(match error {
            StoreError::NotFound => HttpError::not_found().because(error),
            StoreError::Unavailable(_) => HttpError::unavailable(error),
            _ => HttpError::internal(error),
        })
    }
}

impl From<Arc<StoreError>> for WebError {
    fn from(error: Arc<StoreError>) -> Self {
        Self::Http(HttpError::unavailable(error))
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::Http(HttpError::internal(error))
    }
}

impl From<Denial> for WebError {
    fn from(denial: Denial) -> Self {
        Self::Http(match denial {
            Denial::NotFound => HttpError::not_found(),
            Denial::Gone => HttpError::gone(),
            Denial::SignInFirst => return Self::SignInFirst(routes::FRONT.to_owned()),
            Denial::Barred => {
                HttpError::forbidden("Your account may not take part here.").named("denied-barred")
            }
            Denial::Banned => {
                HttpError::forbidden("You are banned from this community.").named("denied-banned")
            }
            Denial::FollowersOnly => {
                HttpError::forbidden("Only people who follow the community can post in it.")
                    .named("denied-followers-only")
            }
            Denial::ModeratorsOnly => HttpError::forbidden("Only moderators can start discussions here.")
                .named("denied-moderators-only"),
            Denial::Locked => {
                HttpError::forbidden("The discussion is closed to new replies.").named("denied-locked")
            }
            Denial::AuthorOnly => {
                HttpError::forbidden("Only its author can do this.").named("denied-author-only")
            }
            Denial::Blocked => {
                HttpError::forbidden("One of you has blocked the other.").named("denied-blocked")
            }
            Denial::RoleNeeded => {
                HttpError::forbidden("This needs a role that you do not have.").named("denied-role-needed")
            }
        })
    }
}

impl From<RelationshipError> for WebError {
    fn from(error: RelationshipError) -> Self {
        match error {
            RelationshipError::Denied(denial) => denial.into(),
            RelationshipError::Store(error) => error.into(),
            // Our own pages offer none of the others.
            _ => Self::malformed(),
        }
    }
}

impl From<FetchOlderError> for WebError {
    fn from(error: FetchOlderError) -> Self {
        match error {
            FetchOlderError::Denied(denial) => denial.into(),
            // Our own pages offer it for communities elsewhere only.
            FetchOlderError::OurOwn => Self::malformed(),
            FetchOlderError::Store(error) => error.into(),
        }
    }
}

/// Errors of services: what was denied is answered as such, the store's own as the store's, the rest as malformed,
/// because the form that led here did not offer it.
macro_rules! from_service {
    ($($error:ident),+ $(,)?) => {$(
        impl From<$error> for WebError {
            fn from(error: $error) -> Self {
                match error {
                    $error::Denied(denial) => denial.into(),
                    $error::Store(error) => error.into(),
                    other => Self::Http(
                        HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be done like this.")
                            .because(other),
                    ),
                }
            }
        }
    )+};
}

from_service!(
    PostError,
    ReactionError,
    ShareError,
    ReportError,
    FollowError,
    BanError,
    EditProfileError,
    OrganizationError,
    PeerError,
    PolicyError,
    DecideError,
    ChangeRoleError,
);

impl From<SuspendError> for WebError {
    fn from(error: SuspendError) -> Self {
        let refused = |sentence, reason| Self::Http(HttpError::forbidden(sentence).named(reason));
        match error {
            SuspendError::Denied(denial) => denial.into(),
            SuspendError::Store(error) => error.into(),
            SuspendError::Oneself => refused("Nobody suspends themselves.", "problem-oneself"),
            SuspendError::Staff => refused("Only an administrator can suspend this person.", "problem-staff"),
            SuspendError::LastAdmin => refused("The node needs an administrator.", "problem-last-admin"),
            SuspendError::NodeActor | SuspendError::ReasonTooLong => Self::malformed(),
        }
    }
}

impl From<SignUpModeError> for WebError {
    fn from(error: SignUpModeError) -> Self {
        match error {
            SignUpModeError::Denied(denial) => denial.into(),
            SignUpModeError::Store(error) => error.into(),
        }
    }
}

/// The page of an error, in the reader's language, for [`http::render_errors`].
pub fn error_pages(state: WebState) -> http::ErrorPage {
    Arc::new(move |mut head, error| {
        let state = state.clone();
        Box::pin(async move {
            let reader = match Reader::from_request_parts(&mut head, &state).await {
                Ok(reader) => reader,
                // The database is away, perhaps: what can be said without it is said without it.
                Err(_) => Reader::nobody(&head, &state),
            };
            page(&reader, &error, head.extensions.get::<RequestId>())
        })
    })
}

fn page(reader: &Reader, error: &PublicError, request: Option<&RequestId>) -> Response {
    let view = view::ErrorPage {
        status: error.status.as_u16(),
        reason: error.reason,
        request_id: request.map(|RequestId(id)| id.clone()),
        retry_after: error.retry_after,
    };
    reader.show(&view).unwrap_or_else(IntoResponse::into_response)
}
