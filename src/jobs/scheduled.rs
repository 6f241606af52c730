//! Publishes posts whose time has come.

use std::sync::Arc;

use serde_json::Value;

use super::backoff::MAX_ATTEMPTS;
use super::engine::{JobHandler, Outcome, Running};
use crate::domain::ids::ScheduledId;
use crate::services::Context;
use crate::services::network::Network;
use crate::services::scheduled::{SCHEDULED_JOB, give_up, publish_due};
use crate::store::jobs::JobRow;
use crate::store::{Db, StoreError};

/// Whoever is named may be on a server that is slow to answer. That is waited for briefly, so it does not count with what
/// waits for others, which would hold the post up; but all that is due at this hour must not keep out the rest either.
const AT_ONCE: usize = 1;

/// Publishes one post at its time.
pub struct Scheduled {
    pub ctx: Context,
    pub db: Db,
    /// Finds who is named in it.
    pub network: Arc<dyn Network>,
}

impl JobHandler for Scheduled {
    fn kind(&self) -> &'static str {
        SCHEDULED_JOB
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            let Some(id) = scheduled(&job.payload) else {
                return Outcome::Fail { error: "it names no post".to_owned() };
            };
            match publish_due(&self.ctx, &self.db, self.network.as_ref(), id).await {
                Ok(()) => Outcome::Done,
                Err(error) if job.attempts >= MAX_ATTEMPTS => self.give_up(id, &error).await,
                Err(error) => Outcome::Retry { error: error.to_string() },
            }
        })
    }
}

impl Scheduled {
    /// Its author must learn of it, or it would wait for ever.
    async fn give_up(&self, id: ScheduledId, error: &StoreError) -> Outcome {
        tracing::error!(%id, %error, "a post that was due was given up");
        let told = async {
            let mut tx = self.db.begin().await?;
            give_up(&self.ctx, &mut tx, id).await?;
            tx.commit().await
        };
        match told.await {
            Ok(()) => Outcome::Done,
            // The upkeep finds it.
            Err(error) => Outcome::Fail { error: error.to_string() },
        }
    }
}

fn scheduled(payload: &Value) -> Option<ScheduledId> {
    payload.get("scheduled")?.as_str()?.parse().ok()
}
