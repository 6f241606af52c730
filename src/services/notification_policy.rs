//! Whose notifications a person wants at once, and what becomes of those that are put aside.

use super::Context;
use super::notifications::Notice;
use crate::domain::ids::ActorId;
use crate::domain::moderation::NotificationKind;
use crate::domain::notification_policy::{NotificationPolicy, Treatment};
use crate::store::{StoreError, Tx, notification_policies as stored};

/// How many senders are answered at a time.
pub const MAX_SENDERS: usize = 80;

/// What becomes of something a person is to be told. What concerns them as a moderator, and what the house or a community
/// says, is always told.
pub(super) async fn treat(
    ctx: &Context,
    tx: &mut Tx,
    notice: &Notice,
    policy: &NotificationPolicy,
) -> Result<Treatment, StoreError> {
    let between_two = match notice.kind {
        NotificationKind::Follow => notice.community.is_none(),
        // The person asked for it.
        NotificationKind::Posted
        // They passed it on.
        | NotificationKind::Updated
        | NotificationKind::FollowAccepted
        | NotificationKind::Moderation
        | NotificationKind::PostRefused
        | NotificationKind::NotPublished
        | NotificationKind::Report
        | NotificationKind::ReportClosed
        | NotificationKind::SignUp => false,
        _ => true,
    };
    let Some(actor) = notice.actor.filter(|_| between_two) else { return Ok(Treatment::Accept) };
    if *policy == NotificationPolicy::default() {
        return Ok(Treatment::Accept);
    }
    let sender = stored::sender(tx, notice.account, actor).await?;
    Ok(sender.map_or(Treatment::Accept, |sender| policy.treat(&sender, ctx.now())))
}

/// Changes a person's policy. What was put aside or dropped before stays so.
///
/// # Errors
/// When the database refuses.
pub async fn set(tx: &mut Tx, person: ActorId, policy: &NotificationPolicy) -> Result<(), StoreError> {
    stored::put(tx, person, policy).await
}

/// Lets everything of these senders through from now on, and what was put aside of them. Safe to repeat; at most
/// [`MAX_SENDERS`] at a time.
///
/// # Errors
/// When the database refuses.
pub async fn accept(tx: &mut Tx, person: ActorId, senders: &[ActorId]) -> Result<(), StoreError> {
    for sender in senders.iter().take(MAX_SENDERS) {
        stored::permit(tx, person, *sender).await?;
    }
    Ok(())
}

/// Takes away what was put aside of these senders; the policy holds for them as before. Safe to repeat; at most
/// [`MAX_SENDERS`] at a time.
///
/// # Errors
/// When the database refuses.
pub async fn dismiss(tx: &mut Tx, person: ActorId, senders: &[ActorId]) -> Result<(), StoreError> {
    for sender in senders.iter().take(MAX_SENDERS) {
        stored::dismiss(tx, person, *sender).await?;
    }
    Ok(())
}
