//! The form in which apps expect refusals.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;

use super::error::{Flaw, Flaws};
use crate::http::PublicError;

/// Where our own API is.
const OUR_OWN: &str = "/api/v1/moothall/";

/// Mastodon's `Error` and `ValidationError`.
#[derive(Serialize)]
struct MastodonError {
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<BTreeMap<&'static str, Vec<Detail>>>,
}

#[derive(Serialize)]
struct Detail {
    error: &'static str,
    description: &'static str,
}

/// Middleware: gives every refusal, wherever it was made, the body `{"error": …}`. Those of our own API have their form
/// already. Outside of everything that may refuse, or apps could not read why.
pub async fn for_apps(request: Request, next: Next) -> Response {
    let is_ours = request.uri().path().starts_with(OUR_OWN);
    let mut response = next.run(request).await;
    if is_ours {
        return response;
    }
    let Some(public) = response.extensions().get::<PublicError>() else {
        return without_words(response);
    };
    let body = match response.extensions().get::<Flaws>() {
        Some(Flaws(flaws)) => MastodonError { error: sentence_of(flaws), details: Some(details(flaws)) },
        None => MastodonError { error: public.sentence.to_owned(), details: None },
    };
    set_json(&mut response, &body);
    response
}

/// All flaws in one sentence, as Mastodon has it: many apps show nothing else.
fn sentence_of(flaws: &[Flaw]) -> String {
    let flaws: Vec<String> =
        flaws.iter().map(|flaw| format!("{} {}", in_words(flaw.field), flaw.description)).collect();
    format!("Validation failed: {}", flaws.join(", "))
}

/// `scheduled_at` is read as “Scheduled at”.
fn in_words(field: &str) -> String {
    let mut letters = field.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect::<String>().replace('_', " ")
}

/// What the router itself refused, as a method that an address does not know or a stream without a WebSocket, has no
/// words that apps could read.
fn without_words(mut response: Response) -> Response {
    let status = response.status();
    let has_words =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    if has_words || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = if status == StatusCode::METHOD_NOT_ALLOWED {
        *response.status_mut() = StatusCode::NOT_FOUND;
        "Record not found"
    } else {
        status.canonical_reason().unwrap_or("Error")
    };
    set_json(&mut response, &MastodonError { error: error.to_owned(), details: None });
    response
}

fn set_json(response: &mut Response, body: &MastodonError) {
    *response.body_mut() = serde_json::to_string(body).unwrap_or_default().into();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
}

fn details(flaws: &[Flaw]) -> BTreeMap<&'static str, Vec<Detail>> {
    let mut details: BTreeMap<_, Vec<Detail>> = BTreeMap::new();
    for flaw in flaws {
        let detail = Detail { error: flaw.code, description: flaw.description };
        details.entry(flaw.field).or_default().push(detail);
    }
    details
}
