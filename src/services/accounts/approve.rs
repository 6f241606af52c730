//! Deciding about somebody who asked for an account.

use crate::domain::account::Account;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::role::AccountState;
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, accounts, actors, mentions};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Somebody else was faster.
    #[error("the request was decided already")]
    Decided,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Lets somebody in. `by`: a moderator of the node. Approving twice changes nothing.
pub async fn approve(ctx: &Context, tx: &mut Tx, by: ActorId, account: ActorId) -> Result<(), DecideError> {
    if requested(ctx, tx, by, account).await?.state == AccountState::Active {
        return Ok(());
    }
    let (from, to) = (AccountState::Pending, AccountState::Active);
    if !accounts::set_state(tx, account, from, to, ctx.now()).await? {
        return Err(DecideError::Decided);
    }
    actors::unsuspend(tx, account).await?;
    Ok(())
}

/// Turns somebody away, and frees the handle. `by`: a moderator of the node.
pub async fn refuse(ctx: &Context, tx: &mut Tx, by: ActorId, account: ActorId) -> Result<(), DecideError> {
    requested(ctx, tx, by, account).await?;
    if !accounts::delete_pending(tx, account).await? {
        return Err(DecideError::Decided);
    }
    // A post may name them already: the handle is known before the account is let in.
    mentions::forget(tx, account).await?;
    Ok(actors::delete(tx, account).await?)
}

async fn requested(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    account: ActorId,
) -> Result<Account, DecideError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    can(&viewer, Action::ModerateNode)?;
    Ok(accounts::by_id(tx, account).await?.ok_or(Denial::NotFound)?)
}
