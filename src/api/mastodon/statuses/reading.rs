//! <https://docs.joinmastodon.org/methods/statuses/>: reading a status and what is around it.

use std::collections::HashSet;

use axum::middleware::from_fn;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::visible;
use crate::api::access::{Anyone, ReadStatuses};
use crate::api::body::Query;
use crate::api::lenient::{Id, Many};
use crate::api::mastodon::entities::{Context, Status};
use crate::api::mastodon::present::{self, Entry};
use crate::api::{ApiError, ApiState, etag};
use crate::domain::ids::PostId;
use crate::store::threads::{self, Around};
use crate::store::timelines;

/// How many statuses are named in one request.
const MOST: usize = 40;
/// What of a thread Mastodon gives to somebody without a token, and to people.
const FOR_ANYONE: Around = Around { ancestors: 40, descendants: 60, depth: 20 };
const FOR_PEOPLE: Around = Around { ancestors: 4_096, descendants: 4_096, depth: 4_096 };

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/statuses", get(several))
        .route("/api/v1/statuses/{id}", get(one).layer(from_fn(etag::weak)))
        .route("/api/v1/statuses/{id}/context", get(context))
}

async fn one(anyone: Anyone<ReadStatuses>, Id(id): Id<i64>) -> Result<Json<Status>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let (entry, _) = visible(state, &mut tx, viewer, id).await?;
    let status = present::statuses(state, &mut tx, viewer, &[entry]).await?.pop();
    status.map(Json).ok_or_else(ApiError::not_found)
}

#[derive(Deserialize)]
struct Named {
    #[serde(default, alias = "ids")]
    id: Many<String>,
}

async fn several(
    anyone: Anyone<ReadStatuses>,
    Query(named): Query<Named>,
) -> Result<Json<Vec<Status>>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let ids: Vec<i64> = named.id.0.iter().filter_map(|id| id.parse().ok()).take(MOST).collect();
    let mut tx = state.db.read().await?;
    let entries = timelines::named(&mut tx, &ids).await?;
    Ok(Json(present::statuses(state, &mut tx, viewer, &entries).await?))
}

async fn context(anyone: Anyone<ReadStatuses>, Id(id): Id<i64>) -> Result<Json<Context>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let (_, post) = visible(state, &mut tx, viewer, id).await?;
    let most = if viewer.actor.is_some() { FOR_PEOPLE } else { FOR_ANYONE };
    let around = threads::context(&mut tx, post.root_id, post.id, viewer.actor, most).await?;
    let above: HashSet<PostId> = around.ancestors.iter().copied().collect();
    let entries: Vec<Entry> =
        around.ancestors.into_iter().chain(around.descendants).map(Entry::Post).collect();
    let statuses = present::statuses(state, &mut tx, viewer, &entries).await?;
    let statuses = present::wanted(state, &mut tx, viewer, statuses).await?;
    let is_above = |status: &Status| status.id.parse().is_ok_and(|id| above.contains(&PostId::new(id)));
    let (ancestors, descendants) = statuses.into_iter().partition(is_above);
    Ok(Json(Context { ancestors, descendants }))
}
