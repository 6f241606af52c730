//! The job that reads the rest of a thread of which a reply arrived first.

use serde_json::Value;

use crate::domain::ids::PostId;
use crate::federation::fetch::{Conversation, FetchFailure, Fetcher};
use crate::jobs::{JobHandler, Outcome, Running};
use crate::services::Context;
use crate::services::posts::CONVERSATION_JOB;
use crate::store::jobs::JobRow;

/// Reads one thread step by step.
pub(super) struct ConversationJob {
    pub(super) context: Context,
    pub(super) fetcher: Fetcher,
}

impl JobHandler for ConversationJob {
    fn kind(&self) -> &'static str {
        CONVERSATION_JOB
    }

    fn waits_for_others(&self) -> bool {
        true
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            match self.step(job).await {
                Ok(Some(progress)) if !progress.is_done() => Outcome::Continue {
                    run_at: self.context.now() + progress.wait(),
                    progress: serde_json::to_value(&progress).unwrap_or_default(),
                },
                Ok(_) => Outcome::Done,
                Err(FetchFailure::Busy(wait)) => {
                    Outcome::Later { error: FetchFailure::Busy(wait).to_string(), wait }
                }
                Err(error) => Outcome::Retry { error: error.to_string() },
            }
        })
    }
}

impl ConversationJob {
    async fn step(&self, job: &JobRow) -> Result<Option<Conversation>, FetchFailure> {
        let Ok(mut progress) = serde_json::from_value::<Conversation>(job.progress.clone()) else {
            let root =
                job.payload.get("root").and_then(Value::as_str).and_then(|root| root.parse::<PostId>().ok());
            return match root {
                Some(root) => self.fetcher.conversation(root).await,
                None => Ok(None),
            };
        };
        self.fetcher.conversation_step(&mut progress).await?;
        Ok(Some(progress))
    }
}
