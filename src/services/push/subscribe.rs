//! An app says where it is reached, and what it wants to be woken for.

use super::token;
use crate::domain::app::AccessToken;
use crate::domain::ids::{ActorId, PushId};
use crate::domain::push::{Alerts, PushEncoding, PushPolicy, PushSubscription};
use crate::domain::url::{UrlRules, parse_iri_with_fragment};
use crate::infra::keys::{KeyError, Sealer};
use crate::infra::web_push::{NotReadable, Recipient};
use crate::services::Context;
use crate::services::apps::tokens::Bearer;
use crate::store::{StoreError, Tx, push_subscriptions};

/// What an app sends to be woken.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// An address of its push service.
    pub endpoint: String,
    /// base64url.
    pub p256dh: String,
    /// base64url.
    pub auth: String,
    pub encoding: PushEncoding,
    pub alerts: Alerts,
    pub policy: PushPolicy,
}

/// Why an app is not going to be woken.
#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    #[error("this is not the address of a push service")]
    Endpoint,
    #[error(transparent)]
    Keys(#[from] NotReadable),
    #[error(transparent)]
    Seal(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The token that an app subscribed with.
#[derive(Debug, Clone, Copy)]
pub struct Holding<'a> {
    pub token: &'a AccessToken,
    /// Its text. It is sealed, for the messages that name it, and goes with the token.
    pub bearer: &'a Bearer,
}

/// Writes where the app that holds a token, one of `person`'s, is reached; an earlier subscription of the token ends.
///
/// # Errors
/// When the address or the keys cannot be used. Whether the address may be contacted shows when something is sent.
pub async fn subscribe(
    ctx: &Context,
    tx: &mut Tx,
    sealer: &Sealer,
    person: ActorId,
    Holding { token, bearer }: Holding<'_>,
    new: NewSubscription,
) -> Result<PushSubscription, SubscribeError> {
    let rules = ctx.url_rules();
    let endpoint = parse_iri_with_fragment(&new.endpoint, rules).map_err(|_| SubscribeError::Endpoint)?;
    if rules == UrlRules::Production && endpoint.url().scheme() != "https" {
        return Err(SubscribeError::Endpoint);
    }
    // Without what stands around them: as long as such keys are, then, and no longer.
    let (p256dh, auth) = (new.p256dh.trim(), new.auth.trim());
    Recipient::read(p256dh, auth)?;
    let subscription = PushSubscription {
        id: PushId::new(ctx.ids.next()),
        token_id: token.id,
        actor_id: person,
        token_sealed: Some(token::seal(sealer, token.id, bearer)?),
        endpoint: new.endpoint,
        p256dh: p256dh.to_owned(),
        auth: auth.to_owned(),
        encoding: new.encoding,
        alerts: new.alerts,
        policy: new.policy,
        created_at: ctx.now(),
        failing_since: None,
    };
    push_subscriptions::put(tx, &subscription).await?;
    Ok(subscription)
}

/// Changes what the app wants to be woken for. `false`: it has no subscription.
///
/// # Errors
/// When the database refuses.
pub async fn change(
    tx: &mut Tx,
    token: &AccessToken,
    alerts: &Alerts,
    policy: PushPolicy,
) -> Result<bool, StoreError> {
    push_subscriptions::change(tx, token.id, alerts, policy).await
}

/// The app is woken no more. Safe to repeat.
///
/// # Errors
/// When the database refuses.
pub async fn unsubscribe(tx: &mut Tx, token: &AccessToken) -> Result<(), StoreError> {
    push_subscriptions::delete_of_token(tx, token.id).await
}
