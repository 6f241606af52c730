//! What administrators do about other servers whose deliveries wait.

use super::{Context, standing};
use crate::domain::delivery::PeerState;
use crate::domain::ids::{ActorId, PeerId};
use crate::domain::permission::{Action, Denial, can};
use crate::store::{StoreError, Tx, peers, subscriptions};

/// What shall happen with what waits for a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Try at once, whatever the back-off says.
    Retry,
    /// Let it wait until told otherwise.
    Pause,
    /// Go on after a pause.
    Resume,
    /// Give up what waits: it will never reach the peer.
    Drop,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    #[error(transparent)]
    Denied(#[from] Denial),
    /// A server that said it is gone for good is not spoken to again.
    #[error("the server is gone")]
    Gone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Carries out an order about a peer. `by`: an administrator, or `None` from the command line. Safe to repeat.
pub async fn steer(
    ctx: &Context,
    tx: &mut Tx,
    by: Option<ActorId>,
    peer: PeerId,
    order: Order,
) -> Result<(), PeerError> {
    if let Some(by) = by {
        let viewer = standing::viewer(ctx, tx, by).await?;
        can(&viewer, Action::AdministerNode)?;
    }
    let found = peers::by_id(tx, peer).await?.ok_or(Denial::NotFound)?;
    if found.state == PeerState::Gone && order != Order::Drop {
        return Err(PeerError::Gone);
    }
    match order {
        Order::Pause => peers::set_state(tx, peer, PeerState::Paused).await?,
        Order::Retry if found.state == PeerState::Paused => {}
        Order::Retry | Order::Resume => peers::set_state(tx, peer, PeerState::Active).await?,
        Order::Drop => peers::drop_pending(tx, peer).await?,
    }
    Ok(())
}

/// A server that was silent or gone was heard from: it is served again. What was said while it was silent is sent, as far as
/// the log still holds it; to one that was gone, what is said from now on.
pub async fn heard_from(tx: &mut Tx, domain: &str) -> Result<(), StoreError> {
    let Some(peer) = peers::by_domain(tx, domain).await? else { return Ok(()) };
    match peer.state {
        PeerState::Gone => {
            peers::drop_pending(tx, peer.id).await?;
            subscriptions::renew(tx, peer.id, domain).await?;
        }
        PeerState::Parked => {}
        PeerState::Active | PeerState::Paused => return Ok(()),
    }
    peers::set_state(tx, peer.id, PeerState::Active).await
}
