//! Makes threads findable that were here before there was an index of words, a step a transaction.

use std::time::Duration;

use serde_json::{Value, json};

use super::engine::{JobHandler, Outcome, Running};
use crate::domain::ids::PostId;
use crate::services::Context;
use crate::services::posts::{WORDS_JOB, index_earlier};
use crate::store::jobs::JobRow;
use crate::store::{Db, StoreError};

/// After an error of the database. It is never given up: what has no words is not found.
const PAUSE: Duration = Duration::from_mins(1);

/// Goes through all threads, once, from the latest on. A search finds meanwhile what it has come to.
pub struct Words {
    pub ctx: Context,
    pub db: Db,
}

impl JobHandler for Words {
    fn kind(&self) -> &'static str {
        WORDS_JOB
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            match self.step(reached(&job.progress)).await {
                Ok(Some(oldest)) => {
                    let progress = json!({ "before": oldest.to_string() });
                    Outcome::Continue { progress, run_at: self.ctx.now() }
                }
                Ok(None) => Outcome::Done,
                Err(error) => {
                    tracing::error!(%error, "making earlier threads findable broke off");
                    Outcome::Continue { progress: job.progress.clone(), run_at: self.ctx.now() + PAUSE }
                }
            }
        })
    }
}

impl Words {
    async fn step(&self, before: PostId) -> Result<Option<PostId>, StoreError> {
        let mut tx = self.db.begin().await?;
        let oldest = index_earlier(&mut tx, before).await?;
        tx.commit().await?;
        Ok(oldest)
    }
}

/// Down to which thread it has come.
fn reached(progress: &Value) -> PostId {
    let before = progress.get("before").and_then(Value::as_str).and_then(|id| id.parse().ok());
    before.unwrap_or(PostId::new(i64::MAX))
}

#[cfg(test)]
mod tests;
