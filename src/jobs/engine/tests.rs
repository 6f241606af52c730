use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::sync::mpsc;

use super::*;
use crate::domain::ids::JobId;
use crate::store::contract::on_both_engines;
use crate::store::jobs::NewJob;

/// Tells each run that begins, and what comes of the n-th.
struct Scripted<F> {
    began: mpsc::UnboundedSender<Value>,
    runs: AtomicUsize,
    script: F,
}

impl<F: Fn(usize, Timestamp) -> Option<Outcome> + Send + Sync> JobHandler for Scripted<F> {
    fn kind(&self) -> &'static str {
        "scripted"
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            let outcome = (self.script)(self.runs.fetch_add(1, Ordering::SeqCst), job.run_at);
            self.began.send(job.progress.clone()).unwrap();
            match outcome {
                Some(outcome) => outcome,
                None => std::future::pending().await,
            }
        })
    }
}

struct Stage {
    db: Db,
    clock: Clock,
    began: mpsc::UnboundedReceiver<Value>,
    handler: Arc<dyn JobHandler>,
}

impl Stage {
    async fn with(
        db: Db,
        script: impl Fn(usize, Timestamp) -> Option<Outcome> + Send + Sync + 'static,
    ) -> Self {
        let (sender, began) = mpsc::unbounded_channel();
        let handler = Arc::new(Scripted { began: sender, runs: AtomicUsize::new(0), script });
        let clock = Clock::fixed(Timestamp::from_millis(1000));
        let mut tx = db.begin().await.unwrap();
        let job = NewJob {
            id: JobId::new(1),
            kind: "scripted",
            unique_key: "k".to_owned(),
            payload: json!({}),
            run_at: clock.now(),
            created_at: clock.now(),
        };
        assert!(jobs::enqueue(&mut tx, &job).await.unwrap());
        tx.commit().await.unwrap();
        Self { db, clock, began, handler }
    }

    fn start(&self, owner: &str) -> (tokio::task::JoinHandle<()>, CancellationToken) {
        let stop = CancellationToken::new();
        let handlers = vec![Arc::clone(&self.handler)];
        let engine = Engine::new(self.db.clone(), self.clock.clone(), owner, handlers);
        (tokio::spawn(engine.run(stop.clone())), stop)
    }

    /// Waits until the row of the job is as wanted; whoever changes it yields meanwhile.
    async fn until(&self, wanted: impl Fn(Option<&JobRow>) -> bool) -> Option<JobRow> {
        let look = async {
            loop {
                let mut tx = self.db.read().await.unwrap();
                let row = jobs::by_key(&mut tx, "k").await.unwrap();
                if wanted(row.as_ref()) {
                    return row;
                }
                drop(tx);
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), look).await.expect("the job never got there")
    }
}

/// Never comes to an end, once it has said which job it is.
struct Slow {
    kind: &'static str,
    at_once: usize,
    waits_for_others: bool,
    began: mpsc::UnboundedSender<String>,
}

impl JobHandler for Slow {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn at_once(&self) -> usize {
        self.at_once
    }

    fn waits_for_others(&self) -> bool {
        self.waits_for_others
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            self.began.send(job.unique_key.clone()).unwrap();
            std::future::pending().await
        })
    }
}

on_both_engines! {
    async fn jobs_that_wait_for_others_leave_room_for_the_rest(db: Db) {
        let clock = Clock::fixed(Timestamp::from_millis(1000));
        let mut tx = db.begin().await.unwrap();
        let kinds = ["slow", "far", "slow", "far", "slow", "single", "single", "own"];
        for (id, kind) in (1..).zip(kinds) {
            let job = NewJob {
                id: JobId::new(id),
                kind,
                unique_key: id.to_string(),
                payload: json!({}),
                run_at: clock.now(),
                created_at: clock.now(),
            };
            assert!(jobs::enqueue(&mut tx, &job).await.unwrap());
        }
        tx.commit().await.unwrap();
        let (began, mut told) = mpsc::unbounded_channel();
        let handler = |kind, at_once, waits_for_others| -> Arc<dyn JobHandler> {
            Arc::new(Slow { kind, at_once, waits_for_others, began: began.clone() })
        };
        let handlers = vec![
            handler("slow", CONCURRENCY, true),
            handler("far", CONCURRENCY, true),
            handler("single", 1, false),
            handler("own", CONCURRENCY, false),
        ];
        let engine = Engine::new(db, clock, "one", handlers);
        let stop = CancellationToken::new();
        let running = tokio::spawn(engine.run(stop.clone()));
        let mut seen = Vec::new();
        for _ in 0..CONCURRENCY {
            seen.push(told.recv().await.unwrap());
        }
        seen.sort();
        assert_eq!(seen, ["1", "2", "6", "8"]);
        stop.cancel();
        running.await.unwrap();
    }

    async fn a_job_goes_step_by_step_and_then_goes(db: Db) {
        let mut stage = Stage::with(db, |run, at| Some(match run {
            0 => Outcome::Continue { progress: json!({ "page": 1 }), run_at: at + Duration::from_secs(5) },
            _ => Outcome::Done,
        })).await;
        let (_engine, _stop) = stage.start("one");
        assert_eq!(stage.began.recv().await, Some(Value::Null));
        let row = stage.until(|row| row.is_some_and(|row| row.attempts == 0)).await.unwrap();
        assert_eq!(row.progress, json!({ "page": 1 }));
        stage.clock.advance(Duration::from_secs(5));
        assert_eq!(stage.began.recv().await, Some(json!({ "page": 1 })));
        stage.until(|row| row.is_none()).await;
    }

    async fn a_job_of_a_process_that_died_is_taken_over_when_its_lease_runs_out(db: Db) {
        let mut stage = Stage::with(db, |run, _| (run > 0).then_some(Outcome::Done)).await;
        let (first, _stop) = stage.start("one");
        stage.began.recv().await.unwrap();
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        stage.clock.advance(LEASE);
        let (_second, _stop) = stage.start("two");
        stage.began.recv().await.unwrap();
        stage.until(|row| row.is_none()).await;
    }

    async fn a_process_that_stops_gives_its_jobs_back_at_once(db: Db) {
        let mut stage = Stage::with(db, |run, _| (run > 0).then_some(Outcome::Done)).await;
        let (first, stop) = stage.start("one");
        stage.began.recv().await.unwrap();
        stop.cancel();
        first.await.unwrap();
        let (_second, _stop) = stage.start("two");
        stage.until(|row| row.is_none()).await;
    }

    async fn a_job_that_keeps_failing_is_given_up_and_stays_visible(db: Db) {
        let mut stage = Stage::with(db, |_, _| Some(Outcome::Retry { error: "no answer".to_owned() })).await;
        let (_engine, _stop) = stage.start("one");
        for attempt in 1..=MAX_ATTEMPTS {
            stage.began.recv().await.unwrap();
            let settled = |row: Option<&JobRow>| row.is_some_and(|row| {
                row.failed_at.is_some() || (row.attempts == attempt && row.run_at > stage.clock.now())
            });
            stage.until(settled).await;
            stage.clock.advance(Duration::from_hours(8));
        }
        let row = stage.until(|row| row.is_some_and(|row| row.failed_at.is_some())).await.unwrap();
        assert_eq!(row.last_error.as_deref(), Some("no answer"));
    }
}
