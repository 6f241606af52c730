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
use super::left::Left;
use super::present::Entry;
use super::{found, present, scheduled};
use crate::api::access::{Person, WriteStatuses};
use crate::api::body::Body;
use crate::api::lenient::{Flag, Id, Many, Number};
use crate::api::{ApiError, ApiState};
use crate::domain::account::PostingDefaults;
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, MediaId, PostId, ScheduledId};
use crate::domain::post::{Focus, MAX_ATTACHMENTS, Post};
use crate::services::posts::one_text::{self, OneText, Revised};
use crate::services::posts::text::as_one_text;
use crate::services::posts::{self, Flaw, NewPost, PostError};
use crate::services::{media, once, shares};
use crate::store::{Tx, accounts, posts as stored};

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
    if let Some(made) = made_before(&person, key).await? {
        return Ok(made);
    }
    let at = fields.scheduled_at.clone().filter(|at| !at.is_empty());
    let Person { state, actor, .. } = &person;
    let defaults = accounts::posting_defaults(&mut state.db.read().await?, *actor).await?;
    let mut said = one_text(fields, defaults);
    if let Some(answered) = said.in_reply_to {
        said.in_reply_to = Some(answerable(&person, answered).await?);
    }
    let outcome = match at {
        Some(at) => scheduled::add(&person, &said, &at, key).await,
        None => publish_now(&person, &said, key).await,
    };
    match outcome {
        // Perhaps the same request was carried out while this one was under way.
        Err(refusal) => made_before(&person, key).await?.ok_or(refusal),
        done => done,
    }
}

/// The post that an answer is meant for: whoever answers a share answers what was shared.
async fn answerable(person: &Person<WriteStatuses>, id: PostId) -> Result<PostId, ApiError> {
    let mut tx = person.state.db.read().await?;
    Ok(found::post(&person.state, &mut tx, &person.viewer, id).await?.id)
}

/// What an earlier request of this name made: a status, or one that waits for its time.
async fn made_before(
    person: &Person<WriteStatuses>,
    key: Option<&str>,
) -> Result<Option<Response>, ApiError> {
    let Person { state, actor, viewer, .. } = person;
    let Some(key) = key else { return Ok(None) };
    let mut tx = state.db.read().await?;
    let Some(made) = once::made_by(&mut tx, *actor, key).await? else { return Ok(None) };
    if let Some(status) = present::status(state, &mut tx, viewer, PostId::new(made)).await? {
        return Ok(Some(Json(status).into_response()));
    }
    if let Some(waiting) = scheduled::waiting(state, &mut tx, *actor, ScheduledId::new(made)).await? {
        return Ok(Some(Json(waiting).into_response()));
    }
    Err(ApiError::unprocessable("What was made with this Idempotency-Key is no longer there"))
}

async fn publish_now(
    person: &Person<WriteStatuses>,
    said: &OneText,
    key: Option<&str>,
) -> Result<Response, ApiError> {
    let Person { state, actor, .. } = person;
    let new = one_text::compose(&state.context, &state.db, state.network.as_ref(), *actor, said).await?;
    let post = publish_once(person, new, key).await?;
    let mut tx = state.db.read().await?;
    let status = shown(person, &mut tx, post).await?;
    Ok(Json(status).into_response())
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
            return Err(ApiError::wrong("visibility", "is not included in the list"));
        }
    }
    if fields.poll.as_ref().is_some_and(|poll| !poll.is_null()) {
        return Err(ApiError::unprocessable("Polls are not offered here"));
    }
    Ok(())
}

/// What the app leaves open is as the person usually has it.
fn one_text(fields: Fields, usual: PostingDefaults) -> OneText {
    OneText {
        unlisted: fields.visibility.as_deref() == Some("unlisted"),
        text: fields.status.unwrap_or_default(),
        heading: fields.spoiler_text.filter(|text| !text.trim().is_empty()),
        in_reply_to: fields.in_reply_to_id.and_then(|id| id.0).map(PostId::new),
        language: fields.language.filter(|tag| !tag.is_empty()).or(usual.language),
        sensitive: fields.sensitive.map_or(usual.sensitive, |flag| flag.0),
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
) -> Result<Json<Left>, ApiError> {
    may_be_said_so(&fields)?;
    let attributes = fields.media_attributes.unwrap_or_default().0;
    if attributes.len() > MAX_ATTACHMENTS {
        return Err(PostError::from(Flaw::ManyFiles).into());
    }
    let Person { state, actor, viewer, .. } = &person;
    let post = own(&mut state.db.read().await?, *actor, id).await?;
    let mut foci = Vec::new();
    for file in &attributes {
        foci.extend(file.id.0.map(MediaId::new).zip(focus(file.focus.as_deref())?));
    }
    let revised = Revised {
        text: fields.status,
        heading: fields.spoiler_text,
        language: fields.language.filter(|tag| !tag.is_empty()),
        sensitive: fields.sensitive.map(|flag| flag.0),
        files: fields.media_ids.map(media_ids),
        descriptions: attributes.iter().filter_map(described).collect(),
        foci,
    };
    one_text::change(&state.context, &state.db, state.network.as_ref(), post.id, &revised).await?;
    let mut tx = state.db.read().await?;
    Ok(Json(Left::of(state, &mut tx, viewer, Entry::Post(post.id)).await?))
}

fn described(file: &MediaAttributes) -> Option<(MediaId, String)> {
    let text = file.description.as_deref()?.chars().take(media::MAX_DESCRIPTION).collect();
    Some((MediaId::new(file.id.0?), text))
}

/// `x,y` as apps send it.
pub(super) fn focus(text: Option<&str>) -> Result<Option<Focus>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let focus = text.parse().map_err(|_| ApiError::wrong("focus", "is invalid"))?;
    Ok(Some(focus))
}

/// A post of the person's own. Somebody else's is not there for this (threat 92), nor has a share words to change. One's
/// own words are there wherever they stand, also where this node speaks no more with whoever has the place.
async fn own(tx: &mut Tx, person: ActorId, id: PostId) -> Result<Post, ApiError> {
    let post = stored::by_id(tx, id).await?.filter(|post| post.author_id == person);
    post.ok_or_else(ApiError::not_found)
}

/// What is left of a deleted status: what is needed to write it anew.
#[derive(Debug, Serialize)]
struct Deleted {
    #[serde(flatten)]
    left: Left,
    /// As it was written.
    text: String,
}

/// `DELETE /api/v1/statuses/:id`
async fn delete(person: Person<WriteStatuses>, Id(id): Id<PostId>) -> Result<Json<Deleted>, ApiError> {
    let Person { state, actor, viewer, .. } = &person;
    let mut tx = state.db.begin().await?;
    let entry = present::entry(&mut tx, id.get()).await?.ok_or_else(ApiError::not_found)?;
    if let Entry::Share { actor: sharer, .. } = entry {
        return if sharer == *actor {
            share_no_more(&person, tx, entry).await
        } else {
            Err(ApiError::not_found())
        };
    }
    let post = own(&mut tx, *actor, id).await?;
    if post.deleted_at.is_some() {
        return Err(ApiError::not_found());
    }
    let mut left = Left::of(state, &mut tx, viewer, entry).await?;
    posts::delete(&state.context, &mut tx, *actor, post.id, &Origin::Here).await?;
    tx.commit().await?;
    if let Some(status) = &mut left.status {
        // Files that lie elsewhere cannot be attached to the new one.
        status.media_attachments.retain(|file: &MediaAttachment| file.remote_url.is_none());
    }
    Ok(Json(Deleted { left, text: as_one_text(&post) }))
}

/// The share is deleted, not what was shared; whether the person may still see that does not matter.
async fn share_no_more(
    person: &Person<WriteStatuses>,
    mut tx: Tx,
    share: Entry,
) -> Result<Json<Deleted>, ApiError> {
    let Person { state, actor, viewer, .. } = person;
    let shared = share.post();
    let left = Left::of(state, &mut tx, viewer, share).await?;
    shares::withdraw(&state.context, &mut tx, *actor, shared, &Origin::Here).await?;
    tx.commit().await?;
    Ok(Json(Deleted { left, text: String::new() }))
}
