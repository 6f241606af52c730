//! Who administers and moderates the node.

use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::role::NodeRole;
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
    if role != NodeRole::Admin && is_last_admin(tx, person).await? {
        return Err(ChangeRoleError::LastAdmin);
    }
    match accounts::set_role(tx, person, role, ctx.now()).await {
        Err(StoreError::NotFound) => Err(Denial::NotFound.into()),
        done => Ok(done?),
    }
}

/// Whether nobody would administer the node without this person. Until the transaction ends, the others stay in office.
pub(super) async fn is_last_admin(tx: &mut Tx, person: ActorId) -> Result<bool, StoreError> {
    Ok(accounts::lock_admins(tx).await? == [person])
}
