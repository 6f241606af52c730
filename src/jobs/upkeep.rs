//! The hourly job that forgets what has had its time. The table at the door of this room says what.

use std::time::Duration;

use serde_json::{Value, json};

use super::engine::{JobHandler, Outcome, Running};
use crate::domain::delivery::LOG_KEPT;
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;
use crate::infra::clock::{Clock, IdGenerator};
use crate::services::{Context, scheduled};
use crate::store::jobs::{self, JobRow, NewJob};
use crate::store::{
    Db, StoreError, Tx, access_tokens, activities, apps, authorization_codes, delivery_failures,
    idempotency_keys, inbox, peers, upkeep,
};

const KIND: &str = "upkeep";
const EVERY: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// Rows in one transaction, so that nobody waits long for the writer.
const BATCH: i64 = 1000;

/// Adds the job, unless it is there. Called when the program starts.
pub async fn schedule(tx: &mut Tx, clock: &Clock, ids: &IdGenerator) -> Result<(), StoreError> {
    let now = clock.now();
    let job = NewJob {
        id: JobId::new(ids.next()),
        kind: KIND,
        unique_key: KIND.to_owned(),
        payload: Value::Null,
        run_at: now,
        created_at: now,
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}

/// Does the upkeep and puts itself off by an hour.
pub struct Upkeep {
    pub ctx: Context,
    pub db: Db,
}

impl JobHandler for Upkeep {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            match self.round(job).await {
                Ok(progress) => Outcome::Continue { progress, run_at: self.ctx.now() + EVERY },
                Err(error) => {
                    // Never given up: the next hour may be better.
                    tracing::error!(%error, "the upkeep broke off");
                    Outcome::Continue { progress: job.progress.clone(), run_at: self.ctx.now() + EVERY }
                }
            }
        })
    }
}

impl Upkeep {
    async fn round(&self, job: &JobRow) -> Result<Value, StoreError> {
        let now = self.ctx.now();
        let mut tx = self.db.begin().await?;
        upkeep::expire_sessions(&mut tx, now).await?;
        upkeep::drop_drafts(&mut tx, now - 90 * DAY).await?;
        idempotency_keys::drop_before(&mut tx, now - DAY).await?;
        delivery_failures::prune(&mut tx, now - 30 * DAY).await?;
        // Longer than it is good: a code that comes a second time still ends what it was exchanged for.
        authorization_codes::prune(&mut tx, now - DAY).await?;
        access_tokens::prune_without_person(&mut tx, now - 90 * DAY, now - DAY).await?;
        apps::prune_unused(&mut tx, now - 7 * DAY).await?;
        peers::advance_idle(&mut tx).await?;
        scheduled::look_after_overdue(&self.ctx, &mut tx).await?;
        tx.commit().await?;
        while self.prune_batch(now).await? {}
        let today = now.seconds() / DAY.as_secs().cast_signed();
        if job.progress.get("optimized_on_day").and_then(Value::as_i64) != Some(today) {
            self.db.optimize().await?;
        }
        Ok(json!({ "optimized_on_day": today }))
    }

    /// Prunes some rows of the long tables. Whether there may be more.
    async fn prune_batch(&self, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let deliveries = inbox::prune(&mut tx, now - 7 * DAY, BATCH).await?;
        let activities = activities::prune(&mut tx, now - LOG_KEPT, BATCH).await?;
        tx.commit().await?;
        Ok(deliveries.max(activities) >= BATCH.cast_unsigned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::app::OUT_OF_BAND;
    use crate::domain::ids::InboxId;
    use crate::services::apps::{NewApp, register, tokens};
    use crate::services::testing::{context, person};
    use crate::store::contract::on_both_engines;
    use crate::store::inbox::NewDelivery;

    on_both_engines! {
        async fn what_has_had_its_time_is_forgotten_and_the_job_comes_back_in_an_hour(db: Db) {
            let ctx = context();
            let clock = &ctx.clock;
            let deliveries: Vec<NewDelivery> = (1..=BATCH + 1).map(|id| NewDelivery {
                id: InboxId::new(id),
                activity_uri: format!("https://b.test/{id}"),
                signer_uri: "https://b.test/u/x".to_owned(),
                body: "{}".to_owned(),
                ordering_key: "k".to_owned(),
                received_at: clock.now(),
            }).collect();
            let mut tx = db.begin().await.unwrap();
            inbox::insert_all(&mut tx, &deliveries).await.unwrap();
            for delivery in &deliveries {
                let done = crate::domain::delivery::InboxState::Done;
                inbox::finish(&mut tx, &[inbox::Finished { id: delivery.id, state: done, outcome: None }], clock.now()).await.unwrap();
            }
            schedule(&mut tx, clock, &ctx.ids).await.unwrap();
            tx.commit().await.unwrap();

            clock.advance(8 * DAY);
            let mut tx = db.read().await.unwrap();
            let job = jobs::by_key(&mut tx, KIND).await.unwrap().unwrap();
            drop(tx);
            let outcome = Upkeep { ctx: ctx.clone(), db: db.clone() }.run(&job).await;
            let progress = json!({ "optimized_on_day": clock.now().seconds() / 86_400 });
            assert_eq!(outcome, Outcome::Continue { progress, run_at: clock.now() + EVERY });
            let mut tx = db.begin().await.unwrap();
            assert_eq!(inbox::prune(&mut tx, clock.now(), BATCH).await.unwrap(), 0);
        }

        async fn apps_that_nobody_let_in_are_forgotten(db: Db) {
            let ctx = context();
            let new = || NewApp {
                name: "An app".to_owned(),
                redirect_uris: vec![OUT_OF_BAND.to_owned()],
                ..NewApp::default()
            };
            let mut tx = db.begin().await.unwrap();
            let (unused, _) = register(&ctx, &mut tx, new()).await.unwrap();
            let (used, _) = register(&ctx, &mut tx, new()).await.unwrap();
            let (alone, _) = register(&ctx, &mut tx, new()).await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            tokens::issue(&ctx, &mut tx, used.id, Some(lee.id), used.scopes).await.unwrap();
            let (own, _) = tokens::issue(&ctx, &mut tx, alone.id, None, alone.scopes).await.unwrap();
            tokens::issue(&ctx, &mut tx, unused.id, None, unused.scopes).await.unwrap();
            schedule(&mut tx, &ctx.clock, &ctx.ids).await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
            assert!(tokens::is_due(&ctx, &own), "the first use is noted");
            tokens::touch(&ctx, &mut tx, own.id).await.unwrap();
            tx.commit().await.unwrap();
            let left = async |days: u32| {
                ctx.clock.advance(days * DAY);
                let job = jobs::by_key(&mut db.read().await.unwrap(), KIND).await.unwrap().unwrap();
                Upkeep { ctx: ctx.clone(), db: db.clone() }.run(&job).await;
                let mut tx = db.read().await.unwrap();
                let mut left = Vec::new();
                for app in [&unused, &used, &alone] {
                    left.push(apps::by_id(&mut tx, app.id).await.unwrap().is_some());
                }
                left
            };
            assert_eq!(left(6).await, [true, true, true]);
            assert_eq!(left(2).await, [false, true, true]);
            assert_eq!(left(90).await, [false, true, false]);
        }
    }
}
