//! Who somebody is and how they stand to a community: what the permission function is asked with.

use std::collections::HashMap;

use super::{Context, federation_policy};
use crate::domain::community::Community;
use crate::domain::ids::ActorId;
use crate::domain::permission::{InCommunity, Standing, Viewer};
use crate::domain::role::AccountState;
use crate::domain::time::Timestamp;
use crate::store::standing::{self as stored, PlaceRow, ViewerRow};
use crate::store::{StoreError, Tx};

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

impl From<PlaceRow> for Place {
    fn from(row: PlaceRow) -> Self {
        let PlaceRow { community, local, closed, standing } = row;
        Self { community, local, closed, standing }
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
    Ok(stored::place(tx, community, viewer, now).await?.map(Place::from))
}

/// Reads several communities and how `viewer` stands to each; ids that are no community are left out.
///
/// # Errors
/// When the database refuses.
pub async fn places(
    tx: &mut Tx,
    communities: &[ActorId],
    viewer: Option<ActorId>,
    now: Timestamp,
) -> Result<HashMap<ActorId, Place>, StoreError> {
    let rows = stored::places(tx, communities, viewer, now).await?;
    Ok(rows.into_iter().map(|row| (row.community.actor_id, row.into())).collect())
}

/// Who an actor is to the permission function. Somebody unknown, suspended, deleted, without an active account here
/// or from a domain that this node does not speak with is barred.
///
/// # Errors
/// When the database refuses.
pub async fn viewer(ctx: &Context, tx: &mut Tx, actor: ActorId) -> Result<Viewer, StoreError> {
    let row = stored::viewer(tx, actor).await?;
    Ok(row.map_or(Viewer::remote(actor, true), |row| viewer_of(ctx, actor, &row)))
}

/// Who somebody is who is about to say something, and how they stand to the community where they do. `None` when there is
/// no such community.
///
/// # Errors
/// When the database refuses.
pub async fn speaker(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    community: ActorId,
) -> Result<Option<(Viewer, Place)>, StoreError> {
    if let Some((row, place)) = stored::speaker(tx, actor, community, ctx.now()).await? {
        return Ok(Some((viewer_of(ctx, actor, &row), place.into())));
    }
    let place = place(tx, community, Some(actor), ctx.now()).await?;
    Ok(place.map(|place| (Viewer::remote(actor, true), place)))
}

fn viewer_of(ctx: &Context, actor: ActorId, row: &ViewerRow) -> Viewer {
    if !row.local {
        let mode = row.mode.unwrap_or(ctx.federation_mode);
        let spoken_with = federation_policy::lets_in(mode, row.blocked, row.allowed);
        return Viewer::remote(actor, !row.active || !spoken_with);
    }
    // A community or the organization has no account, and acts all the same.
    let usable = row.state.is_none_or(|state| state == AccountState::Active);
    Viewer { actor: Some(actor), role: row.role, barred: !row.active || !usable }
}
