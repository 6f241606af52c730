//! Deletes what people said who are gone, a step a transaction.

use serde_json::Value;

use super::engine::{JobHandler, Outcome, Running};
use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::services::actors::{ERASE_JOB, erase};
use crate::store::jobs::JobRow;
use crate::store::{Db, StoreError};

/// Goes on with what closing an account, or the `Delete` of a remote actor, began.
pub struct Erase {
    pub ctx: Context,
    pub db: Db,
}

impl JobHandler for Erase {
    fn kind(&self) -> &'static str {
        ERASE_JOB
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            let Some(actor) = actor(&job.payload) else {
                return Outcome::Fail { error: "it names no actor".to_owned() };
            };
            match self.step(actor).await {
                Ok(true) => Outcome::Continue { progress: Value::Null, run_at: self.ctx.now() },
                Ok(false) => Outcome::Done,
                Err(error) => Outcome::Retry { error: error.to_string() },
            }
        })
    }
}

impl Erase {
    async fn step(&self, actor: ActorId) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let more = erase(&self.ctx, &mut tx, actor).await?;
        tx.commit().await?;
        Ok(more)
    }
}

fn actor(payload: &Value) -> Option<ActorId> {
    payload.get("actor")?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests;
