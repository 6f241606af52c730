//! Where apps are reached while they are closed.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PushId, TokenId};
use crate::domain::push::{Alerts, PushPolicy, PushSubscription};
use crate::domain::time::Timestamp;

row!(PushSubscription {
    id,
    token_id,
    actor_id,
    token_sealed,
    endpoint,
    p256dh,
    auth,
    encoding,
    alerts,
    policy,
    created_at,
    failing_since,
});

/// Writes the subscription of a token, in place of an earlier one. Nothing has failed to reach it yet.
pub async fn put(tx: &mut Tx, subscription: &PushSubscription) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO push_subscriptions (
            id, token_id, actor_id, endpoint, p256dh, auth, encoding, alerts, policy, created_at,
            token_sealed
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    delete_of_token(tx, subscription.token_id).await?;
    execute!(
        tx,
        SQL,
        subscription.id,
        subscription.token_id,
        subscription.actor_id,
        &subscription.endpoint,
        &subscription.p256dh,
        &subscription.auth,
        subscription.encoding,
        subscription.alerts.to_string(),
        subscription.policy,
        subscription.created_at,
        &subscription.token_sealed,
    )?;
    Ok(())
}

/// Changes what is told; `false`: the token has no subscription.
pub async fn change(
    tx: &mut Tx,
    token: TokenId,
    alerts: &Alerts,
    policy: PushPolicy,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE push_subscriptions SET alerts = $2, policy = $3 WHERE token_id = $1";
    Ok(execute!(tx, SQL, token, alerts.to_string(), policy)? == 1)
}

pub async fn of_token(tx: &mut Tx, token: TokenId) -> Result<Option<PushSubscription>, StoreError> {
    const SQL: &str = "SELECT * FROM push_subscriptions WHERE token_id = $1";
    Ok(fetch_optional!(tx, PushSubscription, SQL, token)?)
}

pub async fn by_id(tx: &mut Tx, id: PushId) -> Result<Option<PushSubscription>, StoreError> {
    Ok(fetch_optional!(tx, PushSubscription, "SELECT * FROM push_subscriptions WHERE id = $1", id)?)
}

/// The subscriptions of a person's apps, the newest first.
pub async fn of_person(
    tx: &mut Tx,
    person: ActorId,
    limit: i64,
) -> Result<Vec<PushSubscription>, StoreError> {
    const SQL: &str = "SELECT * FROM push_subscriptions WHERE actor_id = $1 ORDER BY id DESC LIMIT $2";
    Ok(fetch_all!(tx, PushSubscription, SQL, person, limit)?)
}

/// The push service took something.
pub async fn note_reached(tx: &mut Tx, id: PushId) -> Result<(), StoreError> {
    execute!(tx, "UPDATE push_subscriptions SET failing_since = NULL WHERE id = $1", id)?;
    Ok(())
}

/// The push service took something never. Says since when it has been so; `None`: there is no such subscription.
pub async fn note_failing(tx: &mut Tx, id: PushId, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "
        UPDATE push_subscriptions SET failing_since = COALESCE(failing_since, $2) WHERE id = $1
        RETURNING failing_since";
    Ok(fetch_values!(tx, Timestamp, SQL, id, now)?.pop())
}

pub async fn delete_of_token(tx: &mut Tx, token: TokenId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM push_subscriptions WHERE token_id = $1", token)?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: PushId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM push_subscriptions WHERE id = $1", id)?;
    Ok(())
}
