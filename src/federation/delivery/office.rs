//! What the dispatcher and the lanes share.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::dispatcher::LEASE;
use super::entry::Shelf;
use super::handover::LaneHandle;
use super::lane::Lanes;
use super::post_office::PostOffice;
use super::progress::ProgressBook;
use super::window::Item;
use crate::domain::ids::PeerId;
use crate::infra::clock::{Clock, IdGenerator};
use crate::infra::http::Keep;
use crate::store::delivery_failures::{self, DeliveryFailure};
use crate::store::peers::{self, PeerRow};
use crate::store::{Db, StoreError, actors, subscriptions};

/// With more peers than this to serve, connections are closed after use: one that waits for the next post costs more
/// memory than everything else that is known of its peer.
const CONNECTIONS: usize = 1_500;

/// Lanes that read the log at once: fewer than the database has connections, so that pages need not wait for them.
const READERS: usize = 4;

pub(super) struct Office {
    pub(super) db: Db,
    pub(super) clock: Clock,
    ids: IdGenerator,
    process: String,
    pub(super) counter: PostOffice,
    pub(super) progress: ProgressBook,
    pub(super) shelf: Shelf,
    /// Turns of lanes that read the log for themselves. Never closed.
    pub(super) reading: Semaphore,
    lanes: Mutex<Lanes>,
    /// Peers whose lane ended because nothing was left for them in the log. Locked after `lanes`.
    up_to_date: Mutex<HashSet<PeerId>>,
    /// Peers whose lane ended, and whose lease this process may still hold. Empty where nobody shares the database.
    unserved: Mutex<HashSet<PeerId>>,
    dispatched_to: AtomicI64,
}

impl Office {
    pub(super) fn new(db: Db, clock: Clock, ids: IdGenerator, process: String, counter: PostOffice) -> Self {
        Self {
            db,
            clock,
            ids,
            process,
            counter,
            progress: ProgressBook::default(),
            shelf: Shelf::default(),
            reading: Semaphore::new(READERS),
            lanes: Mutex::default(),
            up_to_date: Mutex::default(),
            unserved: Mutex::default(),
            dispatched_to: AtomicI64::new(0),
        }
    }

    /// Everything in the log up to here was handed to lanes.
    pub(super) fn dispatched_to(&self) -> i64 {
        self.dispatched_to.load(Ordering::Acquire)
    }

    pub(super) fn set_dispatched_to(&self, seq: i64) {
        self.dispatched_to.store(seq, Ordering::Release);
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands items to a running lane; gives them back when the peer has none.
    pub(super) fn push(&self, peer: PeerId, items: Vec<Item>) -> Option<Vec<Item>> {
        let lanes = self.lanes();
        let Some(lane) = lanes.get(&peer) else { return Some(items) };
        lane.push_all(&items);
        None
    }

    /// `false`: the peer has a lane already.
    pub(super) fn lane_started(&self, peer: PeerId, handle: &Arc<LaneHandle>) -> bool {
        let mut lanes = self.lanes();
        if lanes.contains_key(&peer) {
            return false;
        }
        lanes.insert(peer, Arc::clone(handle));
        metrics::gauge!("moothall_delivery_lanes")
            .set(f64::from(u32::try_from(lanes.len()).unwrap_or(u32::MAX)));
        true
    }

    /// Whether connections may stay open.
    pub(super) fn keep_connections(&self) -> Keep {
        if self.lanes().len() <= CONNECTIONS { Keep::Open } else { Keep::Closed }
    }

    /// Takes a lane off the list if nothing is left for it. [`Office::push`] waits for the same lock, so nothing can
    /// be handed to a lane that has just decided to end.
    pub(super) fn retire(&self, peer: PeerId, nothing_left: impl FnOnce() -> bool) -> bool {
        let mut lanes = self.lanes();
        let ends = nothing_left();
        if ends {
            lanes.remove(&peer);
            self.up_to_date().insert(peer);
        }
        ends
    }

    /// Whether a peer without a lane had nothing pending before what is handed over now; it counts as having something
    /// from here on. That holds where processes share the database, too: each looks at the whole log, so whatever another
    /// one sent to the peer since then was handed over here as well.
    pub(super) fn was_up_to_date(&self, peer: PeerId) -> bool {
        self.up_to_date().remove(&peer)
    }

    fn up_to_date(&self) -> MutexGuard<'_, HashSet<PeerId>> {
        self.up_to_date.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane has ended and its progress is noted. Takes it off the list, unless it has been replaced.
    pub(super) fn lane_ended(&self, peer: PeerId, handle: &Arc<LaneHandle>) {
        if self.db.is_shared() {
            self.unserved().insert(peer);
        }
        let mut lanes = self.lanes();
        if lanes.get(&peer).is_some_and(|current| Arc::ptr_eq(current, handle)) {
            lanes.remove(&peer);
        }
    }

    fn unserved(&self) -> MutexGuard<'_, HashSet<PeerId>> {
        self.unserved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running(&self) -> Vec<PeerId> {
        self.lanes().keys().copied().collect()
    }

    /// Ends a lane that may not go on. When the row says that nothing is to be waited for and nothing failed, while
    /// the lane waits, an administrator asked for a retry.
    pub(super) fn supervise(&self, row: &PeerRow, may_go_on: bool) {
        let lanes = self.lanes();
        let Some(lane) = lanes.get(&row.id) else { return };
        if !may_go_on {
            lane.stop();
        } else if row.next_attempt_at.is_none() && self.progress.latest(row.id).is_none() {
            lane.hurry();
        }
    }

    /// Takes or renews leases. A process that has its database to itself needs none.
    pub(super) async fn lease(&self, ids: &[PeerId]) -> Result<Vec<PeerId>, StoreError> {
        if !self.db.is_shared() || ids.is_empty() {
            return Ok(ids.to_vec());
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let leased = peers::lease(&mut tx, ids, &self.process, now, now + LEASE).await?;
        tx.commit().await?;
        Ok(leased)
    }

    /// Gives back the leases of peers whose lanes have ended, so that any process may serve them next. For the
    /// dispatcher, who takes them: between taking a lease and starting the lane none may be given back.
    pub(super) async fn give_back(&self) {
        let unserved = std::mem::take(&mut *self.unserved());
        let idle: Vec<PeerId> = {
            let lanes = self.lanes();
            unserved.into_iter().filter(|peer| !lanes.contains_key(peer)).collect()
        };
        if let Err(error) = self.release(&idle).await {
            tracing::warn!(%error, "leases of peers could not be given back; they run out");
        }
    }

    /// Writes down how far peers have come, for whoever serves them next, and gives these leases back.
    async fn release(&self, peers: &[PeerId]) -> Result<(), StoreError> {
        if !self.db.is_shared() || peers.is_empty() {
            return Ok(());
        }
        self.progress.flush(&self.db).await?;
        let mut tx = self.db.begin().await?;
        peers::release(&mut tx, peers, &self.process).await?;
        tx.commit().await
    }

    /// Writes down for administrators what a peer refused for good.
    pub(super) async fn record_failure(
        &self,
        peer: PeerId,
        item: &Item,
        status: Option<u16>,
        error: &str,
    ) -> Result<(), StoreError> {
        let failure = DeliveryFailure {
            id: self.ids.next(),
            peer_id: peer,
            seq: item.entry.seq,
            inbox_url: item.inbox_url.to_string(),
            status: status.map(i64::from),
            error: error.to_owned(),
            created_at: self.clock.now(),
        };
        let mut tx = self.db.begin().await?;
        delivery_failures::insert(&mut tx, &failure).await?;
        tx.commit().await
    }

    /// An inbox is gone for good. When it is the one of the whole server, so is the server, until it is heard from; says
    /// whether it is.
    pub(super) async fn end_inbox(&self, peer: PeerId, inbox_url: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        subscriptions::end_inbox(&mut tx, peer, inbox_url).await?;
        let is_shared = actors::share_inbox(&mut tx, peer, inbox_url).await?;
        if is_shared {
            peers::gone(&mut tx, peer).await?;
        }
        tx.commit().await?;
        Ok(is_shared)
    }

    /// Ends all lanes, writes down how far they came, and gives the leases back.
    pub(super) async fn close(&self) {
        let mut held = self.running();
        held.extend(self.unserved().drain());
        for lane in self.lanes().values() {
            lane.stop();
        }
        let closed = async {
            self.progress.flush(&self.db).await?;
            self.release(&held).await
        };
        if let Err(error) = closed.await {
            tracing::warn!(%error, "how far peers have come could not be written down; some deliveries will repeat");
        }
    }
}
