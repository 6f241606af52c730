//! Makes pictures anew that take long.

use super::backoff::MAX_ATTEMPTS;
use super::engine::{JobHandler, Outcome, Running};
use crate::domain::ids::MediaId;
use crate::infra::media::{MediaStore, Uploads};
use crate::services::Context;
use crate::services::media::{MediaError, Shelf};
use crate::services::unfinished_media::{PROCESSING_JOB, finish, give_up, read_job};
use crate::store::Db;
use crate::store::jobs::JobRow;

/// It takes a processor's whole time, and much memory.
const AT_ONCE: usize = 1;

/// Makes one picture.
pub struct MediaProcessing {
    pub ctx: Context,
    pub db: Db,
    pub files: MediaStore,
    pub uploads: Uploads,
}

impl JobHandler for MediaProcessing {
    fn kind(&self) -> &'static str {
        PROCESSING_JOB
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            let Some(id) = read_job(&job.payload) else {
                return Outcome::Fail { error: "it names no file".to_owned() };
            };
            match self.process(id, job.attempts).await {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Retry { error: error.to_string() },
            }
        })
    }
}

impl MediaProcessing {
    async fn process(&self, id: MediaId, attempts: i64) -> Result<(), MediaError> {
        let shelf = Shelf { uploads: &self.uploads, store: &self.files };
        // A picture at which the process dies leaves no error behind: the runs are counted, not what they say.
        if attempts >= MAX_ATTEMPTS {
            tracing::error!(%id, "a picture that was uploaded was given up");
            return give_up(&self.db, shelf, id).await;
        }
        finish(&self.ctx, &self.db, shelf, id).await
    }
}
