//! What the policy put aside, by who it comes from.

use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::Nothing;
use crate::api::access::{Person, ReadNotifications, WriteNotifications};
use crate::api::body::Body;
use crate::api::lenient::{Id, Many};
use crate::api::mastodon::entities::NotificationRequest;
use crate::api::mastodon::present::{self, Entry};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::services::notification_policy as service;
use crate::store::notification_policies::{self, Request};
use crate::store::{Span, StoreError, Tx};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/notifications/requests", get(list))
        .route("/api/v1/notifications/requests/accept", post(accept_all))
        .route("/api/v1/notifications/requests/dismiss", post(dismiss_all))
        // What was accepted is let through at once.
        .route(
            "/api/v1/notifications/requests/merged",
            get(|_: Person<ReadNotifications>| async { Json(Merged { merged: true }) }),
        )
        .route("/api/v1/notifications/requests/{id}", get(one))
        .route("/api/v1/notifications/requests/{id}/accept", post(accept))
        .route("/api/v1/notifications/requests/{id}/dismiss", post(dismiss))
}

/// `GET /api/v1/notifications/requests`
async fn list(
    Person { state, actor, viewer, .. }: Person<ReadNotifications>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let requests = notification_policies::requests(&mut tx, actor, paging.span).await?;
    let ends =
        requests.first().zip(requests.last()).map(|(first, last)| (first.sender.get(), last.sender.get()));
    Ok(paging.answer(&shown(&state, &mut tx, &viewer, &requests).await?, ends))
}

/// `GET /api/v1/notifications/requests/:id`
async fn one(
    Person { state, actor, viewer, .. }: Person<ReadNotifications>,
    Id(sender): Id<ActorId>,
) -> Result<Json<NotificationRequest>, ApiError> {
    let mut tx = state.db.read().await?;
    let request = of(&mut tx, actor, sender).await?;
    let shown = shown(&state, &mut tx, &viewer, &[request]).await?.pop();
    shown.map(Json).ok_or_else(ApiError::not_found)
}

async fn of(tx: &mut Tx, person: ActorId, sender: ActorId) -> Result<Request, ApiError> {
    let span = Span { below: sender.get().saturating_add(1), ..Span::newest(1) };
    let found = notification_policies::requests(tx, person, span).await?.pop();
    found.filter(|request| request.sender == sender).ok_or_else(ApiError::not_found)
}

async fn shown(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    requests: &[Request],
) -> Result<Vec<NotificationRequest>, StoreError> {
    let senders: Vec<ActorId> = requests.iter().map(|request| request.sender).collect();
    let mut accounts = present::visible_by_id(state, tx, viewer, senders).await?;
    let posts: Vec<Entry> =
        requests.iter().filter_map(|request| request.last_post).map(Entry::Post).collect();
    let statuses = present::statuses(state, tx, viewer, &posts).await?;
    let request = |request: &Request| {
        let last = request.last_post.map(|post| post.to_string());
        Some(NotificationRequest {
            id: request.sender,
            created_at: request.first_at,
            updated_at: request.last_at,
            account: accounts.remove(&request.sender)?,
            notifications_count: request.notifications.to_string(),
            last_status: statuses.iter().find(|status| Some(&status.id) == last.as_ref()).cloned(),
        })
    };
    Ok(requests.iter().filter_map(request).collect())
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    id: Many<String>,
}

impl Named {
    /// What is no id names nobody.
    fn senders(&self) -> Vec<ActorId> {
        self.id.0.iter().filter_map(|id| id.parse().ok()).collect()
    }
}

/// `POST /api/v1/notifications/requests/:id/accept`
async fn accept(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Id(sender): Id<ActorId>,
) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    of(&mut tx, actor, sender).await?;
    service::accept(&mut tx, actor, &[sender]).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

/// `POST /api/v1/notifications/requests/:id/dismiss`
async fn dismiss(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Id(sender): Id<ActorId>,
) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    of(&mut tx, actor, sender).await?;
    service::dismiss(&mut tx, actor, &[sender]).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

/// `POST /api/v1/notifications/requests/accept`. Of those that are named, those who have asked.
async fn accept_all(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Body(named): Body<Named>,
) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    let mut senders = named.senders();
    let waiting = notification_policies::waiting_among(&mut tx, actor, &senders).await?;
    senders.retain(|sender| waiting.contains(sender));
    service::accept(&mut tx, actor, &senders).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

/// `POST /api/v1/notifications/requests/dismiss`
async fn dismiss_all(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Body(named): Body<Named>,
) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    service::dismiss(&mut tx, actor, &named.senders()).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

#[derive(Debug, Serialize)]
struct Merged {
    merged: bool,
}
