//! Files for statuses: <https://docs.joinmastodon.org/methods/media/>.
//!
//! Version 1 of the address answers when a file is processed; so does version 2, except for pictures that take long. Apps ask
//! for these until they are done.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::entities::MediaAttachment;
use super::{posting, present};
use crate::api::access::{Person, WriteMedia};
use crate::api::body::{Body, SentFile, WithFiles};
use crate::api::lenient::Id;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::MediaId;
use crate::domain::post::Focus;
use crate::services::media::{self, Shelf};
use crate::services::unfinished_media::{self, Taken};
use crate::store::{media as stored, unfinished_media as waiting};

/// A file of the largest size, and what surrounds it; what a node takes is checked while it is read.
const MOST_BODY: usize = 48 * 1024 * 1024;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/media", post(upload).layer(DefaultBodyLimit::max(MOST_BODY)))
        .route("/api/v2/media", post(upload_for_later).layer(DefaultBodyLimit::max(MOST_BODY)))
        .route("/api/v1/media/{id}", get(show).put(describe).delete(discard))
}

#[derive(Debug, Default, Deserialize)]
struct Described {
    description: Option<String>,
    focus: Option<String>,
}

/// A file, and whether it can be used.
type Shown = (StatusCode, Json<MediaAttachment>);

/// `POST /api/v1/media`
async fn upload(
    person: Person<WriteMedia>,
    WithFiles { fields, files }: WithFiles<Described>,
) -> Result<Shown, ApiError> {
    let (file, focus) = sent(&fields, files)?;
    let ApiState { context, db, media: store, uploads, .. } = &person.state;
    let shelf = Shelf { uploads, store };
    let id = media::take(context, db, shelf, person.actor, file.content, &file.file_name).await?;
    keep(&person, id, &fields, focus).await?;
    shown(&person, id, StatusCode::OK).await
}

/// `POST /api/v2/media`: 202 for what is not done yet.
async fn upload_for_later(
    person: Person<WriteMedia>,
    WithFiles { fields, files }: WithFiles<Described>,
) -> Result<Shown, ApiError> {
    let (file, focus) = sent(&fields, files)?;
    let ApiState { context, db, media: store, uploads, .. } = &person.state;
    let shelf = Shelf { uploads, store };
    let taken = unfinished_media::take(context, db, shelf, person.actor, file.content, &file.file_name);
    let (Taken::Done(id) | Taken::Later(id)) = taken.await?;
    keep(&person, id, &fields, focus).await?;
    shown(&person, id, StatusCode::ACCEPTED).await
}

fn sent(fields: &Described, files: Vec<SentFile>) -> Result<(SentFile, Option<Focus>), ApiError> {
    let missing = || ApiError::wrong("file", "can't be blank");
    let file = files.into_iter().find(|file| file.field == "file").ok_or_else(missing)?;
    Ok((file, posting::focus(fields.focus.as_deref())?))
}

/// Writes what is said of a file.
async fn keep(
    person: &Person<WriteMedia>,
    id: MediaId,
    fields: &Described,
    focus: Option<Focus>,
) -> Result<(), ApiError> {
    if fields.description.is_none() && focus.is_none() {
        return Ok(());
    }
    let mut tx = person.state.db.begin().await?;
    unfinished_media::describe(&mut tx, person.actor, id, fields.description.as_deref(), focus).await?;
    tx.commit().await?;
    Ok(())
}

/// `GET /api/v1/media/:id`: 206 for what is not done yet.
async fn show(person: Person<WriteMedia>, Id(id): Id<MediaId>) -> Result<Shown, ApiError> {
    shown(&person, id, StatusCode::PARTIAL_CONTENT).await
}

/// `PUT /api/v1/media/:id`
async fn describe(
    person: Person<WriteMedia>,
    Id(id): Id<MediaId>,
    Body(fields): Body<Described>,
) -> Result<Shown, ApiError> {
    let focus = posting::focus(fields.focus.as_deref())?;
    keep(&person, id, &fields, focus).await?;
    shown(&person, id, StatusCode::PARTIAL_CONTENT).await
}

/// `DELETE /api/v1/media/:id`
async fn discard(person: Person<WriteMedia>, Id(id): Id<MediaId>) -> Result<Json<Value>, ApiError> {
    let mut tx = person.state.db.begin().await?;
    unfinished_media::discard(&mut tx, person.actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

/// A file of the person's own; somebody else's is not there (threat 92). `unfinished` answers for one that waits; it is asked
/// for first, because it may be done meanwhile.
async fn shown(person: &Person<WriteMedia>, id: MediaId, unfinished: StatusCode) -> Result<Shown, ApiError> {
    let mut tx = person.state.db.read().await?;
    if let Some(file) = waiting::owned(&mut tx, person.actor, &[id]).await?.pop() {
        return if file.refused {
            Err(ApiError::unprocessable("The file could not be processed. It is damaged, or no image"))
        } else {
            Ok((unfinished, Json(present::unfinished(&file))))
        };
    }
    let file = stored::owned(&mut tx, person.actor, &[id]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok((StatusCode::OK, Json(present::uploaded(&person.state.context.addresses, &file))))
}
