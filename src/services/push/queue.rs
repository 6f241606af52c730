//! What a person is told goes to their apps: a durable job for each that wants it.

use serde_json::{Value, json};

use crate::domain::alert::Alert;
use crate::domain::ids::{ActorId, JobId, NotificationId, PushId};
use crate::domain::moderation::Notification;
use crate::domain::push::PushPolicy;
use crate::services::Context;
use crate::store::jobs::{self, NewJob};
use crate::store::{StoreError, Tx, notification_policies, push_subscriptions};

/// The kind of the job that sends.
pub const PUSH_JOB: &str = "push";
/// How many apps of one person are woken: those that were added last.
const MAX_APPS: i64 = 10;

/// Has a notification sent to the apps of its person that want it.
///
/// # Errors
/// When the database refuses.
pub(in crate::services) async fn queue(
    ctx: &Context,
    tx: &mut Tx,
    notification: &Notification,
) -> Result<(), StoreError> {
    let Some(alert) = Alert::of(notification) else { return Ok(()) };
    let person = notification.account_id;
    // What comes from the house comes whomever they follow: else it would show whether they follow the moderator.
    let actor = notification.actor_id.filter(|_| alert != Alert::ModerationWarning);
    for subscription in push_subscriptions::of_person(tx, person, MAX_APPS).await? {
        if !subscription.alerts.contains(alert) || !wants(tx, subscription.policy, person, actor).await? {
            continue;
        }
        let job = NewJob {
            id: JobId::new(ctx.ids.next()),
            kind: PUSH_JOB,
            unique_key: key(subscription.id, &notification.id.to_string()),
            payload: json!({ "subscription": subscription.id, "notification": notification.id }),
            run_at: ctx.now(),
            created_at: ctx.now(),
        };
        jobs::enqueue(tx, &job).await?;
    }
    Ok(())
}

/// The key of the job that sends a notification to a subscription; without a notification, what those of all begin with.
pub(super) fn key(subscription: PushId, notification: &str) -> String {
    format!("{PUSH_JOB}:{subscription}:{notification}")
}

async fn wants(
    tx: &mut Tx,
    policy: PushPolicy,
    person: ActorId,
    actor: Option<ActorId>,
) -> Result<bool, StoreError> {
    let Some(actor) = actor.filter(|_| policy != PushPolicy::All) else {
        return Ok(policy != PushPolicy::None);
    };
    let sender = notification_policies::sender(tx, person, actor).await?;
    Ok(sender.is_some_and(|sender| match policy {
        PushPolicy::All => true,
        PushPolicy::Followed => sender.followed,
        PushPolicy::Follower => sender.follower,
        PushPolicy::None => false,
    }))
}

/// What a job of this kind is about.
pub fn read_job(payload: &Value) -> Option<(PushId, NotificationId)> {
    let id = |name: &str| payload.get(name)?.as_str();
    Some((id("subscription")?.parse().ok()?, id("notification")?.parse().ok()?))
}
