//! The job that reads the history of a remote community: `federation/fetch` reads, the jobs engine keeps going.

use std::time::Duration;

use serde_json::Value;

use crate::domain::ids::ActorId;
use crate::federation::fetch::{Backfill, BackfillError, Fetcher};
use crate::jobs::{JobHandler, Outcome, Running};
use crate::services::Context;
use crate::store::jobs::JobRow;
use crate::store::{Db, StoreError, communities};

/// Between two readings from one server; somebody else's server is not ours to hurry.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

/// Reads one community step by step. Where it is stands in the job's progress, so another process can go on.
pub(super) struct BackfillJob {
    pub(super) db: Db,
    pub(super) context: Context,
    pub(super) fetcher: Fetcher,
}

impl JobHandler for BackfillJob {
    fn kind(&self) -> &'static str {
        "backfill"
    }

    fn waits_for_others(&self) -> bool {
        true
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            let Some(progress) = progress(job) else {
                return Outcome::Fail { error: "the job names no community".to_owned() };
            };
            match self.step(progress).await {
                Ok(outcome) => outcome,
                Err(error) => Outcome::Retry { error: error.to_string() },
            }
        })
    }
}

fn progress(job: &JobRow) -> Option<Backfill> {
    if !job.progress.is_null() {
        return serde_json::from_value(job.progress.clone()).ok();
    }
    let community: ActorId = job.payload.get("community").and_then(Value::as_str)?.parse().ok()?;
    Some(Backfill::new(community))
}

impl BackfillJob {
    async fn step(&self, progress: Backfill) -> Result<Outcome, BackfillError> {
        let community = progress.community;
        let progress = self.fetcher.backfill_step(progress).await?;
        if progress.is_done() {
            self.finish(community).await?;
            return Ok(Outcome::Done);
        }
        let run_at = self.context.now() + PAUSE + progress.wait();
        let progress = serde_json::to_value(&progress).unwrap_or_default();
        Ok(Outcome::Continue { progress, run_at })
    }

    async fn finish(&self, community: ActorId) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        communities::set_backfilled(&mut tx, community, self.context.now()).await?;
        tx.commit().await
    }
}
