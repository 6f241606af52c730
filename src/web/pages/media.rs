//! Uploaded files: pictures shown on pages, documents only ever as downloads.

use std::ops::Range;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::HttpError;
use crate::infra::media::{FileName, MediaError, MediaKey, MediaObject};
use crate::store::media;
use crate::web::reader::Reader;
use crate::web::{WebError, WebState};

/// A key names its content, which therefore never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What only its owner sees must not lie in a shared cache.
const FOR_ONE: &str = "private, no-store";
/// Should a browser ever show a file as a document: it may do nothing.
const NOTHING: &str = "default-src 'none'; sandbox";

/// `GET /media/{key}`
///
/// What a readable post shows is for everybody, what no post shows for its owner alone. Pictures of people, communities
/// and organizations belong to no post; they are public.
pub(super) async fn serve(
    State(state): State<WebState>,
    reader: Reader,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let key: MediaKey = key.parse().map_err(|_| WebError::not_found())?;
    let mut tx = state.db.read().await?;
    let name = key.to_string();
    let public = media::is_public(&mut tx, &name).await?;
    let row = media::visible(&mut tx, &name, reader.actor()).await?;
    drop(tx);
    let picture = row.is_none() && public && key.file_type().is_image();
    if row.is_none() && !picture {
        return Err(WebError::not_found());
    }
    let mut answer = HeaderMap::new();
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(if public { FOR_EVER } else { FOR_ONE }));
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(key.file_type().media_type()));
    answer.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
    answer.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if !key.file_type().is_image() {
        let given = row.as_ref().map_or("", |row| row.file_name.as_str());
        let value = FileName::new(given, key.file_type()).as_attachment();
        answer.insert(CONTENT_DISPOSITION, HeaderValue::try_from(value).map_err(HttpError::internal)?);
    }
    let tag = HeaderValue::try_from(format!("\"{name}\"")).map_err(HttpError::internal)?;
    let known = headers.get(IF_NONE_MATCH) == Some(&tag);
    answer.insert(ETAG, tag);
    if known {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    let range = headers.get(RANGE).and_then(|value| asked_for(value.to_str().ok()?));
    match state.media.get(&key, range.clone()).await {
        Ok(object) => Ok(content(object, range.is_some(), answer)),
        Err(MediaError::NotFound) => Err(WebError::not_found()),
        Err(MediaError::OutOfRange { size }) => {
            answer.remove(CONTENT_DISPOSITION);
            answer.insert(CONTENT_RANGE, whole_of(&format!("*/{size}"))?);
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, answer).into_response())
        }
        Err(error) => Err(HttpError::unavailable(error).into()),
    }
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
