//! Pictures that take long to make anew: an app is answered at once, and the work is done by a job.
//!
//! Until then the original lies where nobody reads it ([`Originals`](crate::infra::media::Originals)), and no post shows the
//! file. Whatever the process dies of, between the upload and the job or in the middle of it, the job begins again; what was
//! done twice is stored under the same keys.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::domain::ids::{ActorId, JobId, MediaId};
use crate::domain::permission::{Action, can};
use crate::domain::post::Focus;
use crate::domain::time::Timestamp;
use crate::infra::images::ImageError;
use crate::infra::media::{MediaError as StorageError, Upload, UploadError};
use crate::services::media::{self, MediaError, Shelf, YOUNG_FOR, keep_image};
use crate::services::posts::Flaw;
use crate::services::{Context, standing};
use crate::store::jobs::{self, NewJob};
use crate::store::unfinished_media::{self as stored, UnfinishedMedia};
use crate::store::{Db, StoreError, Tx};

/// The kind of the job that makes one. Its payload is `{"media": "<id>"}`.
pub const PROCESSING_JOB: &str = "media_processing";
/// A picture with more pixels than this takes long: half a second and more of a processor's time.
const LONG_PIXELS: u64 = 8_000_000;
/// How many of one person wait at a time; who has more waits for the next one's answer.
const MOST_WAITING: i64 = 16;
/// How long they are remembered, whether anything came of them or not: longer than a job goes on.
const REMEMBERED_FOR: Duration = Duration::from_hours(48);

/// A file that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Done(MediaId),
    /// A job makes it.
    Later(MediaId),
}

/// Takes in a file for a post as [`media::take`], but leaves a picture that takes long to a job, having looked at its type
/// and size. Opens transactions of its own; hold none meanwhile.
///
/// # Errors
/// When the file is refused, or its owner may not take part here.
pub async fn take(
    ctx: &Context,
    db: &Db,
    shelf: Shelf<'_>,
    owner: ActorId,
    content: Bytes,
    name: &str,
) -> Result<Taken, MediaError> {
    let pixels = shelf.uploads.pixels(content.clone(), name).await?;
    let mut tx = db.read().await?;
    let viewer = standing::viewer(ctx, &mut tx, owner).await?;
    can(&viewer, Action::Speak)?;
    let waiting = stored::count_waiting(&mut tx, owner).await?;
    drop(tx);
    if pixels.is_none_or(|pixels| pixels <= LONG_PIXELS) || waiting >= MOST_WAITING {
        return Ok(Taken::Done(media::take(ctx, db, shelf, owner, content, name).await?));
    }
    let id = MediaId::new(ctx.ids.next());
    shelf.store.originals().put(id, content).await?;
    let mut tx = db.begin().await?;
    let file = UnfinishedMedia {
        id,
        owner_id: owner,
        file_name: media::file_name(name),
        description: None,
        focus: None,
        refused: false,
        created_at: ctx.now(),
    };
    stored::insert(&mut tx, &file).await?;
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: PROCESSING_JOB,
        unique_key: format!("{PROCESSING_JOB}:{id}"),
        payload: json!({ "media": id }),
        run_at: ctx.now(),
        created_at: ctx.now(),
    };
    jobs::enqueue(&mut tx, &job).await?;
    tx.commit().await?;
    Ok(Taken::Later(id))
}

/// Which picture a job of this kind is about.
pub fn read_job(payload: &Value) -> Option<MediaId> {
    payload.get("media")?.as_str()?.parse().ok()
}

/// Makes a picture that waits anew, and removes its original. One that is refused is noted as such. Safe to repeat. Opens
/// transactions of its own; hold none meanwhile.
///
/// # Errors
/// When the storage or the database fails, or the program is shutting down: then it waits on.
pub async fn finish(ctx: &Context, db: &Db, shelf: Shelf<'_>, id: MediaId) -> Result<(), MediaError> {
    let originals = shelf.store.originals();
    let waits = stored::by_id(&mut db.read().await?, id).await?.filter(|file| !file.refused);
    if let Some(file) = waits {
        match make(shelf, &file).await {
            Ok(made) => {
                let mut tx = db.begin().await?;
                // Its owner may have described it meanwhile, or thrown it away.
                if let Some(file) = stored::take(&mut tx, id).await? {
                    media::put(ctx, &mut tx, id, made, (file.description, file.focus)).await?;
                }
                tx.commit().await?;
            }
            Err(MediaError::Refused(refused)) if !may_pass(&refused) => {
                tracing::info!(job = PROCESSING_JOB, %id, error = %refused, "a picture was refused");
                refuse(db, id).await?;
            }
            // A node that was restored from a backup has no originals.
            Err(MediaError::Unavailable(StorageError::NotFound)) => refuse(db, id).await?,
            Err(error) => return Err(error),
        }
    }
    Ok(originals.delete(id).await?)
}

/// Notes that a picture was tried for long, and removes its original. Safe to repeat.
///
/// # Errors
/// When the storage or the database fails.
pub async fn give_up(db: &Db, shelf: Shelf<'_>, id: MediaId) -> Result<(), MediaError> {
    refuse(db, id).await?;
    Ok(shelf.store.originals().delete(id).await?)
}

async fn refuse(db: &Db, id: MediaId) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    stored::refuse(&mut tx, id).await?;
    tx.commit().await
}

async fn make(shelf: Shelf<'_>, file: &UnfinishedMedia) -> Result<media::NewMedia, MediaError> {
    let content = shelf.store.originals().get(file.id).await?;
    match shelf.uploads.attachment(content, &file.file_name).await? {
        Upload::Image(image) => keep_image(shelf, file.owner_id, image, &file.file_name).await,
        Upload::Document { .. } => Err(UploadError::Image(ImageError::NotAnImage).into()),
    }
}

/// Whether another try may go better.
fn may_pass(refused: &UploadError) -> bool {
    matches!(refused, UploadError::Image(ImageError::Unavailable))
}

/// Describes a file of the owner's as [`media::describe`], whether it is done or not.
///
/// # Errors
/// When there is no such file of theirs.
pub async fn describe(
    tx: &mut Tx,
    owner: ActorId,
    id: MediaId,
    description: Option<&str>,
    focus: Option<Focus>,
) -> Result<(), MediaError> {
    let text = description.map(media::description);
    let point = focus.map(|focus| focus.to_string());
    if stored::describe(tx, owner, id, text.as_deref(), point.as_deref()).await? {
        return Ok(());
    }
    media::describe(tx, owner, id, description, focus).await
}

/// Throws a file of the owner's away as [`media::discard`], whether it is done or not. The job removes the original.
///
/// # Errors
/// When there is no such file of theirs, or a post shows it.
pub async fn discard(tx: &mut Tx, owner: ActorId, id: MediaId) -> Result<(), MediaError> {
    if stored::delete(tx, owner, id).await? { Ok(()) } else { media::discard(tx, owner, id).await }
}

/// Why some of these files cannot be attached, which are not all finished files of the owner's.
///
/// # Errors
/// When the database refuses.
pub(super) async fn flaw(tx: &mut Tx, owner: ActorId, ids: &[MediaId]) -> Result<Flaw, StoreError> {
    let waits = !stored::owned(tx, owner, ids).await?.is_empty();
    Ok(if waits { Flaw::UnfinishedFile } else { Flaw::NotYourFile })
}

/// Forgets what was uploaded long ago, whatever came of it; at most `limit`. Gives their number.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(ctx: &Context, tx: &mut Tx, limit: i64) -> Result<u64, StoreError> {
    stored::delete_old(tx, ctx.now() - REMEMBERED_FOR, limit).await
}

/// Whether an original that was stored at `stored_at` is of no more use: nothing waits for it, and nothing is about to.
///
/// # Errors
/// When the database refuses.
pub async fn is_left_over(
    ctx: &Context,
    tx: &mut Tx,
    id: MediaId,
    stored_at: Timestamp,
) -> Result<bool, StoreError> {
    if stored_at + YOUNG_FOR > ctx.now() {
        return Ok(false);
    }
    Ok(stored::by_id(tx, id).await?.is_none_or(|file| file.refused))
}
