//! Whose notifications the person wants at once.

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use crate::api::access::{Person, ReadNotifications, WriteNotifications};
use crate::api::body::Body;
use crate::api::error::Flaw;
use crate::api::lenient::Flag;
use crate::api::mastodon::entities::{NotificationPolicy, NotificationPolicyV1, PolicySummary};
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::domain::notification_policy::{NotificationPolicy as Policy, Treatment};
use crate::services::notification_policy as service;
use crate::store::{StoreError, Tx, accounts, notification_policies};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/notifications/policy", get(version_1).put(change_1).patch(change_1))
        .route("/api/v2/notifications/policy", get(version_2).put(change_2).patch(change_2))
}

/// `GET /api/v2/notifications/policy`
async fn version_2(
    Person { state, actor, .. }: Person<ReadNotifications>,
) -> Result<Json<NotificationPolicy>, ApiError> {
    Ok(Json(present_2(&mut state.db.read().await?, actor).await?))
}

/// `GET /api/v1/notifications/policy`
async fn version_1(
    Person { state, actor, .. }: Person<ReadNotifications>,
) -> Result<Json<NotificationPolicyV1>, ApiError> {
    Ok(Json(present_1(&mut state.db.read().await?, actor).await?))
}

#[derive(Debug, Deserialize)]
struct Change2 {
    #[serde(rename = "for_not_following")]
    not_following: Option<String>,
    #[serde(rename = "for_not_followers")]
    not_followers: Option<String>,
    #[serde(rename = "for_new_accounts")]
    new_accounts: Option<String>,
    #[serde(rename = "for_private_mentions")]
    private_mentions: Option<String>,
    #[serde(rename = "for_limited_accounts")]
    limited_accounts: Option<String>,
}

/// `PATCH /api/v2/notifications/policy`: what is not named stays.
async fn change_2(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Body(change): Body<Change2>,
) -> Result<Json<NotificationPolicy>, ApiError> {
    let mut tx = state.db.begin().await?;
    accounts::lock(&mut tx, actor).await?;
    let now = notification_policies::of(&mut tx, actor).await?;
    let policy = Policy {
        not_following: treatment("for_not_following", change.not_following, now.not_following)?,
        not_followers: treatment("for_not_followers", change.not_followers, now.not_followers)?,
        new_accounts: treatment("for_new_accounts", change.new_accounts, now.new_accounts)?,
        private_mentions: treatment("for_private_mentions", change.private_mentions, now.private_mentions)?,
        limited_accounts: treatment("for_limited_accounts", change.limited_accounts, now.limited_accounts)?,
    };
    service::set(&mut tx, actor, &policy).await?;
    let shown = present_2(&mut tx, actor).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

fn treatment(field: &'static str, asked: Option<String>, now: Treatment) -> Result<Treatment, ApiError> {
    let Some(word) = asked else { return Ok(now) };
    Treatment::parse(&word).ok_or_else(|| {
        let description = "must be one of accept, filter and drop";
        ApiError::invalid(vec![Flaw { field, code: "ERR_INCLUSION", description }])
    })
}

#[derive(Debug, Deserialize)]
struct Change1 {
    #[serde(rename = "filter_not_following")]
    not_following: Option<Flag>,
    #[serde(rename = "filter_not_followers")]
    not_followers: Option<Flag>,
    #[serde(rename = "filter_new_accounts")]
    new_accounts: Option<Flag>,
    #[serde(rename = "filter_private_mentions")]
    private_mentions: Option<Flag>,
}

/// `PUT /api/v1/notifications/policy`: what is not named stays.
async fn change_1(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Body(change): Body<Change1>,
) -> Result<Json<NotificationPolicyV1>, ApiError> {
    let mut tx = state.db.begin().await?;
    accounts::lock(&mut tx, actor).await?;
    let now = notification_policies::of(&mut tx, actor).await?;
    let policy = Policy {
        not_following: aside(change.not_following, now.not_following),
        not_followers: aside(change.not_followers, now.not_followers),
        new_accounts: aside(change.new_accounts, now.new_accounts),
        private_mentions: aside(change.private_mentions, now.private_mentions),
        ..now
    };
    service::set(&mut tx, actor, &policy).await?;
    let shown = present_1(&mut tx, actor).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

fn aside(asked: Option<Flag>, now: Treatment) -> Treatment {
    match asked {
        Some(Flag(true)) => Treatment::Filter,
        Some(Flag(false)) => Treatment::Accept,
        None => now,
    }
}

async fn present_2(tx: &mut Tx, person: ActorId) -> Result<NotificationPolicy, StoreError> {
    let policy = notification_policies::of(tx, person).await?;
    Ok(NotificationPolicy {
        for_not_following: policy.not_following,
        for_not_followers: policy.not_followers,
        for_new_accounts: policy.new_accounts,
        for_private_mentions: policy.private_mentions,
        for_limited_accounts: policy.limited_accounts,
        summary: summary(tx, person).await?,
    })
}

async fn present_1(tx: &mut Tx, person: ActorId) -> Result<NotificationPolicyV1, StoreError> {
    let policy = notification_policies::of(tx, person).await?;
    let kept_away = |treatment| treatment != Treatment::Accept;
    Ok(NotificationPolicyV1 {
        filter_not_following: kept_away(policy.not_following),
        filter_not_followers: kept_away(policy.not_followers),
        filter_new_accounts: kept_away(policy.new_accounts),
        filter_private_mentions: kept_away(policy.private_mentions),
        summary: summary(tx, person).await?,
    })
}

async fn summary(tx: &mut Tx, person: ActorId) -> Result<PolicySummary, StoreError> {
    let (senders, notifications) = notification_policies::count(tx, person).await?;
    Ok(PolicySummary { pending_requests_count: senders, pending_notifications_count: notifications })
}
