//! What a process with the worker role does beside delivering: render facts, process the inbox, do background jobs.

use std::sync::Arc;

use super::backfill::BackfillJob;
use super::background::Task;
use super::conversation::ConversationJob;
use super::peer_software::PeerSoftware;
use super::state::AppState;
use crate::domain::ids::JobId;
use crate::federation::inbox::Processor;
use crate::federation::outgoing::Renderer;
use crate::infra::media::Uploads;
use crate::jobs::{
    Engine, Erase, JobHandler, MediaCleaning, MediaProcessing, PushDelivery, Scheduled, Turns, Words, media,
    upkeep,
};
use crate::store::StoreError;

/// The tasks, each under the name that the log knows it by.
pub(super) fn tasks(state: &AppState) -> Vec<Task> {
    let AppState { db, context, fetcher, process, .. } = state;
    let renderer =
        Arc::new(Renderer::new(context.clone(), db.clone(), state.keyring.clone(), process.clone()));
    let references = Arc::new(fetcher.clone());
    let processor = Arc::new(Processor::new(db.clone(), context.clone(), references, process.clone()));
    let jobs = state.clone();
    vec![
        Task::new("renderer", move |stop| {
            let renderer = Arc::clone(&renderer);
            async move { renderer.run(stop).await }
        }),
        Task::new("inbox", move |stop| {
            let processor = Arc::clone(&processor);
            async move {
                processor.run(stop).await;
                Ok::<(), StoreError>(())
            }
        }),
        Task::new("jobs", move |stop| {
            let AppState { db, context, process, .. } = &jobs;
            let engine = Engine::new(db.clone(), context.clock.clone(), process, handlers(&jobs));
            async move {
                engine.run(stop).await;
                Ok::<(), StoreError>(())
            }
        }),
    ]
}

fn handlers(state: &AppState) -> Vec<Arc<dyn JobHandler>> {
    let AppState { db, context, fetcher, .. } = state;
    let unhurried = fetcher.unhurried();
    vec![
        Arc::new(upkeep::Upkeep { ctx: context.clone(), db: db.clone() }),
        Arc::new(Erase { ctx: context.clone(), db: db.clone() }),
        Arc::new(Scheduled { ctx: context.clone(), db: db.clone(), network: Arc::new(fetcher.clone()) }),
        Arc::new(MediaCleaning {
            ctx: context.clone(),
            db: db.clone(),
            files: state.media.clone(),
            remote_pictures: state.remote_pictures.clone(),
        }),
        Arc::new(MediaProcessing {
            ctx: context.clone(),
            db: db.clone(),
            files: state.media.clone(),
            uploads: Uploads::new(&state.config.limits),
        }),
        Arc::new(BackfillJob { db: db.clone(), context: context.clone(), fetcher: unhurried.clone() }),
        Arc::new(ConversationJob { context: context.clone(), fetcher: unhurried }),
        Arc::new(PushDelivery {
            ctx: context.clone(),
            db: db.clone(),
            client: state.client.clone(),
            sealer: Arc::clone(&state.sealer),
            title: crate::web::push_title,
            turns: Turns::default(),
        }),
        Arc::new(Words { ctx: context.clone(), db: db.clone() }),
        Arc::new(PeerSoftware { db: db.clone(), context: context.clone(), fetcher: fetcher.clone() }),
    ]
}

/// Adds the jobs that come round by themselves, unless they are there.
///
/// # Errors
/// When the database refuses.
pub(super) async fn schedule(state: &AppState) -> Result<(), StoreError> {
    let mut tx = state.db.begin().await?;
    upkeep::schedule(&mut tx, &state.context.clock, &state.context.ids).await?;
    media::schedule(&mut tx, &state.context).await?;
    let id = JobId::new(state.context.ids.next());
    super::peer_software::schedule(&mut tx, id, state.context.now()).await?;
    tx.commit().await
}
