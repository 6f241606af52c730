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

/// Middleware: gives every [`HttpError`](crate::http::HttpError), wherever it was made, the body `{"error": …}`.
pub(super) async fn for_mastodon(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(public) = response.extensions().get::<PublicError>() else {
        return without_an_answer(response);
    };
    let sentence = public.sentence;
    let flaws = response.extensions().get::<Flaws>().cloned();
    let body = MastodonError { error: sentence.to_owned(), details: flaws.map(|flaws| details(&flaws.0)) };
    set_json(&mut response, &body);
    response
}

/// What the router itself refused, as a method that an address does not know, has no body yet.
fn without_an_answer(mut response: Response) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        *response.status_mut() = StatusCode::NOT_FOUND;
        set_json(&mut response, &MastodonError { error: "Record not found".to_owned(), details: None });
    }
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
