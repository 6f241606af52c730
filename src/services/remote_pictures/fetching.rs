//! One picture, from its server into the store.

use std::time::Duration;

use url::Url;

use super::{RemotePictures, Status, Wanted};
use crate::infra::http::{Accept, FetchError, FetchLimits};
use crate::infra::images::EncodedImage;
use crate::infra::media::{MediaError, MediaKey, UploadError};
use crate::store::{StoreError, remote_pictures};

/// Somebody looks at a page meanwhile.
const DEADLINE: Duration = Duration::from_secs(15);
/// What is read as a picture here; never SVG, which is a program (threat 82).
const PICTURE: Accept = Accept {
    header: "image/webp, image/png, image/jpeg, image/gif",
    matches: |content_type| {
        // The last one is no type; some servers say it all the same.
        matches!(
            content_type.essence(),
            "image/webp" | "image/png" | "image/jpeg" | "image/gif" | "image/jpg"
        )
    },
};

/// Why a picture was not fetched.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("this is no address")]
    NotAnAddress,
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Refused(#[from] UploadError),
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure {
    /// Whether the picture is to blame, and not this node.
    fn is_the_pictures(&self) -> bool {
        matches!(self, Self::NotAnAddress | Self::Fetch(_) | Self::Refused(_))
    }
}

impl RemotePictures {
    /// Fetches and keeps a picture. `None`: that failed, which is noted.
    pub(super) async fn fetch(self, wanted: Wanted) -> Option<MediaKey> {
        match self.bring(&wanted).await {
            Ok(key) => {
                metrics::counter!("moothall_remote_pictures_total", "outcome" => "fetched").increment(1);
                key
            }
            Err(failure) => {
                metrics::counter!("moothall_remote_pictures_total", "outcome" => "failed").increment(1);
                tracing::debug!(host = %wanted.host(), error = %failure, "a picture could not be fetched");
                if failure.is_the_pictures()
                    && let Err(error) = self.note_failure(&wanted).await
                {
                    tracing::error!(%error, "the failure to fetch a picture could not be noted");
                }
                None
            }
        }
    }

    async fn bring(&self, wanted: &Wanted) -> Result<Option<MediaKey>, Failure> {
        let name = wanted.name();
        // Between the reader's look and their turn another fetch may have ended.
        let known = remote_pictures::by_name(&mut self.db.read().await?, &name).await?;
        match known.map(|row| self.status(&row)) {
            Some(Status::Here(key, _)) => return Ok(Some(key)),
            Some(Status::Failed) => return Ok(None),
            Some(Status::Due) | None => {}
        }
        let image = self.read(wanted).await?;
        let key = MediaKey::of(&image.content, image.file_type);
        let size = i64::try_from(image.content.len()).unwrap_or(i64::MAX);
        self.files.put(&key, image.content).await?;
        let mut tx = self.db.begin().await?;
        remote_pictures::keep(&mut tx, &name, &key.to_string(), size, self.ctx.now()).await?;
        tx.commit().await?;
        self.make_room().await?;
        Ok(Some(key))
    }

    /// Unsigned: what a picture's server learns is that somebody here looks at it.
    async fn read(&self, wanted: &Wanted) -> Result<EncodedImage, Failure> {
        let url = Url::parse(&wanted.url).map_err(|_| Failure::NotAnAddress)?;
        let limits = FetchLimits { deadline: DEADLINE, ..FetchLimits::file(self.largest) };
        let fetched = self.client.get(&url, PICTURE, limits, None).await?;
        Ok(self.uploads.picture(fetched.body, wanted.purpose).await?.main)
    }

    async fn note_failure(&self, wanted: &Wanted) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        remote_pictures::note_failure(&mut tx, &wanted.name(), self.ctx.now()).await?;
        tx.commit().await
    }
}
