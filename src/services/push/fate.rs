//! What becomes of a subscription: the push service tells by what it answers.

use std::time::Duration;

use super::PUSH_JOB;
use crate::domain::ids::{JobId, PushId};
use crate::domain::push::PushSubscription;
use crate::services::Context;
use crate::store::{StoreError, Tx, jobs, push_subscriptions};

/// When nothing could be sent to an app for this long, it is woken no more. It subscribes anew when it is opened.
const FAILING_FOR: Duration = Duration::from_hours(7 * 24);
/// How many messages of one subscription wait for another try: those that came last.
const MOST_WAITING: i64 = 100;

/// The push service knows the subscription no longer. Safe to repeat.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, subscription: PushId) -> Result<(), StoreError> {
    tracing::info!(job = PUSH_JOB, %subscription, "a push subscription has ended");
    push_subscriptions::delete(tx, subscription).await
}

/// The push service took a message.
///
/// # Errors
/// When the database refuses.
pub async fn was_reached(tx: &mut Tx, subscription: &PushSubscription) -> Result<(), StoreError> {
    push_subscriptions::note_reached(tx, subscription.id).await
}

/// The push service was tried for long and did not take a message. Ends the subscription when that goes on.
///
/// # Errors
/// When the database refuses.
pub async fn was_not_reached(ctx: &Context, tx: &mut Tx, subscription: PushId) -> Result<(), StoreError> {
    let since = push_subscriptions::note_failing(tx, subscription, ctx.now()).await?;
    match since {
        Some(since) if since + FAILING_FOR < ctx.now() => forget(tx, subscription).await,
        _ => Ok(()),
    }
}

/// Whether so many later messages of the subscription wait that this one, of `job`, is not worth another try.
///
/// # Errors
/// When the database refuses.
pub async fn is_superseded(tx: &mut Tx, subscription: PushId, job: JobId) -> Result<bool, StoreError> {
    let later = jobs::count_later(tx, &super::queue::key(subscription, ""), job, MOST_WAITING).await?;
    Ok(later >= MOST_WAITING)
}
