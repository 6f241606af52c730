//! Saying something, changing it, taking it back: <https://docs.joinmastodon.org/methods/statuses/>.
//!
//! An app has one text. Where it belongs, and what of it is a title, is decided in
//! `services::posts::one_text`, for all apps alike.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::entities::{MediaAttachment, Status};
use super::present::Entry;
use super::{found, present, scheduled};
use crate::api::access::{Person, WriteStatuses};
use crate::api::body::Body;
use crate::api::lenient::{Flag, Id, Many, Number};
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::{MediaId, PostId};
use crate::domain::post::{Focus, Post};
use crate::http::HttpError;
use crate::services::posts::one_text::{self, OneText, Revised};
use crate::services::posts::text::as_one_text;
use crate::services::posts::{self, NewPost, PostError};
use crate::services::{media, once, shares};
use crate::store::{StoreError, Tx};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/statuses", post(publish))
        .route("/api/v1/statuses/{id}", put(edit).delete(delete))
}

/// The fields of `POST` and `PUT`.
#[derive(Debug, Default, Deserialize)]
struct Fields {
    status: Option<String>,
    media_ids: Option<Many<Number>>,
    media_attributes: Option<Many<MediaAttributes>>,
    in_reply_to_id: Option<Number>,
    sensitive: Option<Flag>,
    spoiler_text: Option<String>,
    visibility: Option<String>,
    language: Option<String>,
    scheduled_at: Option<String>,
    poll: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct MediaAttributes {
    id: Number,
    description: Option<String>,
    focus: Option<String>,
}

/// `POST /api/v1/statuses`
async fn publish(
    person: Person<WriteStatuses>,
    headers: HeaderMap,
    Body(fields): Body<Fields>,
) -> Result<Response, ApiError> {
    let key = idempotency_key(&headers)?;
    may_be_said_so(&fields)?;
    let at = fields.scheduled_at.clone().filter(|at| !at.is_empty());
    let said = one_text(fields);
    if let Some(at) = at {
        return scheduled::add(&person, &said, &at, key).await;
    }
    let Person { state, actor, .. } = &person;
    if let Some(key) = key
        && let Some(made) = once::made_by(&mut state.db.read().await?, *actor, key).await?
    {
        return answer(&person, PostId::new(made)).await;
    }
    let new = one_text::compose(&state.context, &state.db, state.network.as_ref(), *actor, &said).await?;
    let post = match publish_once(&person, new, key).await {
        // The same request was carried out while this one was under way.
        Err(PostError::Store(StoreError::AlreadyExists)) if key.is_some() => {
            let key = key.unwrap_or_default();
            let made = once::made_by(&mut state.db.read().await?, *actor, key).await?;
            PostId::new(made.ok_or_else(|| HttpError::internal(StoreError::AlreadyExists))?)
        }
        outcome => outcome?,
    };
    answer(&person, post).await
}

async fn publish_once(
    person: &Person<WriteStatuses>,
    new: NewPost,
    key: Option<&str>,
) -> Result<PostId, PostError> {
    let Person { state, actor, .. } = person;
    let mut tx = state.db.begin().await?;
    let post = posts::publish(&state.context, &mut tx, new).await?.id;
    if let Some(key) = key {
        once::note(&state.context, &mut tx, *actor, key, post.get()).await?;
    }
    tx.commit().await?;
    Ok(post)
}

async fn answer(person: &Person<WriteStatuses>, post: PostId) -> Result<Response, ApiError> {
    let mut tx = person.state.db.read().await?;
    let status = shown(person, &mut tx, post).await?;
    Ok(Json(status).into_response())
}

async fn shown(person: &Person<WriteStatuses>, tx: &mut Tx, post: PostId) -> Result<Status, ApiError> {
    let status = present::status(&person.state, tx, &person.viewer, post).await?;
    status.ok_or_else(ApiError::not_found)
}

/// The name that the client gives to this request.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let key = key.map(str::trim).filter(|key| !key.is_empty());
    if key.is_some_and(|key| key.len() > once::MAX_KEY) {
        return Err(ApiError::unprocessable("The Idempotency-Key is too long"));
    }
    Ok(key)
}

/// What the node has no place for is refused, not published otherwise than it was meant.
fn may_be_said_so(fields: &Fields) -> Result<(), ApiError> {
    match fields.visibility.as_deref() {
        None | Some("" | "public" | "unlisted") => {}
        Some("private" | "direct") => {
            return Err(ApiError::unprocessable(
                "Everything that is posted here is public; posts for followers or for single people are not offered",
            ));
        }
        Some(_) => {
            return Err(ApiError::unprocessable("Validation failed: Visibility is not included in the list"));
        }
    }
    if fields.poll.as_ref().is_some_and(|poll| !poll.is_null()) {
        return Err(ApiError::unprocessable("Polls are not offered here"));
    }
    Ok(())
}

fn one_text(fields: Fields) -> OneText {
    OneText {
        text: fields.status.unwrap_or_default(),
        heading: fields.spoiler_text.filter(|text| !text.trim().is_empty()),
        in_reply_to: fields.in_reply_to_id.and_then(|id| id.0).map(PostId::new),
        language: fields.language.filter(|tag| !tag.is_empty()),
        sensitive: fields.sensitive.is_some_and(|flag| flag.0),
        files: fields.media_ids.map(media_ids).unwrap_or_default(),
    }
}

fn media_ids(ids: Many<Number>) -> Vec<MediaId> {
    ids.0.into_iter().filter_map(|id| id.0).map(MediaId::new).collect()
}

/// `PUT /api/v1/statuses/:id`
async fn edit(
    person: Person<WriteStatuses>,
    Id(id): Id<PostId>,
    Body(fields): Body<Fields>,
) -> Result<Json<Status>, ApiError> {
    may_be_said_so(&fields)?;
    let Person { state, actor, .. } = &person;
    let post = own(&person, id).await?;
    let attributes = fields.media_attributes.unwrap_or_default().0;
    let revised = Revised {
        text: fields.status,
        heading: fields.spoiler_text,
        language: fields.language.filter(|tag| !tag.is_empty()),
        sensitive: fields.sensitive.map(|flag| flag.0),
        files: fields.media_ids.map(media_ids),
        descriptions: attributes.iter().filter_map(described).collect(),
    };
    let mut tx = state.db.begin().await?;
    for file in &attributes {
        if let Some((id, focus)) = file.id.0.map(MediaId::new).zip(focus(file.focus.as_deref())?) {
            media::describe(&mut tx, *actor, id, None, Some(focus)).await?;
        }
    }
    tx.commit().await?;
    let change = one_text::revise(&state.context, &state.db, state.network.as_ref(), &post, &revised).await?;
    let mut tx = state.db.begin().await?;
    posts::edit(&state.context, &mut tx, change).await?;
    tx.commit().await?;
    let mut tx = state.db.read().await?;
    Ok(Json(shown(&person, &mut tx, post.id).await?))
}

fn described(file: &MediaAttributes) -> Option<(MediaId, String)> {
    let text = file.description.as_deref()?.chars().take(media::MAX_DESCRIPTION).collect();
    Some((MediaId::new(file.id.0?), text))
}

/// `x,y` as apps send it.
pub(super) fn focus(text: Option<&str>) -> Result<Option<Focus>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let focus = text.parse().map_err(|_| ApiError::unprocessable("Validation failed: Focus is invalid"))?;
    Ok(Some(focus))
}

/// A post of the person's own. Somebody else's is not there for this (threat 92), nor has a share words to change.
async fn own(person: &Person<WriteStatuses>, id: PostId) -> Result<Post, ApiError> {
    let mut tx = person.state.db.read().await?;
    let post = found::post(&person.state, &mut tx, &person.viewer, id).await?;
    if post.author_id != person.actor || post.id != id {
        return Err(ApiError::not_found());
    }
    Ok(post)
}

/// What is left of a deleted status: what is needed to write it anew.
#[derive(Debug, Serialize)]
struct Deleted {
    #[serde(flatten)]
    status: Status,
    /// As it was written.
    text: String,
}

/// `DELETE /api/v1/statuses/:id`
async fn delete(person: Person<WriteStatuses>, Id(id): Id<PostId>) -> Result<Json<Deleted>, ApiError> {
    let entry = present::entry(&mut person.state.db.read().await?, id.get()).await?;
    if let Some(share @ Entry::Share { .. }) = entry {
        return share_no_more(&person, share).await;
    }
    let post = own(&person, id).await?;
    if post.deleted_at.is_some() {
        return Err(ApiError::not_found());
    }
    let mut tx = person.state.db.begin().await?;
    let mut status = shown(&person, &mut tx, post.id).await?;
    posts::delete(&person.state.context, &mut tx, person.actor, post.id, &Origin::Here).await?;
    tx.commit().await?;
    // Files that lie elsewhere cannot be attached to the new one.
    status.media_attachments.retain(|file: &MediaAttachment| file.remote_url.is_none());
    Ok(Json(Deleted { status, text: as_one_text(&post) }))
}

/// The share is deleted, not what was shared.
async fn share_no_more(person: &Person<WriteStatuses>, share: Entry) -> Result<Json<Deleted>, ApiError> {
    let Person { state, viewer, .. } = person;
    let shared = share.post();
    let mut tx = state.db.begin().await?;
    let status = present::statuses(state, &mut tx, viewer, &[share]).await?.pop();
    let status = status.filter(|status| status.account.id == person.actor);
    let status = status.ok_or_else(ApiError::not_found)?;
    shares::withdraw(&state.context, &mut tx, person.actor, shared, &Origin::Here).await?;
    tx.commit().await?;
    Ok(Json(Deleted { status, text: String::new() }))
}
