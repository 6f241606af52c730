//! Leases jobs, runs them, records what came of them.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::backoff::{MAX_ATTEMPTS, wait};
use crate::domain::time::Timestamp;
use crate::infra::clock::{Clock, random_bytes};
use crate::store::jobs::{self, JobRow};
use crate::store::{Db, Signal, StoreError};

/// Jobs that one process runs at a time.
const CONCURRENCY: usize = 4;
/// How many of these wait for servers of others' choosing, of whatever kinds they are: what is done here goes on meanwhile.
const WAITING: usize = CONCURRENCY - 2;
/// A job whose process has been silent for this long is due again. A third of it passes before a lease is renewed.
const LEASE: Duration = Duration::from_mins(1);
/// After an error of the database.
const PAUSE: Duration = Duration::from_secs(1);

/// What came of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The job is done, and goes.
    Done,
    /// One step is made; the next is at `run_at`. Pages can read `progress` meanwhile.
    Continue { progress: Value, run_at: Timestamp },
    /// It failed for a reason that may pass.
    Retry { error: String },
    /// It failed, and is to be tried again after `wait` or later, because another server asks for that.
    Later { error: String, wait: Duration },
    /// It cannot succeed.
    Fail { error: String },
}

/// A run in progress.
pub type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Does the jobs of one kind.
pub trait JobHandler: Send + Sync {
    /// The word in the database. Once used it keeps its meaning.
    fn kind(&self) -> &'static str;

    /// How many jobs of this kind a process runs at a time.
    fn at_once(&self) -> usize {
        CONCURRENCY
    }

    /// Whether its time goes by in waiting for servers of others' choosing. All jobs of such kinds together leave room for
    /// the rest.
    fn waits_for_others(&self) -> bool {
        false
    }

    /// Does the job, or the next step of it. It may have been begun before by a process that died, and is dropped when its
    /// lease is lost. Holds no transaction while it waits for the network.
    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a>;
}

/// Runs the jobs whose kinds it knows; leaves others alone. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    db: Db,
    clock: Clock,
    owner: Arc<str>,
    handlers: Arc<BTreeMap<&'static str, Arc<dyn JobHandler>>>,
}

impl Engine {
    /// `owner` names this process; no other that shares the database has the same.
    pub fn new(db: Db, clock: Clock, owner: &str, handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        let handlers = handlers.into_iter().map(|handler| (handler.kind(), handler)).collect();
        Self { db, clock, owner: owner.into(), handlers: Arc::new(handlers) }
    }

    /// Runs jobs until told to stop; then drops what runs and gives its leases back.
    pub async fn run(self, stop: CancellationToken) {
        if let Err(error) = self.report_unknown_kinds().await {
            tracing::error!(%error, "the jobs could not be read");
        }
        let mut running = Runs::default();
        loop {
            // Before looking, so that no ring is missed.
            let rung = self.db.signals().bell(Signal::Jobs).notified();
            let next = self.start_due(&mut running).await;
            let next_due = async {
                match next {
                    Ok(Some(moment)) => self.clock.sleep_until(moment).await,
                    Ok(None) => std::future::pending().await,
                    Err(error) => {
                        tracing::error!(%error, "no job could be leased");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            };
            tokio::select! {
                () = rung => {}
                () = next_due => {}
                Some(()) = running.next_ended() => {}
                () = stop.cancelled() => break,
            }
        }
        running.tasks.shutdown().await;
        if let Err(error) = self.release_all().await {
            tracing::warn!(%error, "the leases of jobs were not given back; they will run out");
        }
    }

    /// Starts what is due, as far as there is room. Gives when to look again; `None`: when something ends or is added.
    async fn start_due(&self, running: &mut Runs) -> Result<Option<Timestamp>, StoreError> {
        while running.tasks.len() < CONCURRENCY {
            let kinds = self.kinds_with_room(running);
            let now = self.clock.now();
            // Looked at first, because only one can write at a time.
            let next = jobs::next_due(&mut self.db.read().await?, &kinds).await?;
            if next.is_none_or(|moment| moment > now) {
                return Ok(next);
            }
            let mut tx = self.db.begin().await?;
            let Some(job) = jobs::claim(&mut tx, &kinds, &self.owner, now, now + LEASE).await? else {
                return jobs::next_due(&mut tx, &kinds).await;
            };
            tx.commit().await?;
            if let Some(handler) = self.handlers.get(job.kind.as_str()) {
                running.start(handler.kind(), self.clone().run_one(job, Arc::clone(handler)));
            }
        }
        Ok(None)
    }

    /// The kinds of which one more may run.
    fn kinds_with_room(&self, running: &Runs) -> Vec<&'static str> {
        let waiting = self.handlers.values().filter(|handler| handler.waits_for_others());
        let may_wait = waiting.map(|handler| running.of(handler.kind())).sum::<usize>() < WAITING;
        let has_room = |handler: &&Arc<dyn JobHandler>| {
            running.of(handler.kind()) < handler.at_once() && (may_wait || !handler.waits_for_others())
        };
        self.handlers.values().filter(has_room).map(|handler| handler.kind()).collect()
    }

    async fn run_one(self, job: JobRow, handler: Arc<dyn JobHandler>) {
        // More runs than are recorded as failed: the process died in them, or they panicked.
        let outcome = if job.attempts > MAX_ATTEMPTS {
            let error = job.last_error.clone().unwrap_or_else(|| "it never came to an end".to_owned());
            Some(Outcome::Fail { error })
        } else {
            tokio::select! {
                outcome = handler.run(&job) => Some(outcome),
                () = self.keep_lease(&job) => None,
            }
        };
        let Some(outcome) = outcome else {
            tracing::warn!(kind = job.kind, key = job.unique_key, "the lease of a job was lost");
            return;
        };
        match self.record(&job, outcome).await {
            Ok(()) => {}
            // Whoever has the lease now records what comes of it.
            Err(StoreError::NotFound) => {
                tracing::info!(kind = job.kind, key = job.unique_key, "the lease of a job ran out meanwhile");
            }
            Err(error) => {
                tracing::error!(kind = job.kind, key = job.unique_key, %error, "what came of a job was not recorded");
            }
        }
    }

    /// Renews the lease as long as it is ours.
    async fn keep_lease(&self, job: &JobRow) {
        loop {
            tokio::time::sleep(LEASE / 3).await;
            match self.renew(job).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "the lease of a job was not renewed"),
            }
        }
    }

    async fn renew(&self, job: &JobRow) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let ours = jobs::renew(&mut tx, job.id, &self.owner, self.clock.now() + LEASE).await?;
        tx.commit().await?;
        Ok(ours)
    }

    async fn record(&self, job: &JobRow, outcome: Outcome) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        match outcome {
            Outcome::Done => jobs::finish(&mut tx, job.id, &self.owner).await?,
            Outcome::Continue { progress, run_at } => {
                jobs::step(&mut tx, job.id, &self.owner, &progress, run_at).await?;
            }
            Outcome::Retry { error } if job.attempts < MAX_ATTEMPTS => {
                let run_at = now + pause(job);
                jobs::retry(&mut tx, job.id, &self.owner, &error, run_at).await?;
            }
            Outcome::Later { error, wait } if job.attempts < MAX_ATTEMPTS => {
                let run_at = now + pause(job).max(wait);
                jobs::retry(&mut tx, job.id, &self.owner, &error, run_at).await?;
            }
            Outcome::Retry { error } | Outcome::Later { error, .. } | Outcome::Fail { error } => {
                tracing::error!(kind = job.kind, key = job.unique_key, error, "a job was given up");
                jobs::fail(&mut tx, job.id, &self.owner, &error, now).await?;
            }
        }
        tx.commit().await
    }

    async fn release_all(&self) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        jobs::release_all(&mut tx, &self.owner).await?;
        tx.commit().await
    }

    /// Jobs of a newer or older version of the program stay for it.
    async fn report_unknown_kinds(&self) -> Result<(), StoreError> {
        let mut tx = self.db.read().await?;
        for kind in jobs::kinds(&mut tx).await? {
            if !self.handlers.contains_key(kind.as_str()) {
                tracing::warn!(kind, "there are jobs of a kind that this program does not know; they stay");
            }
        }
        Ok(())
    }
}

/// How long a job waits that failed.
fn pause(job: &JobRow) -> Duration {
    wait(job.attempts, u16::from_ne_bytes(random_bytes()))
}

/// What runs in this process.
#[derive(Default)]
struct Runs {
    tasks: JoinSet<()>,
    kinds: HashMap<Id, &'static str>,
}

impl Runs {
    fn start(&mut self, kind: &'static str, run: impl Future<Output = ()> + Send + 'static) {
        let id = self.tasks.spawn(run).id();
        self.kinds.insert(id, kind);
    }

    /// How many jobs of a kind run.
    fn of(&self, kind: &str) -> usize {
        self.kinds.values().filter(|running| **running == kind).count()
    }

    /// Waits until a run has ended. `None`: nothing runs.
    async fn next_ended(&mut self) -> Option<()> {
        let ended = self.tasks.join_next_with_id().await?;
        if let Err(error) = &ended {
            tracing::error!(%error, "a job broke off; it is due again when its lease runs out");
        }
        self.kinds.remove(&ended.map_or_else(|error: JoinError| error.id(), |(id, ())| id));
        Some(())
    }
}

#[cfg(test)]
mod tests;
