//! Who somebody is and how they stand to a community: what the permission function is asked with.

use super::{Context, federation_policy};
use crate::domain::community::Community;
use crate::domain::ids::ActorId;
use crate::domain::permission::{InCommunity, Standing, Viewer};
use crate::domain::role::AccountState;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, accounts, actors, communities};

/// A community with a viewer's standing in it, read together.
#[derive(Debug, Clone)]
pub struct Place {
    pub community: Community,
    pub local: bool,
    pub closed: bool,
    pub standing: Standing,
}

impl Place {
    /// In the form that [`can`](crate::domain::permission::can) takes.
    pub fn view(&self) -> InCommunity<'_> {
        InCommunity {
            community: &self.community,
            local: self.local,
            closed: self.closed,
            standing: self.standing,
        }
    }
}

/// Reads a community and how `viewer` stands to it. `None` when there is no such community.
///
/// # Errors
/// When the database refuses.
pub async fn place(
    tx: &mut Tx,
    community: ActorId,
    viewer: Option<ActorId>,
    now: Timestamp,
) -> Result<Option<Place>, StoreError> {
    let Some(actor) = actors::by_id(tx, community).await? else { return Ok(None) };
    let Some(community) = communities::by_id(tx, community).await? else { return Ok(None) };
    let standing = match viewer {
        Some(viewer) => communities::standing(tx, community.actor_id, viewer, now).await?,
        None => Standing::default(),
    };
    Ok(Some(Place { community, local: actor.local, closed: !actor.is_active(), standing }))
}

/// Who an actor is to the permission function. Somebody unknown, suspended, deleted, without an active account here
/// or from a domain that this node does not speak with is barred.
///
/// # Errors
/// When the database refuses.
pub async fn viewer(ctx: &Context, tx: &mut Tx, actor: ActorId) -> Result<Viewer, StoreError> {
    let Some(row) = actors::by_id(tx, actor).await? else { return Ok(Viewer::remote(actor, true)) };
    if !row.local {
        let barred = !row.is_active() || !federation_policy::is_allowed(ctx, tx, &row.domain).await?;
        return Ok(Viewer::remote(actor, barred));
    }
    let account = accounts::by_id(tx, actor).await?;
    let usable = account.as_ref().is_none_or(|account| account.state == AccountState::Active);
    Ok(Viewer {
        actor: Some(actor),
        role: account.map(|account| account.role),
        barred: !row.is_active() || !usable,
    })
}
