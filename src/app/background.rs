//! Tasks that run as long as the node does.

use std::error::Error;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

type BoxError = Box<dyn Error + Send + Sync>;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// One task: a name for the log, and how to start it, again and again.
pub(super) struct Task {
    name: &'static str,
    start: Box<dyn Fn(CancellationToken) -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>,
}

impl Task {
    /// `start` makes the future. It watches the token and returns `Ok` when it is cancelled; when it returns an error,
    /// it is started again after a pause that grows.
    pub(super) fn new<F, E>(
        name: &'static str,
        start: impl Fn(CancellationToken) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self { name, start: Box::new(move |stop| Box::pin(wrap(start(stop)))) }
    }

    async fn run(self, stop: CancellationToken) {
        let mut pause = FIRST_PAUSE;
        while !stop.is_cancelled() {
            let began = tokio::time::Instant::now();
            match (self.start)(stop.clone()).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::error!(task = self.name, %error, "a task ended with an error and is started again");
                    metrics::counter!("moothall_task_restarts_total", "task" => self.name).increment(1);
                }
            }
            pause =
                if began.elapsed() > LONGEST_PAUSE { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
    }
}

async fn wrap<E: Into<BoxError>>(future: impl Future<Output = Result<(), E>>) -> Result<(), BoxError> {
    match AssertUnwindSafe(future).catch_unwind().await {
        Ok(ended) => ended.map_err(Into::into),
        Err(_) => Err("it panicked".into()),
    }
}

/// The tasks of a node. They end by themselves when `soft` is cancelled, and are cut off when `hard` is.
#[derive(Clone)]
pub(super) struct Background {
    pub(super) soft: CancellationToken,
    pub(super) hard: CancellationToken,
    pub(super) tracker: TaskTracker,
}

impl Background {
    pub(super) fn new() -> Self {
        let hard = CancellationToken::new();
        Self { soft: hard.child_token(), hard, tracker: TaskTracker::new() }
    }

    /// Runs a task until it is done or cut off.
    pub(super) fn spawn(&self, task: Task) {
        self.spawn_once(task.run(self.soft.clone()));
    }

    /// Runs a future until it is done or cut off.
    pub(super) fn spawn_once(&self, future: impl Future<Output = ()> + Send + 'static) {
        let hard = self.hard.clone();
        self.tracker.spawn(async move {
            tokio::select! {
                () = future => {}
                () = hard.cancelled() => {}
            }
        });
    }

    /// Asks all to end, waits, and cuts off those that take longer than `patience`.
    pub(super) async fn stop(&self, patience: Duration) {
        self.soft.cancel();
        self.tracker.close();
        if tokio::time::timeout(patience, self.tracker.wait()).await.is_err() {
            tracing::warn!("some tasks did not end in time and are cut off");
            self.hard.cancel();
            self.tracker.wait().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_fails_is_started_again() {
        let background = Background::new();
        let starts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&starts);
        background.spawn(Task::new("flaky", move |_| {
            let start = counted.fetch_add(1, Ordering::SeqCst);
            async move { if start == 0 { Err("the connection broke") } else { Ok(()) } }
        }));
        background.tracker.close();
        background.tracker.wait().await;
        assert_eq!(starts.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_task_that_panics_is_started_again() {
        let background = Background::new();
        let starts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&starts);
        background.spawn(Task::new("nervous", move |_| {
            let start = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(start > 0, "the first start fails");
                Ok::<(), &str>(())
            }
        }));
        background.tracker.close();
        background.tracker.wait().await;
        assert_eq!(starts.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_task_that_does_not_listen_is_cut_off() {
        let background = Background::new();
        background.spawn(Task::new("deaf", |_| std::future::pending::<Result<(), &str>>()));
        background.stop(Duration::from_millis(1)).await;
        assert!(background.tracker.is_empty());
    }
}
