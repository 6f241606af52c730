//! How the bytes of a file are answered, whether somebody uploaded it or it was fetched: with its true type, to be run by
//! nobody, whole or in part.

use std::ops::Range;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::HttpError;
use crate::infra::media::{FileName, MediaError, MediaKey, MediaObject};
use crate::web::WebError;

/// What only one reader sees must not lie in a shared cache.
pub(super) const FOR_ONE: &str = "private, no-store";
/// Should a browser ever show a file as a document: it may do nothing.
const NOTHING: &str = "default-src 'none'; sandbox";

/// A file that the reader may have.
pub(super) struct Stored<'a> {
    pub(super) key: &'a MediaKey,
    /// The value of `Cache-Control`.
    pub(super) caching: &'static str,
    /// Under which it is downloaded; none for what is shown.
    pub(super) name: Option<FileName>,
}

/// The answer to a request for a file; `open` reads its bytes, or those between two offsets.
pub(super) async fn answer<F>(
    file: Stored<'_>,
    request: &HeaderMap,
    open: impl FnOnce(Option<Range<u64>>) -> F,
) -> Result<Response, WebError>
where
    F: Future<Output = Result<MediaObject, MediaError>>,
{
    let mut headers = headers(&file)?;
    if headers.get(ETAG).is_some_and(|tag| request.get(IF_NONE_MATCH) == Some(tag)) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let range = request.get(RANGE).and_then(|value| asked_for(value.to_str().ok()?));
    match open(range.clone()).await {
        Ok(object) => Ok(content(object, range.is_some(), headers)),
        Err(MediaError::NotFound) => Err(WebError::not_found()),
        Err(MediaError::OutOfRange { size }) => {
            headers.remove(CONTENT_DISPOSITION);
            headers.insert(CONTENT_RANGE, whole_of(&format!("*/{size}"))?);
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response())
        }
        Err(error) => Err(HttpError::unavailable(error).into()),
    }
}

fn headers(file: &Stored<'_>) -> Result<HeaderMap, HttpError> {
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(file.caching));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.key.file_type().media_type()));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(name) = &file.name {
        let value = HeaderValue::try_from(name.as_attachment()).map_err(HttpError::internal)?;
        headers.insert(CONTENT_DISPOSITION, value);
    }
    let tag = HeaderValue::try_from(format!("\"{}\"", file.key)).map_err(HttpError::internal)?;
    headers.insert(ETAG, tag);
    Ok(headers)
}

fn content(object: MediaObject, part: bool, mut headers: HeaderMap) -> Response {
    let Range { start, end } = object.range;
    headers.insert(CONTENT_LENGTH, HeaderValue::from(end - start));
    let mut status = StatusCode::OK;
    let stated = whole_of(&format!("{start}-{}/{}", end.saturating_sub(1), object.size));
    if let (true, Ok(range)) = (part, stated) {
        headers.insert(CONTENT_RANGE, range);
        status = StatusCode::PARTIAL_CONTENT;
    }
    (status, headers, Body::from_stream(object.content)).into_response()
}

fn whole_of(range: &str) -> Result<HeaderValue, HttpError> {
    HeaderValue::try_from(format!("bytes {range}")).map_err(HttpError::internal)
}

/// The part of a file that a `Range` header asks for (RFC 9110, section 14.2). Several parts at once, and parts counted
/// from the end, are answered with the whole, as the specification allows.
fn asked_for(range: &str) -> Option<Range<u64>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let first = first.trim().parse::<u64>().ok()?;
    match last.trim() {
        "" => Some(first..u64::MAX),
        last => {
            let last = last.parse::<u64>().ok()?;
            (first <= last).then(|| first..last.saturating_add(1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_of_a_file_can_be_asked_for() {
        assert_eq!(asked_for("bytes=0-99"), Some(0..100));
        assert_eq!(asked_for("bytes=100-"), Some(100..u64::MAX));
        for other in ["bytes=-5", "bytes=0-1,5-6", "bytes=9-2", "lines=1-2", "bytes=", "bytes=x-y"] {
            assert_eq!(asked_for(other), None, "{other}");
        }
    }
}
