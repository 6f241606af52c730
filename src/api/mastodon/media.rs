//! Files for statuses: <https://docs.joinmastodon.org/methods/media/>.
//!
//! A file is processed before the answer, which takes a second at most: version 2 of the address answers like version 1.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::entities::MediaAttachment;
use super::{posting, present};
use crate::api::access::{Person, WriteMedia};
use crate::api::body::{Body, WithFiles};
use crate::api::lenient::Id;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::MediaId;
use crate::services::media::{self, Shelf};
use crate::store::media as stored;

/// A file of the largest size, and what surrounds it; what a node takes is checked while it is read.
const MOST_BODY: usize = 48 * 1024 * 1024;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/media", post(upload).layer(DefaultBodyLimit::max(MOST_BODY)))
        .route("/api/v2/media", post(upload).layer(DefaultBodyLimit::max(MOST_BODY)))
        .route("/api/v1/media/{id}", get(show).put(describe).delete(discard))
}

#[derive(Debug, Default, Deserialize)]
struct Described {
    description: Option<String>,
    focus: Option<String>,
}

/// `POST /api/v1/media`, `POST /api/v2/media`
async fn upload(
    person: Person<WriteMedia>,
    WithFiles { fields, files }: WithFiles<Described>,
) -> Result<Json<MediaAttachment>, ApiError> {
    let missing = || ApiError::wrong("file", "can't be blank");
    let file = files.into_iter().find(|file| file.field == "file").ok_or_else(missing)?;
    let focus = posting::focus(fields.focus.as_deref())?;
    let ApiState { context, db, media: store, uploads, .. } = &person.state;
    let shelf = Shelf { uploads, store };
    let id = media::take(context, db, shelf, person.actor, file.content, &file.file_name).await?;
    if fields.description.is_some() || focus.is_some() {
        let mut tx = db.begin().await?;
        media::describe(&mut tx, person.actor, id, fields.description.as_deref(), focus).await?;
        tx.commit().await?;
    }
    shown(&person, id).await
}

/// `GET /api/v1/media/:id`
async fn show(person: Person<WriteMedia>, Id(id): Id<MediaId>) -> Result<Json<MediaAttachment>, ApiError> {
    shown(&person, id).await
}

/// `PUT /api/v1/media/:id`
async fn describe(
    person: Person<WriteMedia>,
    Id(id): Id<MediaId>,
    Body(fields): Body<Described>,
) -> Result<Json<MediaAttachment>, ApiError> {
    let focus = posting::focus(fields.focus.as_deref())?;
    let mut tx = person.state.db.begin().await?;
    media::describe(&mut tx, person.actor, id, fields.description.as_deref(), focus).await?;
    tx.commit().await?;
    shown(&person, id).await
}

/// `DELETE /api/v1/media/:id`
async fn discard(person: Person<WriteMedia>, Id(id): Id<MediaId>) -> Result<Json<Value>, ApiError> {
    let mut tx = person.state.db.begin().await?;
    media::discard(&mut tx, person.actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

/// A file of the person's own; somebody else's is not there (threat 92).
async fn shown(person: &Person<WriteMedia>, id: MediaId) -> Result<Json<MediaAttachment>, ApiError> {
    let mut tx = person.state.db.read().await?;
    let file = stored::owned(&mut tx, person.actor, &[id]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(Json(present::uploaded(&person.state.context.addresses, &file)))
}
