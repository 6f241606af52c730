//! Where an app is woken: <https://docs.joinmastodon.org/methods/push/>.

use std::collections::BTreeMap;

use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::entities::WebPushSubscription;
use crate::api::access::{Person, Presented, Push};
use crate::api::body::Body;
use crate::api::error::Flaw;
use crate::api::lenient::Flag;
use crate::api::{ApiError, ApiState};
use crate::domain::alert::Alert;
use crate::domain::push::{Alerts, PushEncoding, PushPolicy, PushSubscription};
use crate::http::HttpError;
use crate::services::push::{self, Holding, NewSubscription, SubscribeError};
use crate::store::push_subscriptions;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/push/subscription", get(show).post(subscribe).put(change).delete(unsubscribe))
}

#[derive(Debug, Deserialize)]
struct Sent {
    subscription: SentSubscription,
    data: Option<Data>,
}

#[derive(Debug, Deserialize)]
struct SentSubscription {
    endpoint: String,
    keys: Keys,
    standard: Option<Flag>,
}

#[derive(Debug, Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

#[derive(Debug, Default, Deserialize)]
struct Data {
    alerts: Option<BTreeMap<String, Flag>>,
    policy: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Changed {
    data: Option<Data>,
    policy: Option<String>,
}

impl Data {
    fn alerts(&self) -> Alerts {
        let named = self.alerts.as_ref();
        Alerts::new(|alert| {
            named.and_then(|named| named.get(alert.as_str())).is_some_and(|Flag(wanted)| *wanted)
        })
    }

    /// `None`: it is not named.
    fn policy(&self) -> Result<Option<PushPolicy>, ApiError> {
        let Some(word) = &self.policy else { return Ok(None) };
        let description = "must be one of all, followed, follower and none";
        let flaw = Flaw { field: "policy", code: "ERR_INCLUSION", description };
        PushPolicy::parse(word).map(Some).ok_or_else(|| ApiError::invalid(vec![flaw]))
    }
}

impl From<SubscribeError> for ApiError {
    fn from(error: SubscribeError) -> Self {
        let flaw = |field, description| Self::invalid(vec![Flaw { field, code: "ERR_INVALID", description }]);
        match error {
            SubscribeError::Endpoint => flaw("endpoint", "is not the address of a push service"),
            SubscribeError::Keys(_) => flaw("keys", "are not those of a push subscription"),
            SubscribeError::Seal(error) => HttpError::internal(error).into(),
            SubscribeError::Store(error) => error.into(),
        }
    }
}

/// `POST /api/v1/push/subscription`
async fn subscribe(
    Person { state, actor, token, .. }: Person<Push>,
    Presented(bearer): Presented,
    Body(Sent { subscription, data }): Body<Sent>,
) -> Result<Json<WebPushSubscription>, ApiError> {
    let data = data.unwrap_or_default();
    let standard = subscription.standard.is_some_and(|Flag(standard)| standard);
    let new = NewSubscription {
        endpoint: subscription.endpoint,
        p256dh: subscription.keys.p256dh,
        auth: subscription.keys.auth,
        // Apps that do not know of the choice know the draft alone.
        encoding: if standard { PushEncoding::Aes128Gcm } else { PushEncoding::AesGcm },
        alerts: data.alerts(),
        policy: data.policy()?.unwrap_or(PushPolicy::All),
    };
    let mut tx = state.db.begin().await?;
    let holding = Holding { token: &token, bearer: &bearer };
    let written = push::subscribe(&state.context, &mut tx, &state.sealer, actor, holding, new).await?;
    tx.commit().await?;
    present(&state, written).await
}

/// `GET /api/v1/push/subscription`
async fn show(Person { state, token, .. }: Person<Push>) -> Result<Json<WebPushSubscription>, ApiError> {
    let found = push_subscriptions::of_token(&mut state.db.read().await?, token.id).await?;
    present(&state, found.ok_or_else(ApiError::not_found)?).await
}

/// `PUT /api/v1/push/subscription`
async fn change(
    Person { state, token, .. }: Person<Push>,
    Body(changed): Body<Changed>,
) -> Result<Json<WebPushSubscription>, ApiError> {
    let mut data = changed.data.unwrap_or_default();
    data.policy = data.policy.or(changed.policy);
    let mut tx = state.db.begin().await?;
    let found = push_subscriptions::of_token(&mut tx, token.id).await?;
    let mut subscription = found.ok_or_else(ApiError::not_found)?;
    if data.alerts.is_some() {
        subscription.alerts = data.alerts();
    }
    subscription.policy = data.policy()?.unwrap_or(subscription.policy);
    push::change(&mut tx, &token, &subscription.alerts, subscription.policy).await?;
    tx.commit().await?;
    present(&state, subscription).await
}

/// Mastodon's `{}`.
#[derive(Debug, Serialize)]
struct Nothing {}

/// `DELETE /api/v1/push/subscription`
async fn unsubscribe(Person { state, token, .. }: Person<Push>) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    push::unsubscribe(&mut tx, &token).await?;
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

/// Opens a transaction of its own: the caller holds none.
async fn present(
    state: &ApiState,
    subscription: PushSubscription,
) -> Result<Json<WebPushSubscription>, ApiError> {
    let wanted = Alert::ALL.iter().map(|alert| (alert.as_str(), subscription.alerts.contains(*alert)));
    Ok(Json(WebPushSubscription {
        id: subscription.id.to_string(),
        alerts: wanted.collect(),
        endpoint: subscription.endpoint,
        standard: subscription.encoding == PushEncoding::Aes128Gcm,
        policy: subscription.policy.as_str(),
        server_key: push::public_key(&state.db, &state.sealer).await?,
    }))
}

#[cfg(test)]
mod tests;
