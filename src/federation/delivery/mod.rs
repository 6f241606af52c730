//! Delivery: a log and cursors.
//!
//! `federation/outgoing` appends activities to the log; publishing costs the same few rows whoever listens. The
//! dispatcher reads the log as it grows and hands each activity to the peers whose subscriptions or names it matches.
//! A peer with something pending has a lane: a light task that keeps a window of requests in flight, in order within a
//! thread, and moves the peer's cursor over what is done. A peer that is slow or dead costs nothing to the others, and
//! when its lane ends or the process is killed, the cursor says where to go on: at least once, in order.
//!
//! It runs on a runtime of its own ([`Delivery::start`]), because a signature takes a third of a millisecond, which on
//! a thread that serves pages would be latency for a reader.

mod backoff;
mod dispatcher;
mod entry;
mod handover;
mod lane;
mod office;
mod outcome;
mod post_office;
mod progress;
mod signing;
mod window;

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::dispatcher::Dispatcher;
use self::office::Office;
use self::post_office::PostOffice;
use super::keyring::Keyring;
use crate::infra::http::HttpClient;
use crate::services::Context;
use crate::store::Db;

/// How often cursors are written down.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// What the sender needs.
pub struct DeliveryDeps {
    pub db: Db,
    pub client: HttpClient,
    pub keyring: Keyring,
    pub context: Context,
    /// Names this process among those that share the database.
    pub process: String,
}

/// The running sender. Dropping it without [`Delivery::stop`] loses no delivery, only the last second of cursors.
pub struct Delivery {
    office: Arc<Office>,
    stop: CancellationToken,
    tasks: TaskTracker,
    runtime: Option<Runtime>,
}

impl Delivery {
    /// Starts reading the log and sending, on threads of its own.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn start(deps: DeliveryDeps) -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .thread_name("delivery")
            // Between signatures, answers are read often: each makes room for the next request.
            .event_interval(11)
            .enable_all()
            .build()?;
        let counter = PostOffice::new(deps.client, deps.keyring, deps.context.clock.clone());
        let office = Arc::new(Office::new(deps.db, deps.context, deps.process, counter));
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let dispatcher = Dispatcher::new(Arc::clone(&office), stop.clone());
        tasks.spawn_on(dispatcher.run(), runtime.handle());
        tasks.spawn_on(flush_regularly(Arc::clone(&office), stop.clone()), runtime.handle());
        Ok(Self { office, stop, tasks, runtime: Some(runtime) })
    }

    /// Stops handing out work, writes the cursors down and gives the leases back.
    pub async fn stop(mut self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.office.close().await;
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Delivery {
    /// A runtime may not be dropped where tasks run; this lets its threads end by themselves.
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn flush_regularly(office: Arc<Office>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FLUSH_EVERY) => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = office.progress.flush(&office.db).await {
            tracing::error!(%error, "how far peers have come could not be written down");
        }
    }
}
