//! `POST` to an inbox. The shared inbox and everybody's own are one: who is meant is in the activity.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer::{problem, try_again};
use crate::federation::inbox::{AcceptError, AuthenticationError, Inbox, IntakeError, OwnerError, Received};
use crate::federation::signatures::{IncomingRequest, accept_signature};

pub(super) async fn deliver(
    State(inbox): State<Arc<Inbox>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let path_and_query = uri.path_and_query().map_or("/", |target| target.as_str());
    let answer = match body {
        Ok(body) => {
            take(&inbox, &IncomingRequest { method: &method, path_and_query, headers: &headers, body: &body })
                .await
        }
        Err(rejection) => problem(rejection.status(), "the body is too large or did not arrive whole"),
    };
    metrics::counter!("moothall_inbox_received_total", "status" => answer.status().as_str().to_owned())
        .increment(1);
    answer
}

async fn take(inbox: &Inbox, request: &IncomingRequest<'_>) -> Response {
    if !is_activity(request.headers) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "deliveries are application/activity+json");
    }
    match inbox.accept(request).await {
        Ok(Received::Written | Received::Irrelevant) => StatusCode::ACCEPTED.into_response(),
        Err(error) => refusal(&error),
    }
}

fn is_activity(headers: &HeaderMap) -> bool {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/activity+json")
        || essence.eq_ignore_ascii_case("application/ld+json")
}

/// What the sender can do about it decides the status: mend it (4xx), or try again (503).
fn refusal(error: &AcceptError) -> Response {
    let why = error.to_string();
    match error {
        AcceptError::Malformed(_) => problem(StatusCode::BAD_REQUEST, &why),
        AcceptError::ForeignId | AcceptError::NotAllowed => problem(StatusCode::FORBIDDEN, &why),
        // Ours to mend, or the sender's own server did not give us the key: worth another try.
        AcceptError::NotWritten(IntakeError::Full | IntakeError::Unavailable)
        | AcceptError::NotAuthenticated(
            AuthenticationError::Store(_)
            | AuthenticationError::TooMany
            | AuthenticationError::Owner(OwnerError::Unreachable),
        ) => try_again(&why),
        AcceptError::NotAuthenticated(_) => not_authenticated(&why),
    }
}

fn not_authenticated(why: &str) -> Response {
    let mut response = problem(StatusCode::UNAUTHORIZED, why);
    response.headers_mut().insert("accept-signature", accept_signature());
    response
}
