//! Pages for whoever is not signed in, kept for a moment.
//!
//! A post that is shared brings a crowd: every server that takes it in asks for its page within the same minute, and so
//! do readers. They all see the same, so one of them waits for the database and the templates, and the others get the
//! same bytes. A page is kept for a second, and only until this process writes anything: nobody reads what was changed
//! here, and what another process changed is a second late for strangers.
//!
//! Only what nothing but the address and the language decides is kept: the request has no cookie, and the page no form,
//! whose token would be somebody's own.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use moka::sync::Cache;

use super::i18n::Locale;
use crate::http::{CsrfToken, HttpError};
use crate::store::Db;

const KEPT_FOR: Duration = Duration::from_secs(1);
/// All pages together, in bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// The longest page that is kept.
const LONGEST: usize = 2 * 1024 * 1024;

/// What a page depends on, when nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    path_and_query: String,
    locale: Locale,
}

#[derive(Debug, Clone)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    /// [`Db::writes`] before the page was read.
    writes: u64,
}

/// The pages that are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PublicPages {
    db: Db,
    pages: Cache<Key, Kept>,
}

impl PublicPages {
    pub fn new(db: Db) -> Self {
        let pages = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(|key: &Key, kept: &Kept| {
                u32::try_from(key.path_and_query.len() + kept.body.len()).unwrap_or(u32::MAX)
            })
            .time_to_live(KEPT_FOR)
            .build();
        Self { db, pages }
    }

    fn find(&self, key: &Key) -> Option<Kept> {
        self.pages.get(key).filter(|kept| kept.writes == self.db.writes())
    }
}

/// Middleware around pages, inside of the layer for form tokens.
pub async fn keep_public_pages(State(kept): State<PublicPages>, request: Request, next: Next) -> Response {
    let Some(key) = key_of(&request) else { return next.run(request).await };
    if let Some(Kept { headers, body, .. }) = kept.find(&key) {
        let mut response = Response::new(Body::from(body));
        *response.headers_mut() = headers;
        return response;
    }
    let writes = kept.db.writes();
    let token = request.extensions().get::<CsrfToken>().cloned();
    let response = next.run(request).await;
    let has_form = token.is_none_or(|token| token.is_shown());
    if has_form || !is_page(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else {
        return HttpError::internal("a page could not be read back").into_response();
    };
    kept.pages.insert(key, Kept { headers: parts.headers.clone(), body: body.clone(), writes });
    Response::from_parts(parts, Body::from(body))
}

fn key_of(request: &Request) -> Option<Key> {
    let headers = request.headers();
    if request.method() != Method::GET || headers.contains_key(COOKIE) {
        return None;
    }
    let wished = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Some(Key {
        path_and_query: request.uri().path_and_query()?.as_str().to_owned(),
        locale: wished.map_or_else(Locale::default, Locale::from_accept_language),
    })
}

/// A whole page whose length is known, and nothing for one browser alone.
fn is_page(response: &Response) -> bool {
    use axum::body::HttpBody as _;
    let headers = response.headers();
    let html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let length = response.body().size_hint().exact();
    let short = length.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length <= LONGEST));
    response.status() == StatusCode::OK && html && short && !headers.contains_key(SET_COOKIE)
}
