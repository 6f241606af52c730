//! Followers who wait: <https://docs.joinmastodon.org/methods/follow_requests/>.

use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::following::listed;
use super::one;
use crate::api::access::{Person, ReadFollows, WriteFollows};
use crate::api::lenient::Id;
use crate::api::mastodon::entities::Relationship;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::services::communities::{approve_follower, refuse_follower};
use crate::store::{Tx, follows};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/follow_requests", get(list))
        .route("/api/v1/follow_requests/{id}/authorize", post(authorize))
        .route("/api/v1/follow_requests/{id}/reject", post(reject))
}

async fn list(
    Person { state, actor, viewer, .. }: Person<ReadFollows>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let waiting = follows::followers_by_id(&mut tx, actor, FollowState::Waiting, paging.span).await?;
    Ok(listed(&state, &mut tx, &viewer, &paging, &waiting).await?)
}

async fn authorize(
    Person { state, actor, .. }: Person<WriteFollows>,
    Id(follower): Id<ActorId>,
) -> Result<Json<Relationship>, ApiError> {
    let mut tx = state.db.begin().await?;
    has_asked(&mut tx, actor, follower).await?;
    approve_follower(&state.context, &mut tx, actor, actor, follower).await?;
    let now = one(&state, &mut tx, actor, follower).await?;
    tx.commit().await?;
    Ok(now)
}

async fn reject(
    Person { state, actor, .. }: Person<WriteFollows>,
    Id(follower): Id<ActorId>,
) -> Result<Json<Relationship>, ApiError> {
    let mut tx = state.db.begin().await?;
    has_asked(&mut tx, actor, follower).await?;
    refuse_follower(&state.context, &mut tx, actor, actor, follower).await?;
    let now = one(&state, &mut tx, actor, follower).await?;
    tx.commit().await?;
    Ok(now)
}

async fn has_asked(tx: &mut Tx, person: ActorId, follower: ActorId) -> Result<(), ApiError> {
    let follow = follows::get(tx, follower, person).await?;
    let waits = follow.is_some_and(|follow| follow.state == FollowState::Waiting);
    if waits { Ok(()) } else { Err(ApiError::not_found()) }
}
