//! The job that reads the history of a remote community: `federation/fetch` reads, the jobs engine keeps going.

use serde::Deserialize;

use crate::domain::ids::ActorId;
use crate::federation::fetch::{Backfill, BackfillError, Fetcher};
use crate::jobs::{JobHandler, Outcome, Running};
use crate::services::Context;
use crate::store::jobs::JobRow;
use crate::store::{Db, StoreError, communities};

/// Reads one community step by step. Where it is stands in the job's progress, so another process can go on.
pub(super) struct BackfillJob {
    pub(super) db: Db,
    pub(super) context: Context,
    pub(super) fetcher: Fetcher,
}

/// The job's payload.
#[derive(Deserialize)]
struct Asked {
    community: String,
    #[serde(default)]
    older: bool,
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
            match self.step(job).await {
                Ok(outcome) => outcome,
                Err(BackfillError::Busy(wait)) => {
                    Outcome::Later { error: BackfillError::Busy(wait).to_string(), wait }
                }
                Err(error) => Outcome::Retry { error: error.to_string() },
            }
        })
    }
}

impl BackfillJob {
    async fn step(&self, job: &JobRow) -> Result<Outcome, BackfillError> {
        let Some(progress) = self.progress(job).await? else {
            return Ok(Outcome::Fail { error: "the job names no community".to_owned() });
        };
        let progress = self.fetcher.backfill_step(progress).await?;
        if progress.is_done() {
            self.finish(&progress).await?;
            return Ok(Outcome::Done);
        }
        let run_at = self.context.now() + progress.wait();
        let progress = serde_json::to_value(&progress).unwrap_or_default();
        Ok(Outcome::Continue { progress, run_at })
    }

    /// Where the job is; at its beginning, where an earlier one stopped if what is older is asked for.
    async fn progress(&self, job: &JobRow) -> Result<Option<Backfill>, StoreError> {
        if !job.progress.is_null() {
            return Ok(serde_json::from_value(job.progress.clone()).ok());
        }
        let Ok(Asked { community, older }) = serde_json::from_value(job.payload.clone()) else {
            return Ok(None);
        };
        let Ok(community) = community.parse::<ActorId>() else { return Ok(None) };
        let since =
            if older { communities::older(&mut self.db.read().await?, community).await? } else { None };
        let since = since.and_then(|since| serde_json::from_value(since).ok());
        Ok(Some(since.map_or_else(|| Backfill::new(community), |since| Backfill::further(community, since))))
    }

    async fn finish(&self, progress: &Backfill) -> Result<(), StoreError> {
        let older = Some(progress.older()).filter(|older| !older.is_nothing());
        let older = older.and_then(|older| serde_json::to_value(older).ok());
        let mut tx = self.db.begin().await?;
        communities::set_backfilled(&mut tx, progress.community, self.context.now()).await?;
        communities::set_older(&mut tx, progress.community, older.as_ref()).await?;
        tx.commit().await
    }
}
