//! Answers that say when they did not change.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::HttpError;

/// The largest answer that gets a tag, in bytes.
const MOST: u64 = 1024 * 1024;

/// Middleware: gives what went well a weak tag, and nothing but that to whoever has it already (RFC 9110, 13.1.2).
pub(super) async fn weak(request: Request, next: Next) -> Response {
    let asked = (request.method() == Method::GET).then(|| request.headers().get_all(IF_NONE_MATCH));
    let known: Option<Vec<HeaderValue>> = asked.map(|values| values.iter().cloned().collect());
    let response = next.run(request).await;
    let size = response.body().size_hint().exact();
    match known {
        Some(known) if response.status() == StatusCode::OK && size.is_some_and(|size| size <= MOST) => {
            tagged(response, &known).await
        }
        _ => response,
    }
}

async fn tagged(response: Response, known: &[HeaderValue]) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::try_from(MOST).unwrap_or(usize::MAX)).await else {
        return HttpError::too_large().into_response();
    };
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    if let Ok(value) = HeaderValue::try_from(&tag) {
        parts.headers.insert(ETAG, value);
    }
    if names(known, &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        without_content(&mut parts.headers);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn names(known: &[HeaderValue], tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    let listed = known.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    listed.map(str::trim).any(|other| other == "*" || other.trim_start_matches("W/") == opaque)
}

fn without_content(headers: &mut HeaderMap) {
    headers.remove(CONTENT_LENGTH);
    headers.remove(CONTENT_TYPE);
}
