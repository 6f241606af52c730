//! From what stands in an address to what the viewer may know of: the one door to what is read and done by id.

use super::present::{self, Entry};
use crate::api::found::may_know;
use crate::api::{ApiError, ApiState, found};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::Viewer;
use crate::domain::post::Post;
use crate::store::Tx;

/// What an app means by the id of a status, and the post behind it. What the viewer may not know of is not there (threats
/// 92 and 93): neither what [`can`](crate::domain::permission::can) denies, nor what is from a server with which this node does not speak, nor what was
/// said by somebody who blocks the viewer.
///
/// # Errors
/// 404 where there is nothing.
pub(super) async fn meant(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: i64,
) -> Result<(Entry, Post), ApiError> {
    let (entry, post) = although_blocked(state, tx, viewer, id).await?;
    let sharer = match entry {
        Entry::Share { actor, .. } => Some(actor),
        Entry::Post(_) => None,
    };
    let concerned: Vec<ActorId> =
        [Some(post.author_id), post.community_id, sharer].into_iter().flatten().collect();
    may_know(tx, viewer, &concerned).await?;
    Ok((entry, post))
}

/// The same, for what blocks must not keep anybody from: it is enough that the post itself may be seen.
///
/// # Errors
/// 404 where there is nothing that the permission function lets the viewer see.
pub(super) async fn although_blocked(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: i64,
) -> Result<(Entry, Post), ApiError> {
    let entry = present::entry(tx, id).await?.ok_or_else(ApiError::not_found)?;
    let (post, _) = found::post(state, tx, viewer, entry.post()).await?;
    Ok((entry, post))
}

/// The post that an id of a status means: whoever acts on a share acts on what was shared.
///
/// # Errors
/// 404 where there is nothing, as for [`meant`].
pub(super) async fn post(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<Post, ApiError> {
    Ok(meant(state, tx, viewer, id.get()).await?.1)
}
