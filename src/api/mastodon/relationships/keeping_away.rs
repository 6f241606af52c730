//! Blocks and mutes: <https://docs.joinmastodon.org/methods/blocks/>, <https://docs.joinmastodon.org/methods/mutes/> and
//! <https://docs.joinmastodon.org/methods/domain_blocks/>.

use std::collections::HashMap;
use std::time::Duration;

use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Doing;
use crate::api::access::{Person, ReadBlocks, ReadMutes, WriteBlocks, WriteMutes};
use crate::api::body::{Body, Query};
use crate::api::lenient::{Flag, Id, Number};
use crate::api::mastodon::entities::{Account, Relationship};
use crate::api::mastodon::present;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::domain::relationship::Mute;
use crate::domain::time::Timestamp;
use crate::services::relationships;
use crate::store::{blocks, mutes};

/// The longest time of a mute that ends by itself: what is longer ends never.
const MOST_SECONDS: i64 = 10 * 366 * 24 * 60 * 60;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts/{id}/block", post(block))
        .route("/api/v1/accounts/{id}/unblock", post(unblock))
        .route("/api/v1/accounts/{id}/mute", post(mute))
        .route("/api/v1/accounts/{id}/unmute", post(unmute))
        .route("/api/v1/blocks", get(list_blocks))
        .route("/api/v1/mutes", get(list_mutes))
        .route("/api/v1/domain_blocks", get(list_domains).post(mute_domain).delete(unmute_domain))
}

async fn block(person: Person<WriteBlocks>, Id(target): Id<ActorId>) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::begin(person, target).await?;
    relationships::block(&it.person.state.context, &mut it.tx, it.person.actor, it.target).await?;
    it.finish().await
}

async fn unblock(
    person: Person<WriteBlocks>,
    Id(target): Id<ActorId>,
) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::let_go(person, target).await?;
    relationships::unblock(&it.person.state.context, &mut it.tx, it.person.actor, it.target).await?;
    it.finish().await
}

#[derive(Debug, Deserialize)]
struct AskedMute {
    notifications: Option<Flag>,
    duration: Option<Number>,
}

async fn mute(
    person: Person<WriteMutes>,
    Id(target): Id<ActorId>,
    Body(asked): Body<AskedMute>,
) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::begin(person, target).await?;
    let ctx = &it.person.state.context;
    let seconds = asked.duration.and_then(|Number(seconds)| seconds);
    let length = seconds.filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
    let length = length.and_then(|seconds| u64::try_from(seconds).ok());
    let mute = Mute {
        notifications: asked.notifications.is_none_or(|Flag(notifications)| notifications),
        ends_at: length.map(|seconds| ctx.now() + Duration::from_secs(seconds)),
    };
    relationships::mute(ctx, &mut it.tx, it.person.actor, it.target, mute).await?;
    it.finish().await
}

async fn unmute(person: Person<WriteMutes>, Id(target): Id<ActorId>) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::let_go(person, target).await?;
    relationships::unmute(&mut it.tx, it.person.actor, it.target).await?;
    it.finish().await
}

async fn list_blocks(
    Person { state, actor, .. }: Person<ReadBlocks>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let rows = blocks::of(&mut tx, actor, paging.span).await?;
    let mut accounts = present::accounts_by_id(&state, &mut tx, rows.iter().map(|row| row.target_id)).await?;
    let blocked: Vec<Account> = rows.iter().filter_map(|row| accounts.remove(&row.target_id)).collect();
    Ok(paging.answer(&blocked, rows.first().zip(rows.last()).map(|(first, last)| (first.id, last.id))))
}

/// <https://docs.joinmastodon.org/entities/Account/#MutedAccount>
#[derive(Debug, Serialize)]
struct MutedAccount {
    #[serde(flatten)]
    account: Account,
    mute_expires_at: Option<Timestamp>,
}

async fn list_mutes(
    Person { state, actor, .. }: Person<ReadMutes>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let rows = mutes::of(&mut tx, actor, state.context.now(), paging.span).await?;
    let targets = rows.iter().map(|row| row.target_id);
    let mut accounts: HashMap<_, _> = present::accounts_by_id(&state, &mut tx, targets).await?;
    let muted = |row: &mutes::MuteRow| {
        let account = accounts.remove(&row.target_id)?;
        Some(MutedAccount { account, mute_expires_at: row.ends_at })
    };
    let muted: Vec<MutedAccount> = rows.iter().filter_map(muted).collect();
    Ok(paging.answer(&muted, rows.first().zip(rows.last()).map(|(first, last)| (first.id, last.id))))
}

#[derive(Debug, Deserialize)]
struct AskedDomain {
    #[serde(default)]
    domain: String,
}

async fn list_domains(
    Person { state, actor, .. }: Person<ReadBlocks>,
    paging: Paging<100, 200>,
) -> Result<Response, ApiError> {
    let rows = mutes::domains_of(&mut state.db.read().await?, actor, paging.span).await?;
    let domains: Vec<&str> = rows.iter().map(|row| row.domain.as_str()).collect();
    Ok(paging.answer(&domains, rows.first().zip(rows.last()).map(|(first, last)| (first.id, last.id))))
}

async fn mute_domain(
    Person { state, actor, .. }: Person<WriteBlocks>,
    Query(in_address): Query<AskedDomain>,
    Body(in_body): Body<AskedDomain>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    let domain = either(&in_body, &in_address);
    relationships::mute_domain(&state.context, &mut tx, actor, domain).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn unmute_domain(
    Person { state, actor, .. }: Person<WriteBlocks>,
    Query(in_address): Query<AskedDomain>,
    Body(in_body): Body<AskedDomain>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    let domain = either(&in_body, &in_address);
    relationships::unmute_domain(&state.context, &mut tx, actor, domain).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

/// Clients that cannot send a body with `DELETE` put the domain into the address.
fn either<'a>(in_body: &'a AskedDomain, in_address: &'a AskedDomain) -> &'a str {
    if in_body.domain.is_empty() { &in_address.domain } else { &in_body.domain }
}
