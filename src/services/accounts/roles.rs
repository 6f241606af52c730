//! Who administers and moderates the node.

use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::role::{AccountState, NodeRole};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, accounts};

/// Why a role stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRoleError {
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Somebody else must take over first.
    #[error("the node needs an administrator")]
    LastAdmin,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives a person another role on the node. `by`: an administrator, or `None` from the command line. Safe to repeat.
pub async fn change_role(
    ctx: &Context,
    tx: &mut Tx,
    by: Option<ActorId>,
    person: ActorId,
    role: NodeRole,
) -> Result<(), ChangeRoleError> {
    if let Some(by) = by {
        let viewer = standing::viewer(ctx, tx, by).await?;
        can(&viewer, Action::AdministerNode)?;
    }
    let mut account = accounts::by_id(tx, person).await?.ok_or(Denial::NotFound)?;
    if role != NodeRole::Admin && is_last_admin(tx, account.role, account.state).await? {
        return Err(ChangeRoleError::LastAdmin);
    }
    account.role = role;
    account.updated_at = ctx.now();
    Ok(accounts::update(tx, &account).await?)
}

/// Whether nobody would administer the node without an account of this role and state.
pub(super) async fn is_last_admin(
    tx: &mut Tx,
    role: NodeRole,
    state: AccountState,
) -> Result<bool, StoreError> {
    if role != NodeRole::Admin || state != AccountState::Active {
        return Ok(false);
    }
    Ok(accounts::admins(tx).await? <= 1)
}
