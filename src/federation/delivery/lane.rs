//! One peer that has something to get: a light task that lives as long as something is pending.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;

use super::Office;
use super::backoff;
use super::handover::LaneHandle;
use super::outcome::Outcome;
use super::post_office::Attempt;
use super::window::{Item, Ticket, Window};
use crate::domain::delivery::{GroupSupport, PeerState, SignatureScheme};
use crate::domain::ids::PeerId;
use crate::domain::time::Timestamp;
use crate::infra::clock::random_bytes;
use crate::store::peers::{PeerRow, Progress};
use crate::store::{StoreError, activities, subscriptions};

/// Requests in flight to one peer: at 200 ms a round trip this is 320 a second.
const IN_FLIGHT: usize = 64;
/// A peer that has answered within this time is trusted with a full window at once; others get one request first.
const HEARD_FROM: Duration = Duration::from_hours(1);
/// How far a window looks ahead, and how much a lane holds in memory.
const WINDOW: usize = 256;
const PAGE: i64 = 128;

/// Whether the lane ended because nothing is left, or had to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    GoOn,
    End,
}

type Flight = BoxFuture<'static, (Ticket, Item, Attempt)>;

/// The lane's own end.
pub(super) struct Lane {
    office: Arc<Office>,
    handle: Arc<LaneHandle>,
    peer: PeerRow,
    support: GroupSupport,
    window: Window,
    flights: FuturesUnordered<Flight>,
    failing_since: Option<Timestamp>,
    /// The peer is there, as far as we know.
    answers: bool,
}

impl Lane {
    pub(super) fn new(office: Arc<Office>, handle: Arc<LaneHandle>, peer: PeerRow) -> Self {
        let cursor = handle.lock().read_to;
        let failing_since =
            if peer.failures > 0 { peer.last_success_at.or(peer.last_failure_at) } else { None };
        let heard = peer.last_success_at.is_some_and(|at| office.clock.now().since(at) < HEARD_FROM);
        Self {
            answers: heard && peer.failures == 0,
            support: GroupSupport::of(peer.software.as_deref()),
            window: Window::new(cursor),
            flights: FuturesUnordered::new(),
            office,
            handle,
            peer,
            failing_since,
        }
    }

    /// Serves the peer until nothing is pending, the peer is parked, or the lane is stopped.
    pub(super) async fn run(mut self) {
        self.wait_out_backoff().await;
        loop {
            match self.round().await {
                Ok(Step::GoOn) => {}
                Ok(Step::End) => break,
                Err(error) => {
                    tracing::error!(peer = %self.peer.domain, %error, "a delivery lane could not use the database");
                    self.office.clock.sleep_until(self.office.clock.now() + Duration::from_secs(5)).await;
                }
            }
        }
        self.note_progress();
        self.office.lane_ended(self.peer.id, &self.handle);
    }

    async fn round(&mut self) -> Result<Step, StoreError> {
        self.fill().await?;
        self.take_off();
        if self.handle.lock().stopped {
            return Ok(Step::End);
        }
        if self.flights.is_empty() && self.window.is_empty() {
            return Ok(self.retire_or_wait());
        }
        let handle = Arc::clone(&self.handle);
        tokio::select! {
            Some((ticket, item, attempt)) = self.flights.next() => self.landed(ticket, &item, attempt).await,
            () = handle.bell.notified() => Ok(Step::GoOn),
        }
    }

    /// Ends the lane when nothing came in meanwhile. The check and the end are one step under the lock, so nothing
    /// can be handed over between them.
    fn retire_or_wait(&mut self) -> Step {
        let office = Arc::clone(&self.office);
        let nothing_left = || {
            let intake = self.handle.lock();
            intake.queue.is_empty() && !intake.behind
        };
        if office.retire(self.peer.id, nothing_left) { Step::End } else { Step::GoOn }
    }

    /// Moves what was handed over into the window; reads the log where the lane is behind.
    async fn fill(&mut self) -> Result<(), StoreError> {
        loop {
            {
                let mut intake = self.handle.lock();
                while self.window.len() < WINDOW {
                    let activity = intake.next();
                    if activity.is_empty() {
                        break;
                    }
                    for item in activity {
                        if self.support.takes(item.entry.rendering) {
                            self.window.push(item);
                        } else {
                            self.window.nothing_until(item.entry.seq);
                        }
                    }
                }
                if !intake.queue.is_empty() || !intake.behind || self.window.len() >= WINDOW {
                    return Ok(());
                }
            }
            // Boxed, as everything rare is: there are as many lanes as peers, and each holds room for what it may do. What
            // waits for its turn takes none yet: after a start all lanes want to read at once.
            let office = Arc::clone(&self.office);
            let _turn = office.reading.acquire().await;
            Box::pin(self.read_page()).await?;
        }
    }

    async fn read_page(&mut self) -> Result<(), StoreError> {
        let from = self.handle.lock().read_to;
        let mut tx = self.office.db.read().await?;
        // The head before the page: everything up to it is in the page or does not concern the peer.
        let head = activities::head(&mut tx).await?;
        let everyone = subscriptions::everyone_inbox(&mut tx, self.peer.id).await?;
        let page = activities::pending_for(&mut tx, self.peer.id, from, everyone.as_deref(), PAGE).await?;
        drop(tx);
        let mut activities_read = 0;
        let mut last = from;
        for row in page {
            if row.activity.seq > last {
                last = row.activity.seq;
                activities_read += 1;
            }
            if !self.support.takes(row.activity.rendering) {
                continue;
            }
            let entry = self.office.shelf.share(row.activity);
            self.window.push(Item { entry, inbox_url: row.inbox_url.into() });
        }
        let full = activities_read == PAGE;
        let complete_to = if full { last } else { head.max(last) };
        self.window.nothing_until(complete_to);
        let mut intake = self.handle.lock();
        intake.read_to = complete_to;
        intake.behind = full || self.office.dispatched_to() > complete_to;
        Ok(())
    }

    /// Sends what may be sent now. A peer that failed, or was not heard from lately, gets one request until it answers.
    fn take_off(&mut self) {
        let most = if self.answers { IN_FLIGHT } else { 1 };
        let keep = self.office.keep_connections();
        while self.flights.len() < most {
            let Some((ticket, item)) = self.window.next_ready() else { return };
            let office = Arc::clone(&self.office);
            let known = self.peer.signature_scheme;
            self.flights.push(Box::pin(async move {
                let attempt = office.counter.deliver(&item, known, keep).await;
                (ticket, item, attempt)
            }));
        }
    }

    async fn landed(&mut self, ticket: Ticket, item: &Item, attempt: Attempt) -> Result<Step, StoreError> {
        metrics::counter!("moothall_deliveries_total", "outcome" => attempt.outcome.label()).increment(1);
        match attempt.outcome {
            Outcome::Accepted => {
                self.window.done(ticket);
                self.answered(Some(attempt.scheme));
            }
            Outcome::Rejected { status, error } => {
                let recorded = self.office.record_failure(self.peer.id, item, status, &error);
                self.or_again(ticket, Box::pin(recorded).await)?;
                self.window.done(ticket);
                self.answered(None);
            }
            Outcome::Gone => {
                let ended = Box::pin(self.office.end_inbox(self.peer.id, &item.inbox_url)).await;
                let gone = self.or_again(ticket, ended)?;
                self.window.done(ticket);
                self.answered(None);
                if gone {
                    return Ok(Step::End);
                }
            }
            Outcome::Throttled { wait, error } => {
                self.window.again(ticket);
                return Box::pin(self.failed(error, wait)).await;
            }
            Outcome::Retry { error } => {
                self.window.again(ticket);
                return Box::pin(self.failed(error, None)).await;
            }
        }
        self.note_progress();
        Ok(Step::GoOn)
    }

    /// What the database could not note is sent once more: nothing else would ever move it on.
    fn or_again<T>(&mut self, ticket: Ticket, noted: Result<T, StoreError>) -> Result<T, StoreError> {
        if noted.is_err() {
            self.window.again(ticket);
        }
        noted
    }

    /// The peer answered, if only with a refusal.
    fn answered(&mut self, scheme: Option<SignatureScheme>) {
        let now = self.office.clock.now();
        self.answers = true;
        self.failing_since = None;
        self.peer.failures = 0;
        self.peer.next_attempt_at = None;
        self.peer.last_success_at = Some(now);
        self.peer.last_error = None;
        if scheme.is_some() {
            self.peer.signature_scheme = scheme;
        }
    }

    /// However many requests fail together, it is one failed round.
    async fn failed(&mut self, error: String, wait: Option<Duration>) -> Result<Step, StoreError> {
        while let Some((ticket, _, attempt)) = self.flights.next().await {
            if attempt.outcome == Outcome::Accepted {
                self.window.done(ticket);
            }
        }
        let now = self.office.clock.now();
        let since = *self.failing_since.get_or_insert(now);
        self.answers = false;
        self.peer.failures += 1;
        self.peer.last_failure_at = Some(now);
        self.peer.last_error = Some(error);
        let wait =
            wait.unwrap_or_else(|| backoff::wait(self.peer.failures, u16::from_le_bytes(random_bytes())));
        self.peer.next_attempt_at = Some(now + wait);
        let parked = now.since(since) >= backoff::PARK_AFTER;
        if parked {
            self.peer.state = PeerState::Parked;
        }
        // A peer in trouble holds no activities in memory: they are read from the log again.
        self.window.reset();
        {
            let mut intake = self.handle.lock();
            intake.queue.clear();
            intake.read_to = self.window.cursor();
            intake.behind = true;
            // A retry that was asked for before this failure is over.
            intake.hurried = false;
        }
        self.note_progress();
        if parked {
            return Ok(Step::End);
        }
        self.wait_out_backoff().await;
        Ok(Step::GoOn)
    }

    async fn wait_out_backoff(&mut self) {
        let Some(until) = self.peer.next_attempt_at else { return };
        let clock = self.office.clock.clone();
        loop {
            {
                let mut intake = self.handle.lock();
                if intake.stopped || std::mem::take(&mut intake.hurried) {
                    return;
                }
            }
            tokio::select! {
                () = clock.sleep_until(until) => return,
                () = self.handle.bell.notified() => {}
            }
        }
    }

    fn note_progress(&self) {
        self.office.progress.note(Progress {
            id: self.peer.id,
            cursor: self.window.cursor(),
            state: self.peer.state,
            signature_scheme: self.peer.signature_scheme,
            failures: self.peer.failures,
            next_attempt_at: self.peer.next_attempt_at,
            last_success_at: self.peer.last_success_at,
            last_failure_at: self.peer.last_failure_at,
            last_error: self.peer.last_error.clone(),
        });
    }
}

/// Peers by id, for the dispatcher.
pub(super) type Lanes = std::collections::HashMap<PeerId, Arc<LaneHandle>>;
