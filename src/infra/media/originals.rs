//! Pictures as they were sent, while they wait to be made anew.
//!
//! They say where a photo was taken, and whatever else hides in them, so nobody ever reads them: they lie apart from the
//! files that are served, under names that no address has, and in no listing of those, which keeps them out of backups.

use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use super::store::MediaError;
use crate::domain::ids::MediaId;
use crate::domain::time::Timestamp;

/// The folder in which they lie.
const FOLDER: &str = "originals";

/// The originals of this node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Originals {
    objects: Arc<dyn ObjectStore>,
}

/// An original as a listing shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredOriginal {
    pub id: MediaId,
    /// By the storage's own clock.
    pub stored_at: Timestamp,
}

impl Originals {
    pub(super) fn of(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }

    /// Keeps an original. It is there as a whole or not at all.
    pub async fn put(&self, id: MediaId, content: Bytes) -> Result<(), MediaError> {
        self.objects.put(&location(id), content.into()).await?;
        Ok(())
    }

    /// Reads one whole: the caller bounded it when it came.
    pub async fn get(&self, id: MediaId) -> Result<Bytes, MediaError> {
        Ok(self.objects.get(&location(id)).await?.bytes().await?)
    }

    /// Removes one. One that is not there is removed already.
    pub async fn delete(&self, id: MediaId) -> Result<(), MediaError> {
        match self.objects.delete(&location(id)).await.map_err(MediaError::from) {
            Err(MediaError::NotFound) => Ok(()),
            outcome => outcome,
        }
    }

    /// All of them, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<StoredOriginal, MediaError>> {
        self.objects
            .list(Some(&Path::from(FOLDER)))
            .filter_map(|entry| async move {
                match entry {
                    Ok(meta) => Some(Ok(original(&meta)?)),
                    Err(error) => Some(Err(MediaError::from(error))),
                }
            })
            .boxed()
    }
}

fn original(meta: &ObjectMeta) -> Option<StoredOriginal> {
    let stored_at = Timestamp::from_millis(meta.last_modified.timestamp_millis());
    Some(StoredOriginal { id: meta.location.filename()?.parse().ok()?, stored_at })
}

fn location(id: MediaId) -> Path {
    Path::from(format!("{FOLDER}/{id}"))
}
