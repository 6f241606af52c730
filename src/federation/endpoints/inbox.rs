//! `POST` to an inbox. The shared inbox and everybody's own are one: who is meant is in the activity.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::federation::inbox::{AcceptError, AuthenticationError, Inbox, IntakeError, OwnerError, Received};
use crate::federation::signatures::{IncomingRequest, accept_signature};

/// How long a sender is asked to wait when a delivery cannot be written, in seconds.
const RETRY_AFTER: &str = "30";

pub(super) async fn deliver(
    State(inbox): State<Arc<Inbox>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            return problem(rejection.status(), "the body is too large or did not arrive whole");
        }
    };
    if !is_activity(&headers) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "deliveries are application/activity+json");
    }
    let path_and_query = uri.path_and_query().map_or("/", |target| target.as_str());
    let request = IncomingRequest { method: &method, path_and_query, headers: &headers, body: &body };
    let answer = match inbox.accept(&request).await {
        Ok(Received::Written | Received::Irrelevant) => StatusCode::ACCEPTED.into_response(),
        Err(error) => refusal(&error),
    };
    metrics::counter!("moothall_inbox_received_total", "status" => answer.status().as_str().to_owned())
        .increment(1);
    answer
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

fn try_again(why: &str) -> Response {
    let mut response = problem(StatusCode::SERVICE_UNAVAILABLE, why);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    response
}

/// A problem document (RFC 9457, FEP-c180). It says what was wrong, and echoes nothing.
fn problem(status: StatusCode, why: &str) -> Response {
    let document = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Refused"),
        "status": status.as_u16(),
        "detail": why,
    });
    let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, content_type, document.to_string()).into_response()
}
