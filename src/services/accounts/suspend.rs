//! Stopping somebody from acting on this node, here or from elsewhere.

use super::roles::is_last_admin;
use crate::domain::ids::ActorId;
use crate::domain::moderation::ModerationAction;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::role::{AccountState, NodeRole};
use crate::services::moderation::{self, Details, MAX_REASON};
use crate::services::{Context, apps, standing};
use crate::store::{StoreError, Tx, accounts, actors, sessions};

/// Why somebody was not suspended, or not let back in.
#[derive(Debug, thiserror::Error)]
pub enum SuspendError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("nobody suspends themselves")]
    Oneself,
    /// Only an administrator suspends those who administer or moderate.
    #[error("the person administers or moderates this node")]
    Staff,
    /// The organization and the instance actor stay.
    #[error("this belongs to the node itself")]
    NodeActor,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Suspends an actor: a person or community of this node, or anybody elsewhere, who then can do nothing here. Sessions
/// and what apps were let do end. `by`: a moderator of the node. Safe to repeat.
pub async fn suspend(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    subject: ActorId,
    reason: &str,
) -> Result<(), SuspendError> {
    if reason.trim().chars().count() > MAX_REASON {
        return Err(SuspendError::ReasonTooLong);
    }
    may_suspend(ctx, tx, by, subject).await?;
    let mut actor = actors::by_id(tx, subject).await?.ok_or(Denial::NotFound)?;
    let own = [ctx.addresses.organization(), ctx.addresses.application()];
    if own.contains(&actor.uri) {
        return Err(SuspendError::NodeActor);
    }
    if actor.suspended_at.is_some() {
        return Ok(());
    }
    actor.suspended_at = Some(ctx.now());
    actors::update(tx, &actor).await?;
    set_state(ctx, tx, subject, AccountState::Active, AccountState::Suspended).await?;
    sessions::delete_others(tx, subject, None).await?;
    apps::end_all(tx, subject).await?;
    let details = Details { reason: Some(reason.trim().to_owned()), ..Details::about(subject) };
    Ok(moderation::log(ctx, tx, None, by, ModerationAction::SuspendPerson, details).await?)
}

/// Lets a suspended actor act again. `by`: a moderator of the node. Safe to repeat.
pub async fn unsuspend(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    subject: ActorId,
) -> Result<(), SuspendError> {
    may_suspend(ctx, tx, by, subject).await?;
    let mut actor = actors::by_id(tx, subject).await?.ok_or(Denial::NotFound)?;
    let account = accounts::by_id(tx, subject).await?;
    let waits = account.is_some_and(|account| account.state == AccountState::Pending);
    if actor.suspended_at.is_none() || waits {
        return Ok(());
    }
    actor.suspended_at = None;
    actors::update(tx, &actor).await?;
    set_state(ctx, tx, subject, AccountState::Suspended, AccountState::Active).await?;
    let details = Details::about(subject);
    Ok(moderation::log(ctx, tx, None, by, ModerationAction::UnsuspendPerson, details).await?)
}

async fn may_suspend(ctx: &Context, tx: &mut Tx, by: ActorId, subject: ActorId) -> Result<(), SuspendError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    can(&viewer, Action::ModerateNode)?;
    if by == subject {
        return Err(SuspendError::Oneself);
    }
    let Some(account) = accounts::by_id(tx, subject).await? else { return Ok(()) };
    let outranked = account.role == NodeRole::Person || can(&viewer, Action::AdministerNode).is_ok();
    if !outranked || is_last_admin(tx, account.role, account.state).await? {
        return Err(SuspendError::Staff);
    }
    Ok(())
}

async fn set_state(
    ctx: &Context,
    tx: &mut Tx,
    subject: ActorId,
    from: AccountState,
    to: AccountState,
) -> Result<(), StoreError> {
    let Some(mut account) = accounts::by_id(tx, subject).await?.filter(|account| account.state == from)
    else {
        return Ok(());
    };
    account.state = to;
    account.updated_at = ctx.now();
    accounts::update(tx, &account).await
}
