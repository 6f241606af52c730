//! How far a person has read. Known to nobody else.

use crate::domain::ids::{ActorId, PostId};
use crate::services::Context;
use crate::store::{StoreError, Tx, reads, topics};

/// A person has the whole thread before them.
///
/// What arrives later with an earlier date counts as read; what is said later does not.
pub async fn mark_thread(tx: &mut Tx, reader: ActorId, root: PostId) -> Result<(), StoreError> {
    match topics::last_activity(tx, root).await? {
        Some(to) => reads::mark_thread(tx, reader, root, to).await,
        None => Ok(()),
    }
}

/// A person wants nothing of a community to count as unread.
pub async fn mark_community(
    ctx: &Context,
    tx: &mut Tx,
    reader: ActorId,
    community: ActorId,
) -> Result<(), StoreError> {
    reads::mark_community(tx, reader, community, ctx.now()).await
}

/// The same for all communities that the person follows.
pub async fn mark_all(ctx: &Context, tx: &mut Tx, reader: ActorId) -> Result<(), StoreError> {
    reads::mark_all(tx, reader, ctx.now()).await
}
