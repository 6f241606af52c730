//! Of what whoever asks may know, where that is more than [`can`](crate::domain::permission::can) says: the same at every
//! door of the client API.

use super::ApiError;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::store::{Tx, domain_rules, relationships};

/// Whether the viewer may know of what these said, shared or keep (threats 92 and 93). What is from a server with which
/// this node does not speak is not there, and neither is what was said by somebody who blocks the viewer.
///
/// For reading alone: who keeps order must not be stopped by a block.
///
/// # Errors
/// 404 where they may not.
pub(super) async fn may_know(tx: &mut Tx, viewer: &Viewer, concerned: &[ActorId]) -> Result<(), ApiError> {
    if domain_rules::is_one_blocked(tx, concerned).await? {
        return Err(ApiError::not_found());
    }
    if let Some(person) = viewer.actor
        && !relationships::blocking(tx, person, concerned).await?.is_empty()
    {
        return Err(ApiError::not_found());
    }
    Ok(())
}
