//! Pictures of other nodes, as this one shows them.

use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::stored::{self, Stored};
use crate::domain::address::{ActorPicture, Addresses};
use crate::domain::ids::{ActorId, AttachmentId};
use crate::services::remote_pictures::{self, NotShown, Shown};
use crate::web::reader::Reader;
use crate::web::{WebError, WebState};

/// Another picture has another address. As long as it is kept here unless configured otherwise: its server may put another
/// one in its place.
const FOR_LONG: &str = "public, max-age=2592000, immutable";
/// Another picture may take its place at any time, or it may appear after all.
const FOR_A_MOMENT: &str = "public, max-age=300";

/// What stands behind an address of a picture.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// See [`Addresses::picture_version`].
    v: Option<String>,
}

/// `GET /pictures/actors/{id}/{which}`
///
/// Of a person or community elsewhere; these pictures are for everybody.
pub(super) async fn of_actor(
    State(state): State<WebState>,
    Path((id, which)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let id: ActorId = id.parse().map_err(|_| WebError::not_found())?;
    let which = ActorPicture::parse(&which).ok_or_else(WebError::not_found)?;
    let mut tx = state.db.read().await?;
    let shown = remote_pictures::of_actor(&state.context, &mut tx, id, which).await?;
    drop(tx);
    show(&state, shown, asked, &headers).await
}

/// `GET /pictures/attachments/{id}`
///
/// For whoever may read the post.
pub(super) async fn of_post(
    State(state): State<WebState>,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let id: AttachmentId = id.parse().map_err(|_| WebError::not_found())?;
    let mut tx = state.db.read().await?;
    let shown = remote_pictures::of_post(&state.context, &mut tx, &reader.viewer, id).await?;
    drop(tx);
    show(&state, shown, asked, &headers).await
}

async fn show(
    state: &WebState,
    shown: Option<Shown>,
    asked: Asked,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let Shown { wanted, public } = shown.ok_or_else(WebError::not_found)?;
    let key = match state.remote_pictures.find(&wanted).await {
        Ok(key) => key,
        Err(NotShown::Failed) => return Ok(missing(if public { FOR_A_MOMENT } else { stored::FOR_ONE })),
        Err(NotShown::NotYet) => return Ok(missing(stored::FOR_ONE)),
        Err(NotShown::Store(error)) => return Err(error.into()),
    };
    let current = asked.v.is_some_and(|version| version == Addresses::picture_version(&wanted.url));
    let caching = match (public, current) {
        (true, true) => FOR_LONG,
        (true, false) => FOR_A_MOMENT,
        (false, _) => stored::FOR_ONE,
    };
    let file = Stored { key: &key, caching, name: None };
    stored::answer(file, headers, |range| state.remote_pictures.open(&wanted, &key, range)).await
}

/// Without a page: nobody reads what stands in place of a picture.
fn missing(caching: &'static str) -> Response {
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, caching)]).into_response()
}
