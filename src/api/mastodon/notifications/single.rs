//! One notification a line.

use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::{Asked, Count, Nothing};
use crate::api::access::{Person, ReadNotifications, WriteNotifications};
use crate::api::body::{Body, Query};
use crate::api::lenient::Id;
use crate::api::mastodon::entities::Notification;
use crate::api::mastodon::present;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::NotificationId;
use crate::services::notifications as service;
use crate::store::notification_lists::Wanted;
use crate::store::{Span, notification_lists};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/notifications", get(list))
        .route("/api/v1/notifications/clear", post(clear))
        .route("/api/v1/notifications/dismiss", post(dismiss_named))
        .route("/api/v1/notifications/unread_count", get(unread_count))
        .route("/api/v1/notifications/{id}", get(one))
        .route("/api/v1/notifications/{id}/dismiss", post(dismiss))
}

/// `GET /api/v1/notifications`
async fn list(
    Person { state, actor, viewer, .. }: Person<ReadNotifications>,
    Query(asked): Query<Asked>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let Some(wanted) = asked.wanted() else { return Ok(paging.answer::<Notification>(&[], None)) };
    let mut tx = state.db.read().await?;
    let told = notification_lists::page(&mut tx, actor, &wanted, paging.span).await?;
    let ends = told.first().zip(told.last()).map(|(first, last)| (first.id.get(), last.id.get()));
    let shown = present::notifications(&state, &mut tx, &viewer, &told).await?;
    Ok(paging.answer(&shown, ends))
}

/// `GET /api/v1/notifications/:id`
async fn one(
    Person { state, actor, .. }: Person<ReadNotifications>,
    Id(id): Id<NotificationId>,
) -> Result<Json<Notification>, ApiError> {
    let mut tx = state.db.read().await?;
    let shown = present::notification(&state, &mut tx, actor, id).await?;
    shown.map(Json).ok_or_else(ApiError::not_found)
}

/// `POST /api/v1/notifications/clear`
async fn clear(Person { state, actor, .. }: Person<WriteNotifications>) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    service::clear(&mut tx, actor).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

/// `POST /api/v1/notifications/:id/dismiss`
async fn dismiss(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Id(id): Id<NotificationId>,
) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    notification_lists::one(&mut tx, actor, id).await?.ok_or_else(ApiError::not_found)?;
    service::dismiss(&mut tx, actor, &[id]).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

#[derive(Debug, Deserialize)]
struct Named {
    id: NotificationId,
}

/// `POST /api/v1/notifications/dismiss`: the same as older apps ask for it.
async fn dismiss_named(
    person: Person<WriteNotifications>,
    Body(named): Body<Named>,
) -> Result<Json<Nothing>, ApiError> {
    dismiss(person, Id(named.id)).await
}

/// `GET /api/v1/notifications/unread_count`
async fn unread_count(
    Person { state, actor, .. }: Person<ReadNotifications>,
    Query(asked): Query<Asked>,
) -> Result<Json<Count>, ApiError> {
    let Some(wanted) = asked.wanted() else { return Ok(Json(Count { count: 0 })) };
    let wanted = Wanted { unread_only: true, ..wanted };
    let mut tx = state.db.read().await?;
    let told = notification_lists::page(&mut tx, actor, &wanted, Span::newest(asked.most())).await?;
    Ok(Json(Count { count: told.len() }))
}
