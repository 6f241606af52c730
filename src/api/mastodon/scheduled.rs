//! Statuses that wait for their time: <https://docs.joinmastodon.org/methods/scheduled_statuses/>.

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::entities::{ScheduledParams, ScheduledStatus};
use super::present;
use crate::api::access::{Person, ReadStatuses, WriteStatuses};
use crate::api::body::Body;
use crate::api::lenient::Id;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, MediaId, ScheduledId};
use crate::domain::time::Timestamp;
use crate::http::HttpError;
use crate::services::once;
use crate::services::posts::one_text::OneText;
use crate::services::scheduled::{self, ScheduleError};
use crate::store::scheduled_posts::{self as stored, ScheduledRow};
use crate::store::{Tx, media};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/scheduled_statuses", get(list))
        .route("/api/v1/scheduled_statuses/{id}", get(show).put(put_off).delete(cancel))
}

/// Has a status published later, and answers with what waits.
pub(super) async fn add(
    person: &Person<WriteStatuses>,
    said: &OneText,
    at: &str,
    key: Option<&str>,
) -> Result<Response, ApiError> {
    let Person { state, actor, .. } = person;
    let at = moment(at)?;
    let mut tx = state.db.begin().await?;
    let row = scheduled::schedule(&state.context, &mut tx, *actor, said, at).await?;
    if let Some(key) = key {
        once::note(&state.context, &mut tx, *actor, key, row.id.get()).await?;
    }
    let entity = shown(state, &mut tx, vec![row]).await?.pop();
    tx.commit().await?;
    Ok(Json(entity).into_response())
}

/// A status of the person's own that waits.
pub(super) async fn waiting(
    state: &ApiState,
    tx: &mut Tx,
    person: ActorId,
    id: ScheduledId,
) -> Result<Option<ScheduledStatus>, ApiError> {
    match scheduled::own(tx, person, id).await {
        Ok(row) => Ok(shown(state, tx, vec![row]).await?.pop()),
        Err(ScheduleError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `GET /api/v1/scheduled_statuses`
async fn list(person: Person<ReadStatuses>, paging: Paging) -> Result<Response, ApiError> {
    let mut tx = person.state.db.read().await?;
    let rows = stored::list(&mut tx, person.actor, paging.span).await?;
    let ends = rows.first().zip(rows.last()).map(|(newest, oldest)| (newest.id.get(), oldest.id.get()));
    let entities = shown(&person.state, &mut tx, rows).await?;
    Ok(paging.answer(&entities, ends))
}

/// `GET /api/v1/scheduled_statuses/:id`
async fn show(
    person: Person<ReadStatuses>,
    Id(id): Id<ScheduledId>,
) -> Result<Json<ScheduledStatus>, ApiError> {
    let mut tx = person.state.db.read().await?;
    let row = scheduled::own(&mut tx, person.actor, id).await?;
    one(&person.state, &mut tx, row).await
}

#[derive(Debug, Deserialize)]
struct NewTime {
    scheduled_at: String,
}

/// `PUT /api/v1/scheduled_statuses/:id`
async fn put_off(
    person: Person<WriteStatuses>,
    Id(id): Id<ScheduledId>,
    Body(fields): Body<NewTime>,
) -> Result<Json<ScheduledStatus>, ApiError> {
    let at = moment(&fields.scheduled_at)?;
    let Person { state, actor, .. } = &person;
    let mut tx = state.db.begin().await?;
    let row = scheduled::put_off(&state.context, &mut tx, *actor, id, at).await?;
    let entity = one(state, &mut tx, row).await?;
    tx.commit().await?;
    Ok(entity)
}

/// `DELETE /api/v1/scheduled_statuses/:id`
async fn cancel(person: Person<WriteStatuses>, Id(id): Id<ScheduledId>) -> Result<Json<Value>, ApiError> {
    let mut tx = person.state.db.begin().await?;
    scheduled::cancel(&mut tx, person.actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

fn moment(text: &str) -> Result<Timestamp, ApiError> {
    Timestamp::parse(text).map_err(|_| ApiError::wrong("scheduled_at", "is not a date and time"))
}

async fn one(state: &ApiState, tx: &mut Tx, row: ScheduledRow) -> Result<Json<ScheduledStatus>, ApiError> {
    Ok(Json(shown(state, tx, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?))
}

/// All of them are the same person's.
async fn shown(
    state: &ApiState,
    tx: &mut Tx,
    rows: Vec<ScheduledRow>,
) -> Result<Vec<ScheduledStatus>, ApiError> {
    let mut said = Vec::with_capacity(rows.len());
    for row in &rows {
        said.push(serde_json::from_str::<OneText>(&row.params).map_err(HttpError::internal)?);
    }
    let Some(author) = rows.first().map(|row| row.actor_id) else { return Ok(Vec::new()) };
    let ids: Vec<MediaId> = said.iter().flat_map(|said| said.files.iter().copied()).collect();
    let files = media::owned(tx, author, &ids).await?;
    let entity = |(row, said): (ScheduledRow, OneText)| {
        let attached = said.files.iter().filter_map(|id| files.iter().find(|file| file.id == *id));
        ScheduledStatus {
            id: row.id,
            scheduled_at: row.scheduled_at,
            media_attachments: attached
                .map(|file| present::uploaded(&state.context.addresses, file))
                .collect(),
            params: params(said),
        }
    };
    Ok(rows.into_iter().zip(said).map(entity).collect())
}

fn params(said: OneText) -> ScheduledParams {
    ScheduledParams {
        text: said.text,
        poll: None,
        media_ids: Some(said.files).filter(|files| !files.is_empty()),
        sensitive: said.sensitive,
        spoiler_text: said.heading,
        visibility: if said.unlisted { "unlisted" } else { "public" },
        in_reply_to_id: said.in_reply_to,
        language: said.language,
        application_id: 0,
        scheduled_at: None,
        idempotency: None,
        with_rate_limit: false,
    }
}
