//! Processing what was accepted.
//!
//! Deliveries are prepared side by side, each in a task of its own, because preparing may wait for another server. They
//! are applied together, up to 64 in one transaction, in which they are also marked as done: that is what lets one
//! process take in thousands of activities a second, and what makes each take effect once. When such a transaction
//! fails, its deliveries are applied one by one, so that one bad delivery harms no other.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::order::Held;
use super::queue::{Queue, Work};
use super::slow::{self, Slow};
use crate::domain::delivery::InboxState;
use crate::domain::ids::InboxId;
use crate::domain::time::Timestamp;
use crate::federation::incoming::{self, Outcome, Prepared, Problem, References, Statement};
use crate::federation::lease::{ASK_EVERY, Lease};
use crate::federation::objects::uri::authority;
use crate::services::Context;
use crate::services::peers::heard_from;
use crate::store::inbox::Finished;
use crate::store::{Db, Signal, StoreError, Tx, inbox, peers};

/// Deliveries that are prepared side by side, slow ones apart.
const SIDE_BY_SIDE: usize = 64;
/// Deliveries that are held in memory.
const IN_MEMORY: usize = 512;
const PAGE: i64 = 256;
/// How often a delivery is tried whose author's server does not answer: 1, 4, 16 minutes … for about a day.
const MOST_ATTEMPTS: i64 = 7;
const FIRST_WAIT: Duration = Duration::from_mins(1);
/// When something is looked at again for which there was no place among the slow ones.
const NEXT_TURN: Duration = Duration::from_secs(30);
/// After an error of the database.
const PAUSE: Duration = Duration::from_secs(2);
/// How far the inbox is read past deliveries that all have to wait.
const MOST_PAGES: usize = 16;

/// How often to look which servers are not being served.
const LOOK_WHO_SLEEPS_EVERY: Duration = Duration::from_secs(10);

/// Works the inbox off.
pub struct Processor {
    db: Db,
    context: Context,
    references: Arc<dyn References>,
    slow: Slow,
    /// One process has the inbox, so that order holds across processes.
    lease: Lease,
    /// Servers that are not being served: hearing from one of them wakes it.
    asleep: Mutex<Asleep>,
}

/// Servers that are silent or gone, as they were when last asked.
#[derive(Debug, Default)]
struct Asleep {
    domains: HashSet<String>,
    due: Option<Timestamp>,
}

/// A delivery with what preparing it came to.
type Ready = (Work, Result<Prepared, Problem>);

/// What came of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Settled,
    PutOff,
}

impl Fate {
    fn of(finished: Option<&Finished>) -> Self {
        if finished.is_some() { Self::Settled } else { Self::PutOff }
    }
}

impl Processor {
    /// `process` names this process among those that share the database.
    pub fn new(db: Db, context: Context, references: Arc<dyn References>, process: String) -> Self {
        let lease = Lease { db: db.clone(), clock: context.clock.clone(), name: "inbox", process };
        Self { db, context, references, slow: Slow::default(), lease, asleep: Mutex::default() }
    }

    /// Works until `stop`. What is under way then is done again by the next process: nothing is marked before it is
    /// done.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut queue = Queue::default();
        let mut preparing: JoinSet<Ready> = JoinSet::new();
        loop {
            // Before looking, so that no ring is missed.
            let rung = self.db.signals().bell(Signal::Inbox).notified();
            let next = match self.work(&mut queue, &mut preparing, &stop).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "the inbox could not be read");
                    // Whatever is under way: the database is not asked again at once.
                    tokio::time::sleep(PAUSE).await;
                    self.context.now()
                }
            };
            if preparing.is_empty() {
                tokio::select! {
                    () = rung => {}
                    () = self.context.clock.sleep_until(next) => {}
                    () = tokio::time::sleep(ASK_EVERY) => {}
                    () = stop.cancelled() => break,
                }
            }
            if stop.is_cancelled() {
                break;
            }
        }
        preparing.shutdown().await;
        self.lease.release().await;
    }

    /// One round: read, start, and apply whatever is ready. Gives when something that was put off is due.
    async fn work(
        self: &Arc<Self>,
        queue: &mut Queue,
        preparing: &mut JoinSet<Ready>,
        stop: &CancellationToken,
    ) -> Result<Timestamp, StoreError> {
        let idle = self.context.now() + Duration::from_hours(1);
        let mut renew_at = self.context.now();
        loop {
            if self.context.now() >= renew_at {
                renew_at = self.context.now() + ASK_EVERY;
                if !self.lease.hold().await? {
                    // Another process has the inbox now, and begins with what is under way here.
                    preparing.shutdown().await;
                    *queue = Queue::default();
                    return Ok(renew_at);
                }
                self.look_who_sleeps().await?;
            }
            if stop.is_cancelled() {
                return Ok(idle);
            }
            // What arrives is not kept waiting by what waits for another server.
            let rung = self.db.signals().bell(Signal::Inbox).notified();
            self.read(queue).await?;
            self.start(queue, preparing);
            if preparing.is_empty() {
                break;
            }
            let first = tokio::select! {
                // What is ready is applied before more is read.
                biased;
                first = preparing.join_next() => first,
                () = rung => continue,
                () = tokio::time::sleep(slow::AFTER) => continue,
                () = stop.cancelled() => return Ok(idle),
            };
            let mut ready: Vec<Ready> = vec![];
            ready.extend(first.and_then(Result::ok));
            // Whatever needs nobody else is ready in a moment, and goes along: a commit costs as much as many deliveries.
            tokio::task::yield_now().await;
            while let Some(more) = preparing.try_join_next() {
                ready.extend(more.ok());
            }
            // While these are written, the next are prepared.
            self.start(queue, preparing);
            for (work, fate) in self.apply(ready).await {
                match fate {
                    Fate::Settled => queue.finish(&work),
                    Fate::PutOff => queue.put_off(&work),
                }
            }
        }
        let mut tx = self.db.read().await?;
        Ok(inbox::next_due(&mut tx).await?.unwrap_or(idle))
    }

    /// Begins with whatever nothing stands before, as far as there is room.
    fn start(self: &Arc<Self>, queue: &mut Queue, preparing: &mut JoinSet<Ready>) {
        let under_way = preparing.len().saturating_sub(self.slow.len());
        for work in queue.take(SIDE_BY_SIDE.saturating_sub(under_way)) {
            let processor = Arc::clone(self);
            preparing.spawn(async move {
                // A panic must not keep what comes after this delivery waiting for ever.
                let prepared = AssertUnwindSafe(processor.prepare_in_time(&work)).catch_unwind().await;
                let broken = Err(Problem::Refused("it could not be processed"));
                (work, prepared.unwrap_or(broken))
            });
        }
    }

    async fn read(&self, queue: &mut Queue) -> Result<(), StoreError> {
        if queue.len() >= IN_MEMORY {
            return Ok(());
        }
        let mut tx = self.db.read().await?;
        // From the beginning each time: ids are given out before they are written, so a lower one may come later.
        let mut after = InboxId::new(0);
        let mut left_out = Held::default();
        for _ in 0..MOST_PAGES {
            let rows = inbox::due(&mut tx, after, self.context.now(), PAGE, queue.taken()).await?;
            let Some(last) = rows.last().map(|row| row.id) else { break };
            let full = i64::try_from(rows.len()).is_ok_and(|length| length == PAGE);
            // Further only when all of this was left out: somebody sends much about one thing.
            if queue.add(rows, &mut left_out) > 0 || !full {
                break;
            }
            after = last;
        }
        Ok(())
    }

    fn asleep(&self) -> MutexGuard<'_, Asleep> {
        self.asleep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look_who_sleeps(&self) -> Result<(), StoreError> {
        let now = self.context.now();
        if self.asleep().due.is_some_and(|due| now < due) {
            return Ok(());
        }
        let domains = peers::asleep(&mut self.db.read().await?).await?.into_iter().collect();
        *self.asleep() = Asleep { domains, due: Some(now + LOOK_WHO_SLEEPS_EVERY) };
        Ok(())
    }

    /// Whoever signed is proven, whatever becomes of what they said.
    async fn wake(&self, tx: &mut Tx, signer_uri: &str) -> Result<(), StoreError> {
        if self.asleep().domains.is_empty() {
            return Ok(());
        }
        let domain = authority(signer_uri).filter(|domain| self.asleep().domains.contains(domain));
        match domain {
            Some(domain) => heard_from(tx, &domain).await,
            None => Ok(()),
        }
    }

    /// Prepares a delivery, unless another server keeps us waiting for too long; then it is for another time.
    async fn prepare_in_time(&self, work: &Work) -> Result<Prepared, Problem> {
        let mut preparing = pin!(self.prepare(work));
        if let Ok(prepared) = timeout(slow::AFTER, preparing.as_mut()).await {
            return prepared;
        }
        let Some(_counted) = self.slow.admit(&work.row.signer_uri) else { return Err(Problem::Busy) };
        timeout(slow::AT_MOST, preparing).await.unwrap_or(Err(Problem::Temporary))
    }

    async fn prepare(&self, work: &Work) -> Result<Prepared, Problem> {
        let actor = self.references.actor(&work.row.signer_uri).await?;
        let statement = Statement::signed(&work.row.body, actor)?;
        incoming::prepare(&self.context, self.references.as_ref(), &statement).await
    }

    /// Applies all in one transaction, or each in its own when that fails. Gives all back, with what came of them.
    async fn apply(&self, ready: Vec<Ready>) -> Vec<(Work, Fate)> {
        let (works, prepared): (Vec<Work>, Vec<_>) = ready.into_iter().unzip();
        let together = AssertUnwindSafe(self.apply_together(&works, prepared)).catch_unwind().await;
        let fates = match together {
            Ok(Ok(fates)) => fates,
            outcome => {
                let error = outcome.err().map_or("the database refused", |_| "one of them panicked");
                tracing::debug!(error, deliveries = works.len(), "deliveries are applied one by one");
                let prepared = join_all(works.iter().map(|work| self.prepare_in_time(work))).await;
                let mut fates = Vec::with_capacity(works.len());
                for (work, prepared) in works.iter().zip(prepared) {
                    fates.push(self.apply_alone(work, prepared).await);
                }
                fates
            }
        };
        works.into_iter().zip(fates).collect()
    }

    async fn apply_together(
        &self,
        works: &[Work],
        prepared: Vec<Result<Prepared, Problem>>,
    ) -> Result<Vec<Fate>, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut finished = Vec::with_capacity(works.len());
        let mut fates = Vec::with_capacity(works.len());
        for (work, prepared) in works.iter().zip(prepared) {
            let settled = self.settle(&mut tx, work, prepared).await?;
            fates.push(Fate::of(settled.as_ref()));
            finished.extend(settled);
        }
        self.finish(tx, &finished).await?;
        Ok(fates)
    }

    async fn apply_alone(&self, work: &Work, prepared: Result<Prepared, Problem>) -> Fate {
        let alone = async {
            let mut tx = self.db.begin().await?;
            let finished = self.settle(&mut tx, work, prepared).await?;
            self.finish(tx, finished.as_slice()).await?;
            Ok::<Fate, StoreError>(Fate::of(finished.as_ref()))
        };
        let activity = &work.row.activity_uri;
        let panicked = match AssertUnwindSafe(alone).catch_unwind().await {
            Ok(Ok(fate)) => return fate,
            Ok(Err(error)) => {
                tracing::error!(%activity, %error, "an activity could not be applied");
                false
            }
            Err(_) => {
                tracing::error!(%activity, "applying an activity panicked");
                true
            }
        };
        let noted = async {
            let mut tx = self.db.begin().await?;
            // What panics once does so again; it must not keep the inbox from going on.
            let finished = if panicked {
                let outcome = Some("it could not be processed");
                Some(Finished { id: work.row.id, state: InboxState::Failed, outcome })
            } else {
                self.put_off(&mut tx, work, "the database refused").await?
            };
            self.finish(tx, finished.as_slice()).await?;
            Ok::<Fate, StoreError>(Fate::of(finished.as_ref()))
        };
        noted.await.unwrap_or_else(|error| {
            tracing::error!(%error, "an activity could not be put off");
            Fate::PutOff
        })
    }

    /// Marks them as done in the transaction of their effects, and commits it.
    async fn finish(&self, mut tx: Tx, finished: &[Finished]) -> Result<(), StoreError> {
        inbox::finish(&mut tx, finished, self.context.now()).await?;
        tx.commit().await
    }

    /// Carries out one delivery. What is put off is not finished.
    async fn settle(
        &self,
        tx: &mut Tx,
        work: &Work,
        prepared: Result<Prepared, Problem>,
    ) -> Result<Option<Finished>, StoreError> {
        self.wake(tx, &work.row.signer_uri).await?;
        let outcome = match prepared {
            Ok(prepared) => incoming::apply(&self.context, tx, prepared).await?,
            Err(Problem::Refused(why)) => Outcome::Refused(why),
            Err(Problem::Gone) => Outcome::Ignored("what it is about is gone"),
            Err(Problem::Temporary) => return self.put_off(tx, work, "another server did not answer").await,
            Err(Problem::Busy) => {
                let at = self.context.now() + NEXT_TURN;
                inbox::postpone(tx, work.row.id, at).await?;
                inbox::hold_back(tx, &work.row, work.alone(), at).await?;
                return Ok(None);
            }
            Err(Problem::Store(error)) => return Err(error),
        };
        let (state, outcome) = match outcome {
            Outcome::Done => (InboxState::Done, None),
            Outcome::Ignored(why) => (InboxState::Ignored, Some(why)),
            Outcome::Refused(why) => (InboxState::Refused, Some(why)),
        };
        metrics::counter!("moothall_inbox_processed_total", "outcome" => state.as_str()).increment(1);
        Ok(Some(Finished { id: work.row.id, state, outcome }))
    }

    /// Tries again later, or gives up.
    async fn put_off(
        &self,
        tx: &mut Tx,
        work: &Work,
        why: &'static str,
    ) -> Result<Option<Finished>, StoreError> {
        let now = self.context.now();
        if work.row.attempts + 1 >= MOST_ATTEMPTS {
            return Ok(Some(Finished { id: work.row.id, state: InboxState::Failed, outcome: Some(why) }));
        }
        let factor = 4_u32.saturating_pow(u32::try_from(work.row.attempts).unwrap_or(0));
        let at = now + FIRST_WAIT * factor;
        inbox::retry(tx, work.row.id, why, at).await?;
        inbox::hold_back(tx, &work.row, work.alone(), at).await?;
        Ok(None)
    }
}
