//! Who somebody is and how they stand to a community: what the permission function is asked with.

use crate::domain::community::Community;
use crate::domain::ids::ActorId;
use crate::domain::permission::{InCommunity, Standing};
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, actors, communities};

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
