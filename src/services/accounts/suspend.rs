//! Stopping somebody from acting on this node, here or from elsewhere.

use super::roles::is_last_admin;
use crate::domain::ids::ActorId;
use crate::domain::moderation::ModerationAction;
use crate::domain::permission::{Action, Denial, Viewer, can};
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
    /// Somebody else must take over first.
    #[error("the node needs an administrator")]
    LastAdmin,
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
    let actor = actors::by_id(tx, subject).await?.ok_or(Denial::NotFound)?;
    let own = [ctx.addresses.organization(), ctx.addresses.application()];
    if own.contains(&actor.uri) {
        return Err(SuspendError::NodeActor);
    }
    accounts::set_state(tx, subject, AccountState::Active, AccountState::Suspended, ctx.now()).await?;
    if !actors::suspend(tx, subject, ctx.now()).await? {
        return Ok(());
    }
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
    let account = accounts::by_id(tx, subject).await?;
    if account.is_some_and(|account| account.state == AccountState::Pending) {
        return Ok(());
    }
    accounts::set_state(tx, subject, AccountState::Suspended, AccountState::Active, ctx.now()).await?;
    if !actors::unsuspend(tx, subject).await? {
        return Ok(());
    }
    let details = Details::about(subject);
    Ok(moderation::log(ctx, tx, None, by, ModerationAction::UnsuspendPerson, details).await?)
}

async fn may_suspend(ctx: &Context, tx: &mut Tx, by: ActorId, subject: ActorId) -> Result<(), SuspendError> {
    let reach = Reach::of(ctx, tx, by).await?;
    let account = accounts::by_id(tx, subject).await?;
    reach.check(subject, account.map(|account| (account.role, account.state)))?;
    // Once more, with the admins held until the end of the transaction.
    if is_last_admin(tx, subject).await? { Err(SuspendError::LastAdmin) } else { Ok(()) }
}

/// Whom somebody may suspend, and let back in. Pages ask it before they offer either.
#[derive(Debug, Clone)]
pub struct Reach {
    by: ActorId,
    viewer: Viewer,
    admins: i64,
}

impl Reach {
    /// The reach of `by`, who may be anybody.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(ctx: &Context, tx: &mut Tx, by: ActorId) -> Result<Self, StoreError> {
        Ok(Self {
            by,
            viewer: standing::viewer(ctx, tx, by).await?,
            admins: accounts::count_admins(tx).await?,
        })
    }

    /// Whether it covers an actor of this node or of another.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn covers(&self, tx: &mut Tx, subject: ActorId) -> Result<bool, StoreError> {
        let account = accounts::by_id(tx, subject).await?;
        Ok(self.check(subject, account.map(|account| (account.role, account.state))).is_ok())
    }

    /// Whether it covers somebody with an account here.
    pub fn covers_account(&self, subject: ActorId, role: NodeRole, state: AccountState) -> bool {
        self.check(subject, Some((role, state))).is_ok()
    }

    /// Whether nobody would administer the node without an account of this role and state.
    pub fn is_last_admin(&self, role: NodeRole, state: AccountState) -> bool {
        role == NodeRole::Admin && state == AccountState::Active && self.admins <= 1
    }

    fn check(&self, subject: ActorId, account: Option<(NodeRole, AccountState)>) -> Result<(), SuspendError> {
        can(&self.viewer, Action::ModerateNode)?;
        if self.by == subject {
            return Err(SuspendError::Oneself);
        }
        let Some((role, state)) = account else { return Ok(()) };
        if role != NodeRole::Person && can(&self.viewer, Action::AdministerNode).is_err() {
            return Err(SuspendError::Staff);
        }
        if self.is_last_admin(role, state) {
            return Err(SuspendError::LastAdmin);
        }
        Ok(())
    }
}
