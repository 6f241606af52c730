//! <https://docs.joinmastodon.org/methods/accounts/>: looking at accounts and at what they said.

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::visible;
use crate::api::access::{Anyone, ReadAccounts};
use crate::api::body::Query;
use crate::api::lenient::{Id, Many};
use crate::api::mastodon::entities::Account;
use crate::api::mastodon::present;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::store::actors;

/// How many accounts are named in one request.
const MOST: usize = 40;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts", get(several))
        .route("/api/v1/accounts/lookup", get(lookup))
        .route("/api/v1/accounts/{id}", get(one))
}

async fn one(anyone: Anyone<ReadAccounts>, Id(id): Id<ActorId>) -> Result<Json<Account>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let actor = visible(state, &mut tx, viewer, id).await?;
    Ok(Json(present::account(state, &mut tx, &actor).await?))
}

#[derive(Deserialize)]
struct Named {
    #[serde(default, alias = "ids")]
    id: Many<String>,
}

async fn several(
    anyone: Anyone<ReadAccounts>,
    Query(named): Query<Named>,
) -> Result<Json<Vec<Account>>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let ids: Vec<ActorId> = named.id.0.iter().filter_map(|id| id.parse().ok()).take(MOST).collect();
    let mut tx = state.db.read().await?;
    let mut found = actors::by_ids(&mut tx, &ids).await?;
    found.sort_by_key(|actor| ids.iter().position(|id| *id == actor.id));
    let shown = present::visible_among(state, &mut tx, viewer, found).await?;
    Ok(Json(present::accounts(state, &mut tx, &shown).await?))
}

#[derive(Deserialize)]
struct Lookup {
    acct: Option<String>,
}

async fn lookup(
    anyone: Anyone<ReadAccounts>,
    Query(asked): Query<Lookup>,
) -> Result<Json<Account>, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let acct = asked.acct.unwrap_or_default();
    let acct = acct.trim().trim_start_matches('@');
    let mut tx = state.db.read().await?;
    let found = match acct.split_once('@') {
        Some((name, domain)) if !domain.eq_ignore_ascii_case(state.context.addresses.authority()) => {
            actors::by_acct(&mut tx, name, &domain.to_lowercase()).await?
        }
        Some((name, _)) => actors::local_by_handle(&mut tx, name).await?,
        None => actors::local_by_handle(&mut tx, acct).await?,
    };
    let id = found.ok_or_else(ApiError::not_found)?.id;
    let actor = visible(state, &mut tx, viewer, id).await?;
    Ok(Json(present::account(state, &mut tx, &actor).await?))
}
