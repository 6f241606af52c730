//! Posts that their authors want published later.
//!
//! What was written is kept as it was; who is named is looked up, and whether its author may is asked, when its time comes.

use std::time::Duration;

use serde_json::json;

use crate::domain::ids::{ActorId, JobId, ScheduledId};
use crate::domain::moderation::NotificationKind;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::MAX_ATTACHMENTS;
use crate::domain::time::Timestamp;
use crate::services::network::Network;
use crate::services::notifications::{self, Notice};
use crate::services::posts::one_text::{ComposeError, OneText, compose, language};
use crate::services::posts::text::TextError;
use crate::services::posts::{Flaw, PostError, publish};
use crate::services::{Context, standing, unfinished_media};
use crate::store::jobs::{self, NewJob};
use crate::store::scheduled_posts::{self as stored, ScheduledRow};
use crate::store::{Db, StoreError, Tx, media};

/// The kind of the job that publishes one. Its payload is `{"scheduled": "<id>"}`.
pub const SCHEDULED_JOB: &str = "scheduled";

/// How far ahead the time must be.
pub const LEAST_AHEAD: Duration = Duration::from_mins(5);
/// How far ahead the time may be.
pub const MOST_AHEAD: Duration = Duration::from_hours(366 * 24);
/// How many posts of one person wait.
pub const MAX_WAITING: i64 = 300;

/// After this, a post that is due and still there may have lost the job that publishes it.
const OVERDUE: Duration = Duration::from_hours(1);
/// How long it is tried to publish a post: longer than a job goes on.
const TRIED_FOR: Duration = Duration::from_hours(48);
/// Posts that are looked after in one transaction.
const BATCH: i64 = 200;
/// What the author of a post that was given up is told.
const GIVEN_UP: &str = "the server had errors of its own";

/// Why a post does not wait.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("the time must be at least five minutes ahead")]
    TooSoon,
    #[error("the time must be within a year")]
    TooLate,
    #[error("{MAX_WAITING} posts wait already")]
    TooMany,
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// It was to be unlisted.
    #[error("what is said outside of communities is listed")]
    Listed,
    #[error("there is no such post")]
    NotFound,
    #[error("it could not be kept")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Has a post published at a later time.
///
/// # Errors
/// When the time is not between [`LEAST_AHEAD`] and [`MOST_AHEAD`], or the person may not post at all.
pub async fn schedule(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    said: &OneText,
    at: Timestamp,
) -> Result<ScheduledRow, ScheduleError> {
    can(&standing::viewer(ctx, tx, person).await?, Action::Speak)?;
    ahead(ctx, at)?;
    let said = checked(ctx, tx, person, said).await?;
    if stored::count(tx, person).await? >= MAX_WAITING {
        return Err(ScheduleError::TooMany);
    }
    let row = ScheduledRow {
        id: ScheduledId::new(ctx.ids.next()),
        actor_id: person,
        params: serde_json::to_string(&said)?,
        scheduled_at: at,
        created_at: ctx.now(),
        failed_at: None,
    };
    stored::insert(tx, &row, &said.files).await?;
    set_alarm(ctx, tx, &row).await?;
    Ok(row)
}

/// What of it can be checked before its time comes, so that nothing is kept which cannot be published.
async fn checked(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    said: &OneText,
) -> Result<OneText, ScheduleError> {
    if said.text.trim().is_empty() && said.files.is_empty() {
        return Err(Flaw::Empty.into());
    }
    let heading = said.heading.as_deref().unwrap_or_default();
    let most = ctx.lengths.text;
    if said.text.chars().count() > most || heading.chars().count() > most {
        return Err(Flaw::LongText { most }.into());
    }
    // Whether somebody who is named is a community shows when its time comes.
    if said.unlisted && said.in_reply_to.is_none() && !said.text.contains('@') {
        return Err(ScheduleError::Listed);
    }
    if said.files.len() > MAX_ATTACHMENTS {
        return Err(Flaw::ManyFiles.into());
    }
    let owned = media::owned(tx, person, &said.files).await?;
    if said.files.iter().any(|id| owned.iter().all(|file| file.id != *id)) {
        return Err(unfinished_media::flaw(tx, person, &said.files).await?.into());
    }
    Ok(OneText { language: language(said.language.as_deref()), ..said.clone() })
}

/// Sets another time for a post of the person's own.
///
/// # Errors
/// When there is none, or the time is not between [`LEAST_AHEAD`] and [`MOST_AHEAD`].
pub async fn put_off(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    id: ScheduledId,
    at: Timestamp,
) -> Result<ScheduledRow, ScheduleError> {
    let row = own(tx, person, id).await?;
    ahead(ctx, at)?;
    jobs::cancel(tx, &alarm(&row)).await?;
    let row = ScheduledRow { scheduled_at: at, failed_at: None, ..row };
    stored::put_off(tx, id, at).await?;
    set_alarm(ctx, tx, &row).await?;
    Ok(row)
}

/// Throws away a post of the person's own that waits.
///
/// # Errors
/// When there is none.
pub async fn cancel(tx: &mut Tx, person: ActorId, id: ScheduledId) -> Result<(), ScheduleError> {
    let row = own(tx, person, id).await?;
    jobs::cancel(tx, &alarm(&row)).await?;
    // It may have been published while it was looked for.
    if stored::delete(tx, row.id).await? { Ok(()) } else { Err(ScheduleError::NotFound) }
}

/// A post of the person's own that waits; somebody else's is not there.
///
/// # Errors
/// When there is none.
pub async fn own(tx: &mut Tx, person: ActorId, id: ScheduledId) -> Result<ScheduledRow, ScheduleError> {
    let row = stored::by_id(tx, id).await?.filter(|row| row.actor_id == person);
    row.ok_or(ScheduleError::NotFound)
}

/// Publishes a post whose time has come. When that cannot be, its author is told why, and has the words and files still:
/// to put it off, or to throw it away. What was cancelled, put off, or has failed before is left alone. Opens transactions
/// of its own, and waits for the network: hold none meanwhile.
///
/// # Errors
/// When the database refuses; it can be tried again.
pub async fn publish_due(
    ctx: &Context,
    db: &Db,
    network: &dyn Network,
    id: ScheduledId,
) -> Result<(), StoreError> {
    let row = stored::by_id(&mut db.read().await?, id).await?;
    let Some(row) = row.filter(|row| row.scheduled_at <= ctx.now() && row.failed_at.is_none()) else {
        return Ok(());
    };
    let reason = match carry_out(ctx, db, network, &row).await {
        Ok(()) => return Ok(()),
        Err(ComposeError::Post(PostError::Store(error)) | ComposeError::Text(TextError::Store(error))) => {
            return Err(error);
        }
        Err(refused) => refused.to_string(),
    };
    let mut tx = db.begin().await?;
    fail(ctx, &mut tx, &row, reason).await?;
    tx.commit().await
}

/// A post was tried for long enough: its author is told, as by [`publish_due`].
///
/// # Errors
/// When the database refuses.
pub async fn give_up(ctx: &Context, tx: &mut Tx, id: ScheduledId) -> Result<(), StoreError> {
    let Some(row) = stored::by_id(tx, id).await? else { return Ok(()) };
    fail(ctx, tx, &row, GIVEN_UP.to_owned()).await
}

/// Publishes what should have been published long ago and has no job that does, and gives up what is older still. For the
/// upkeep; nothing happens to what a job is about to publish.
///
/// # Errors
/// When the database refuses.
pub async fn look_after_overdue(ctx: &Context, tx: &mut Tx) -> Result<(), StoreError> {
    for row in stored::overdue(tx, ctx.now() - OVERDUE, BATCH).await? {
        if row.scheduled_at + TRIED_FOR < ctx.now() {
            fail(ctx, tx, &row, GIVEN_UP.to_owned()).await?;
        } else {
            set_alarm(ctx, tx, &row).await?;
        }
    }
    Ok(())
}

/// Keeps a post that is due from being published, and tells its author why.
async fn fail(ctx: &Context, tx: &mut Tx, row: &ScheduledRow, reason: String) -> Result<(), StoreError> {
    if !stored::fail_due(tx, row.id, ctx.now()).await? {
        return Ok(());
    }
    let notice = Notice {
        account: row.actor_id,
        kind: NotificationKind::NotPublished,
        actor: None,
        post: None,
        community: None,
        detail: Some(reason),
    };
    notifications::tell(ctx, tx, &notice).await
}

async fn carry_out(
    ctx: &Context,
    db: &Db,
    network: &dyn Network,
    row: &ScheduledRow,
) -> Result<(), ComposeError> {
    let Ok(said) = serde_json::from_str::<OneText>(&row.params) else {
        return Err(PostError::NotFound.into());
    };
    let new = compose(ctx, db, network, row.actor_id, &said).await?;
    let mut tx = db.begin().await?;
    // Taken out in the transaction that publishes: what is published once is gone, and what its author put off while names
    // were looked up waits.
    if stored::take_due(&mut tx, row.id, ctx.now()).await? {
        publish(ctx, &mut tx, new).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn ahead(ctx: &Context, at: Timestamp) -> Result<(), ScheduleError> {
    if at < ctx.now() + LEAST_AHEAD {
        return Err(ScheduleError::TooSoon);
    }
    if at > ctx.now() + MOST_AHEAD { Err(ScheduleError::TooLate) } else { Ok(()) }
}

/// The key of the job for the time of a post. Each time has its own: one that runs while its post is put off does not
/// stand in the way of the next, and finds nothing to do.
fn alarm(row: &ScheduledRow) -> String {
    format!("{SCHEDULED_JOB}:{}:{}", row.id, row.scheduled_at.millis())
}

async fn set_alarm(ctx: &Context, tx: &mut Tx, row: &ScheduledRow) -> Result<(), StoreError> {
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: SCHEDULED_JOB,
        unique_key: alarm(row),
        payload: json!({ "scheduled": row.id.to_string() }),
        run_at: row.scheduled_at,
        created_at: ctx.now(),
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::MediaId;
    use crate::services::testing::{Meanwhile, context, on_both_engines, person};
    use crate::store::notifications::count_unread;
    use crate::store::posts;

    const MINUTE: Duration = Duration::from_mins(1);

    fn later() -> OneText {
        OneText { text: "Later".to_owned(), ..OneText::default() }
    }

    on_both_engines! {
        async fn threat_070_what_is_put_off_or_cancelled_leaves_no_work_behind(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let at = |minutes| ctx.now() + MINUTE * minutes;
            let row = schedule(&ctx, &mut tx, lee.id, &later(), at(10)).await.unwrap();
            for minutes in [20, 30, 40] {
                put_off(&ctx, &mut tx, lee.id, row.id, at(minutes)).await.unwrap();
                assert_eq!(jobs::next_due(&mut tx, &[SCHEDULED_JOB]).await.unwrap(), Some(at(minutes)));
            }
            cancel(&mut tx, lee.id, row.id).await.unwrap();
            assert_eq!(jobs::next_due(&mut tx, &[SCHEDULED_JOB]).await.unwrap(), None);
        }

        async fn what_is_put_off_while_it_is_prepared_waits(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let said = OneText { text: "@dana@b.test Later".to_owned(), ..OneText::default() };
            let row = schedule(&ctx, &mut tx, lee.id, &said, ctx.now() + MINUTE * 10).await.unwrap();
            tx.commit().await.unwrap();
            ctx.clock.advance(MINUTE * 10);
            let network = Meanwhile::new({
                let (ctx, db, row) = (ctx.clone(), db.clone(), row.clone());
                async move {
                    let mut tx = db.begin().await.unwrap();
                    let at = ctx.now() + MINUTE * 10;
                    put_off(&ctx, &mut tx, row.actor_id, row.id, at).await.unwrap();
                    tx.commit().await.unwrap();
                }
            });
            publish_due(&ctx, &db, &network, row.id).await.unwrap();
            let mut tx = db.read().await.unwrap();
            assert_eq!(posts::standing_of_author(&mut tx, lee.id, 10).await.unwrap(), []);
            assert_eq!(own(&mut tx, lee.id, row.id).await.unwrap().scheduled_at, ctx.now() + MINUTE * 10);
        }

        async fn what_lost_its_job_is_published_late_and_its_author_is_told_when_it_never_is(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let row = schedule(&ctx, &mut tx, lee.id, &later(), ctx.now() + MINUTE * 10).await.unwrap();
            jobs::claim(&mut tx, &[SCHEDULED_JOB], "a", row.scheduled_at, row.scheduled_at).await.unwrap();
            let job = jobs::by_key(&mut tx, &alarm(&row)).await.unwrap().unwrap();
            jobs::fail(&mut tx, job.id, "a", "it died", ctx.now()).await.unwrap();
            let due = async |tx: &mut Tx| jobs::next_due(tx, &[SCHEDULED_JOB]).await.unwrap();
            ctx.clock.advance(MINUTE * 15);
            look_after_overdue(&ctx, &mut tx).await.unwrap();
            assert_eq!(due(&mut tx).await, None, "its job may still be at work");
            ctx.clock.advance(OVERDUE);
            look_after_overdue(&ctx, &mut tx).await.unwrap();
            assert_eq!(due(&mut tx).await, Some(row.scheduled_at));
            ctx.clock.advance(TRIED_FOR);
            for _ in 0..2 {
                look_after_overdue(&ctx, &mut tx).await.unwrap();
            }
            assert!(own(&mut tx, lee.id, row.id).await.unwrap().failed_at.is_some());
            tx.commit().await.unwrap();
            let told = count_unread(&mut db.read().await.unwrap(), lee.id).await.unwrap();
            assert_eq!(told, 1);
        }

        async fn threat_070_what_waits_is_bounded_in_every_field(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let at = ctx.now() + MINUTE * 10;
            let long = Some("en".repeat(100_000));
            let row = schedule(&ctx, &mut tx, lee.id, &OneText { language: long, ..later() }, at).await.unwrap();
            assert!(row.params.len() < 1_000, "{}", row.params.len());
            let english = OneText { language: Some("EN_gb".to_owned()), ..later() };
            let row = schedule(&ctx, &mut tx, lee.id, &english, at).await.unwrap();
            assert!(row.params.contains("\"en-GB\""), "{}", row.params);
            let files = |count| OneText { files: vec![MediaId::new(7); count], ..later() };
            let many = schedule(&ctx, &mut tx, lee.id, &files(MAX_ATTACHMENTS + 1), at).await;
            assert!(matches!(many, Err(ScheduleError::Flaw(Flaw::ManyFiles))), "{many:?}");
            let unknown = schedule(&ctx, &mut tx, lee.id, &files(1), at).await;
            assert!(matches!(unknown, Err(ScheduleError::Flaw(Flaw::NotYourFile))), "{unknown:?}");
        }

        async fn threat_070_nothing_waits_for_longer_than_a_year(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let year = ctx.now() + MOST_AHEAD;
            let refused = schedule(&ctx, &mut tx, lee.id, &later(), year + MINUTE).await;
            assert!(matches!(refused, Err(ScheduleError::TooLate)), "{refused:?}");
            let row = schedule(&ctx, &mut tx, lee.id, &later(), year).await.unwrap();
            let refused = put_off(&ctx, &mut tx, lee.id, row.id, year + MINUTE).await;
            assert!(matches!(refused, Err(ScheduleError::TooLate)), "{refused:?}");
        }
    }
}
