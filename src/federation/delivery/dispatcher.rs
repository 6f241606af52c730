//! Reads the log as it grows and hands each activity to the peers that it is for.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::Office;
use super::entry::Entry;
use super::handover::LaneHandle;
use super::lane::Lane;
use super::window::Item;
use crate::domain::delivery::{Audience, PeerState};
use crate::domain::ids::{ActorId, PeerId};
use crate::store::peers::PeerRow;
use crate::store::subscriptions::SubscriptionRow;
use crate::store::{Signal, StoreError, activities, peers, subscriptions};

const PAGE: i64 = 256;
/// How often to look for what nobody rang the bell for: peers of a process that died, administrators' changes made
/// elsewhere.
const RECONCILE_EVERY: Duration = Duration::from_secs(30);
/// How often leases of peers that have got everything are given back. Not with each lane that ends: its peer may have
/// something to get again in a moment.
const GIVE_BACK_EVERY: Duration = Duration::from_secs(1);
/// Half of it passes before a lease is renewed.
pub(super) const LEASE: Duration = Duration::from_secs(90);

pub(super) struct Dispatcher {
    office: Arc<Office>,
    stop: CancellationToken,
}

/// What one reading of the log has for each peer.
type Deliveries = HashMap<PeerId, Vec<Item>>;

impl Dispatcher {
    pub(super) fn new(office: Arc<Office>, stop: CancellationToken) -> Self {
        Self { office, stop }
    }

    pub(super) async fn run(self) {
        let mut started = false;
        // Goes on however often the bell rings: leases run out otherwise.
        let mut reconciling = tokio::time::interval(RECONCILE_EVERY);
        reconciling.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut giving_back = tokio::time::interval(GIVE_BACK_EVERY);
        giving_back.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Before looking, so that no ring is missed.
            let mut rung = pin!(self.office.db.signals().bell(Signal::Log).notified());
            let looked = if started { self.look().await } else { self.start().await };
            match looked {
                Ok(()) => started = true,
                Err(error) => {
                    tracing::error!(%error, "the delivery log could not be read");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
            }
            loop {
                tokio::select! {
                    () = rung.as_mut() => break,
                    _ = reconciling.tick() => break self.reconcile_or_log().await,
                    _ = giving_back.tick() => self.office.give_back().await,
                    () = self.stop.cancelled() => return,
                }
            }
        }
    }

    /// Everything logged so far is found through the cursors of the peers; from here on through the log.
    async fn start(&self) -> Result<(), StoreError> {
        let mut tx = self.office.db.read().await?;
        let head = activities::head(&mut tx).await?;
        drop(tx);
        self.office.set_dispatched_to(head);
        self.reconcile().await
    }

    async fn look(&self) -> Result<(), StoreError> {
        let mut anything = false;
        loop {
            let from = self.office.dispatched_to();
            let mut tx = self.office.db.read().await?;
            let rows = activities::after(&mut tx, from, PAGE).await?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            anything = true;
            let full = i64::try_from(rows.len()).is_ok_and(|length| length == PAGE);
            let entries: Vec<Arc<Entry>> = rows.into_iter().map(|row| self.office.shelf.share(row)).collect();
            let mut deliveries = Deliveries::new();
            for row in activities::direct_between(&mut tx, from, last).await? {
                let Some(entry) = entries.iter().find(|entry| entry.seq == row.seq) else { continue };
                add(&mut deliveries, row.peer_id, entry, &row.inbox_url);
            }
            drop(tx);
            self.address(&entries, &mut deliveries).await?;
            self.hand_over(deliveries, from).await?;
            self.office.set_dispatched_to(last);
            if !full {
                break;
            }
        }
        // A bell with nothing new in the log: an administrator paused, resumed, retried or dropped something.
        if anything { Ok(()) } else { self.reconcile().await }
    }

    /// Finds the receivers of what goes to followers and to everyone. Each audience is read once.
    async fn address(&self, entries: &[Arc<Entry>], deliveries: &mut Deliveries) -> Result<(), StoreError> {
        let mut listeners: HashMap<ActorId, Vec<SubscriptionRow>> = HashMap::new();
        let mut everyone: Option<Vec<(PeerId, String)>> = None;
        let mut tx = self.office.db.read().await?;
        for entry in entries {
            match (entry.audience, entry.audience_id) {
                (Audience::Followers, Some(actor)) => {
                    if let std::collections::hash_map::Entry::Vacant(e) = listeners.entry(actor) {
                        e.insert(subscriptions::of_actor(&mut tx, actor).await?);
                    }
                    for row in listeners.get(&actor).into_iter().flatten() {
                        if entry.seq > row.since_seq {
                            add(deliveries, row.peer_id, entry, &row.inbox_url);
                        }
                    }
                }
                (Audience::Everyone, _) => {
                    if everyone.is_none() {
                        everyone = Some(subscriptions::one_inbox_each(&mut tx).await?);
                    }
                    for (peer, inbox_url) in everyone.iter().flatten() {
                        add(deliveries, *peer, entry, inbox_url);
                    }
                }
                (Audience::Followers | Audience::Direct, _) => {}
            }
        }
        Ok(())
    }

    /// Gives each peer what is its own; peers without a lane get one.
    async fn hand_over(&self, deliveries: Deliveries, from: i64) -> Result<(), StoreError> {
        let mut without_lane: Deliveries = HashMap::new();
        for (peer, mut items) in deliveries {
            items.sort_by_key(|item| item.entry.seq);
            if let Some(items) = self.office.push(peer, items) {
                without_lane.insert(peer, items);
            }
        }
        if without_lane.is_empty() {
            return Ok(());
        }
        let ids: Vec<PeerId> = without_lane.keys().copied().collect();
        for peer in self.claim(&ids).await? {
            let Some(items) = without_lane.remove(&peer.id) else { continue };
            let handle = if self.office.was_up_to_date(peer.id) {
                // Further, where another process was faster with what is handed over now.
                LaneHandle::new(from.max(peer.cursor), false)
            } else {
                LaneHandle::new(peer.cursor, true)
            };
            handle.push_all(&items);
            self.open_lane(peer, Arc::new(handle));
        }
        // Nobody may serve these now. What is for them stays in the log, and is read from there when somebody may.
        for peer in without_lane.keys() {
            self.office.was_up_to_date(*peer);
        }
        Ok(())
    }

    /// Reads the rows of peers that may be served, and takes their leases where processes share the database.
    async fn claim(&self, ids: &[PeerId]) -> Result<Vec<PeerRow>, StoreError> {
        let ids = self.office.lease(ids).await?;
        let mut tx = self.office.db.read().await?;
        let mut rows = peers::by_ids(&mut tx, &ids).await?;
        rows.retain(|peer| peer.state == PeerState::Active);
        for peer in &mut rows {
            // What the last lane noted may not be written down yet.
            if let Some(noted) = self.office.progress.latest(peer.id) {
                peer.cursor = peer.cursor.max(noted.cursor);
                peer.failures = noted.failures;
                peer.signature_scheme = noted.signature_scheme;
                peer.last_success_at = noted.last_success_at;
            }
        }
        Ok(rows)
    }

    fn open_lane(&self, peer: PeerRow, handle: Arc<LaneHandle>) {
        if self.office.lane_started(peer.id, &handle) {
            tokio::spawn(Lane::new(Arc::clone(&self.office), handle, peer).run());
        }
    }

    async fn reconcile_or_log(&self) {
        if let Err(error) = self.reconcile().await {
            tracing::error!(%error, "peers with pending deliveries could not be read");
        }
    }

    /// Starts lanes for peers that have something pending and none serves, ends those that may not go on, and hurries
    /// those that an administrator wants retried.
    async fn reconcile(&self) -> Result<(), StoreError> {
        let running = self.office.running();
        let kept = self.office.lease(&running).await?;
        let mut tx = self.office.db.read().await?;
        let rows = peers::by_ids(&mut tx, &running).await?;
        let pending = peers::with_pending(&mut tx).await?;
        drop(tx);
        for row in rows {
            let may_go_on = row.state == PeerState::Active && kept.contains(&row.id);
            self.office.supervise(&row, may_go_on);
        }
        let idle: Vec<PeerId> =
            pending.iter().map(|peer| peer.id).filter(|peer| !running.contains(peer)).collect();
        for peer in self.claim(&idle).await? {
            let handle = Arc::new(LaneHandle::new(peer.cursor, true));
            self.open_lane(peer, handle);
        }
        Ok(())
    }
}

fn add(deliveries: &mut Deliveries, peer: PeerId, entry: &Arc<Entry>, inbox_url: &str) {
    let items = deliveries.entry(peer).or_default();
    // Named and subscribed at once: one delivery to one inbox.
    let known = items.iter().any(|item| item.entry.seq == entry.seq && *item.inbox_url == *inbox_url);
    if !known {
        items.push(Item { entry: Arc::clone(entry), inbox_url: inbox_url.into() });
    }
}
