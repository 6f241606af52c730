use serde_json::{Value, json};

use super::on_both_engines;
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;
use crate::store::jobs::{self, NewJob};
use crate::store::{Db, StoreError};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn job(id: i64, key: &str, run_at: i64) -> NewJob {
    NewJob {
        id: JobId::new(id),
        kind: "read",
        unique_key: key.to_owned(),
        payload: json!({ "actor": "7" }),
        run_at: at(run_at),
        created_at: at(0),
    }
}

on_both_engines! {
    async fn a_key_has_one_unfinished_job(db: Db) {
        let mut tx = db.begin().await.unwrap();
        assert!(jobs::enqueue(&mut tx, &job(1, "k", 0)).await.unwrap());
        assert!(!jobs::enqueue(&mut tx, &job(2, "k", 0)).await.unwrap());
        jobs::claim(&mut tx, &["read"], "a", at(0), at(60)).await.unwrap().unwrap();
        jobs::fail(&mut tx, JobId::new(1), "a", "gone", at(1)).await.unwrap();
        assert_eq!(jobs::failed(&mut tx, 10).await.unwrap()[0].last_error.as_deref(), Some("gone"));
        assert_eq!(jobs::next_due(&mut tx, &["read"]).await.unwrap(), None);
        assert!(jobs::enqueue(&mut tx, &job(3, "k", 5)).await.unwrap());
        let row = jobs::by_key(&mut tx, "k").await.unwrap().unwrap();
        assert_eq!((row.id, row.failed_at, row.attempts, row.last_error), (JobId::new(3), None, 0, None));
    }

    async fn what_is_due_longest_is_leased_first_and_once(db: Db) {
        let mut tx = db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &job(1, "later", 20)).await.unwrap();
        jobs::enqueue(&mut tx, &job(2, "sooner", 10)).await.unwrap();
        assert_eq!(jobs::claim(&mut tx, &["read"], "a", at(9), at(60)).await.unwrap(), None);
        assert_eq!(jobs::next_due(&mut tx, &["read"]).await.unwrap(), Some(at(10)));
        let first = jobs::claim(&mut tx, &["read"], "a", at(30), at(60)).await.unwrap().unwrap();
        assert_eq!((first.unique_key.as_str(), first.attempts, first.progress), ("sooner", 1, Value::Null));
        let second = jobs::claim(&mut tx, &["read"], "b", at(30), at(60)).await.unwrap().unwrap();
        assert_eq!((second.unique_key.as_str(), second.payload), ("later", json!({ "actor": "7" })));
        assert_eq!(jobs::claim(&mut tx, &["read"], "b", at(59), at(90)).await.unwrap(), None);
        assert_eq!(jobs::next_due(&mut tx, &["read"]).await.unwrap(), Some(at(60)));
    }

    async fn of_several_kinds_the_job_that_is_due_longest_is_leased_first(db: Db) {
        let mut tx = db.begin().await.unwrap();
        for (id, kind, run_at) in [(1, "write", 20), (2, "read", 10), (3, "send", 5), (4, "read", 30)] {
            let job = NewJob { kind, ..job(id, &id.to_string(), run_at) };
            jobs::enqueue(&mut tx, &job).await.unwrap();
        }
        let kinds = ["read", "write"];
        for (due, claimed, until) in [(10, 2, 70), (20, 1, 80), (30, 4, 90)] {
            assert_eq!(jobs::next_due(&mut tx, &kinds).await.unwrap(), Some(at(due)));
            let job = jobs::claim(&mut tx, &kinds, "a", at(40), at(until)).await.unwrap().unwrap();
            assert_eq!(job.id, JobId::new(claimed));
        }
        assert_eq!(jobs::claim(&mut tx, &kinds, "a", at(40), at(60)).await.unwrap(), None);
        assert_eq!(jobs::next_due(&mut tx, &kinds).await.unwrap(), Some(at(70)));
    }

    async fn a_lease_that_ran_out_is_taken_over_and_its_owner_can_record_nothing(db: Db) {
        let mut tx = db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &job(1, "k", 0)).await.unwrap();
        let id = JobId::new(1);
        jobs::claim(&mut tx, &["read"], "a", at(0), at(60)).await.unwrap().unwrap();
        assert!(jobs::renew(&mut tx, id, "a", at(80)).await.unwrap());
        assert_eq!(jobs::claim(&mut tx, &["read"], "b", at(79), at(99)).await.unwrap(), None);
        assert_eq!(jobs::claim(&mut tx, &["read"], "b", at(80), at(99)).await.unwrap().unwrap().attempts, 2);
        assert!(!jobs::renew(&mut tx, id, "a", at(200)).await.unwrap());
        assert!(matches!(jobs::finish(&mut tx, id, "a").await, Err(StoreError::NotFound)));
        jobs::release_all(&mut tx, "b").await.unwrap();
        assert_eq!(jobs::claim(&mut tx, &["read"], "c", at(81), at(99)).await.unwrap().unwrap().attempts, 2);
        jobs::finish(&mut tx, id, "c").await.unwrap();
        assert_eq!(jobs::by_key(&mut tx, "k").await.unwrap(), None);
    }

    async fn steps_and_failed_runs_are_put_off(db: Db) {
        let mut tx = db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &job(1, "k", 0)).await.unwrap();
        let id = JobId::new(1);
        jobs::claim(&mut tx, &["read"], "a", at(0), at(60)).await.unwrap().unwrap();
        jobs::retry(&mut tx, id, "a", "busy", at(10)).await.unwrap();
        assert_eq!(jobs::claim(&mut tx, &["read"], "a", at(9), at(60)).await.unwrap(), None);
        let again = jobs::claim(&mut tx, &["read"], "a", at(10), at(60)).await.unwrap().unwrap();
        assert_eq!((again.attempts, again.last_error.as_deref()), (2, Some("busy")));
        jobs::step(&mut tx, id, "a", &json!({ "page": 2 }), at(20)).await.unwrap();
        let row = jobs::by_key(&mut tx, "k").await.unwrap().unwrap();
        assert_eq!((row.attempts, row.run_at, row.progress), (0, at(20), json!({ "page": 2 })));
    }

    async fn jobs_of_unknown_kinds_stay(db: Db) {
        let mut tx = db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &job(1, "k", 0)).await.unwrap();
        assert_eq!(jobs::claim(&mut tx, &["other"], "a", at(9), at(60)).await.unwrap(), None);
        assert_eq!(jobs::kinds(&mut tx).await.unwrap(), ["read"]);
    }

    async fn workers_that_claim_at_the_same_time_never_get_the_same_job(db: Db) {
        let mut tx = db.begin().await.unwrap();
        for id in 1..=16 {
            jobs::enqueue(&mut tx, &job(id, &id.to_string(), 0)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let workers = (0..16).map(|worker| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let owner = worker.to_string();
                let claimed = jobs::claim(&mut tx, &["read"], &owner, at(0), at(60)).await.unwrap();
                tx.commit().await.unwrap();
                claimed.map(|row| row.id.get())
            })
        });
        let mut claimed = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            claimed.push(worker.await.unwrap().unwrap());
        }
        claimed.sort_unstable();
        assert_eq!(claimed, (1..=16).collect::<Vec<_>>());
    }
}
