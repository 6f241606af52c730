//! Pictures that lie on other nodes, shown from here.
//!
//! Whoever loads a picture tells the server that has it when and from where they read. So pages and apps are given
//! addresses of this node, which name somebody or a file of a post and never an address elsewhere: this is no proxy for
//! whatever a reader likes. The first who looks makes the node fetch the picture; it is made anew from its pixels, kept
//! for a while, and shown to all others. How much is kept, and for how long, the configuration says.

mod fetching;
mod keeping;
mod queue;
mod shown;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

pub use self::keeping::TidyError;
pub use self::shown::{Shown, of_actor, of_post};

use self::queue::Queue;
use super::Context;
use super::secret::hash;
use crate::config::Config;
use crate::domain::time::Timestamp;
use crate::infra::http::HttpClient;
use crate::infra::images::ImagePurpose;
use crate::infra::media::{MediaError, MediaKey, MediaObject, MediaStore, Uploads};
use crate::store::remote_pictures::{self, RemotePicture};
use crate::store::{Db, StoreError};

/// Where the bytes lie within the media store: apart, for what can be fetched again belongs in no backup.
const FOLDER: &str = "remote";
/// Nobody waits longer for a picture. It is fetched all the same, for whoever looks next.
const PATIENCE: Duration = Duration::from_secs(10);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// What fails once and again is left alone for twice as long each time, up to this.
const LONGEST_PAUSE: Duration = Duration::from_hours(24 * 7);

/// Fetches pictures of other nodes and keeps them. Cheap to clone; clones share what is being fetched.
#[derive(Debug, Clone)]
pub struct RemotePictures {
    ctx: Context,
    db: Db,
    client: HttpClient,
    uploads: Uploads,
    files: MediaStore,
    queue: Arc<Queue>,
    /// What all of them may take, in bytes. 0: nothing is fetched.
    most_bytes: i64,
    /// Of one picture, as it comes.
    largest: usize,
    kept_for: Duration,
}

/// A picture elsewhere, and the size in which it is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub url: String,
    pub purpose: ImagePurpose,
}

/// Why there is no picture to show.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// It could not be fetched, and is not tried again for a while; or nothing is fetched here at all.
    #[error("the picture could not be fetched")]
    Failed,
    /// It may be here soon.
    #[error("the picture is not here yet")]
    NotYet,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RemotePictures {
    /// `files` is the whole media store of the node.
    pub fn new(ctx: Context, db: Db, client: HttpClient, files: &MediaStore, config: &Config) -> Self {
        let storage = &config.storage;
        Self {
            ctx,
            db,
            client,
            uploads: Uploads::new(&config.limits),
            files: files.apart(FOLDER),
            queue: Arc::default(),
            most_bytes: i64::from(storage.remote_pictures_megabytes) * 1024 * 1024,
            largest: config.limits.upload_bytes,
            kept_for: storage.remote_pictures_days.get() * DAY,
        }
    }

    /// Where a picture lies here, fetched if need be. Whether the reader may see it was asked before; see [`Shown`]. Hold no
    /// transaction meanwhile.
    ///
    /// # Errors
    /// When there is none, or none yet.
    pub async fn find(&self, wanted: &Wanted) -> Result<MediaKey, NotShown> {
        let name = wanted.name();
        let known = remote_pictures::by_name(&mut self.db.read().await?, &name).await?;
        match known.map(|row| self.status(&row)) {
            Some(Status::Here(key, used_at)) => {
                self.note_use(&name, used_at).await?;
                return Ok(key);
            }
            Some(Status::Failed) => return Err(NotShown::Failed),
            Some(Status::Due) | None if self.most_bytes == 0 => return Err(NotShown::Failed),
            Some(Status::Due) | None => {}
        }
        let coming = self.queue.join(&name, &wanted.host(), self.clone().fetch(wanted.clone()));
        let coming = coming.ok_or(NotShown::NotYet)?;
        match tokio::time::timeout(PATIENCE, coming).await {
            Ok(outcome) => outcome.ok_or(NotShown::Failed),
            Err(_) => Err(NotShown::NotYet),
        }
    }

    /// The bytes of a picture that [`RemotePictures::find`] found, or those between two offsets.
    ///
    /// # Errors
    /// When the storage fails. Bytes that are gone, as after a backup was restored, are fetched anew for whoever looks next.
    pub async fn open(
        &self,
        wanted: &Wanted,
        key: &MediaKey,
        range: Option<Range<u64>>,
    ) -> Result<MediaObject, MediaError> {
        let opened = self.files.get(key, range).await;
        if matches!(opened, Err(MediaError::NotFound))
            && let Err(error) = self.forget_lost(wanted).await
        {
            tracing::error!(%error, "a picture that is lost could not be forgotten");
        }
        opened
    }

    async fn forget_lost(&self, wanted: &Wanted) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        remote_pictures::delete(&mut tx, &[&wanted.name()]).await?;
        tx.commit().await
    }

    async fn note_use(&self, name: &str, used_at: Timestamp) -> Result<(), StoreError> {
        let now = self.ctx.now();
        if used_at + DAY > now {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        remote_pictures::note_use(&mut tx, name, now).await?;
        tx.commit().await
    }

    fn status(&self, row: &RemotePicture) -> Status {
        let key = row.storage_key.as_deref().and_then(|key| key.parse().ok());
        match key {
            Some(key) => Status::Here(key, row.used_at),
            None if row.tried_at + pause(row.failures) > self.ctx.now() => Status::Failed,
            None => Status::Due,
        }
    }
}

/// How it stands with a picture that was asked for before.
enum Status {
    /// Under this key, last noted as used then.
    Here(MediaKey, Timestamp),
    /// Not to be tried again yet.
    Failed,
    Due,
}

impl Wanted {
    /// What the picture is known by here.
    fn name(&self) -> String {
        let size = match self.purpose {
            ImagePurpose::Attachment => "attachment",
            ImagePurpose::Avatar => "avatar",
            ImagePurpose::Banner => "banner",
        };
        hash(&format!("{size} {}", self.url))
    }

    /// Whose turn it is; empty for what is no address.
    fn host(&self) -> String {
        let url = url::Url::parse(&self.url).ok();
        url.as_ref().and_then(url::Url::host_str).unwrap_or_default().to_owned()
    }
}

/// How long a picture is left alone after so many failures.
fn pause(failures: i64) -> Duration {
    let doublings = u32::try_from(failures.saturating_sub(1).clamp(0, 10)).unwrap_or_default();
    (HOUR * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}
