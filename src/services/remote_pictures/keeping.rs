//! How pictures go again: when they are old, when there is no room, and when nothing names their bytes.

use std::collections::BTreeSet;

use futures::TryStreamExt;

use super::RemotePictures;
use crate::infra::media::{MediaError, MediaKey, StoredFile};
use crate::services::media::YOUNG_FOR;
use crate::store::remote_pictures::{self, RemotePicture};
use crate::store::{StoreError, Tx};

/// Rows in one transaction, so that nobody waits long for the writer.
const BATCH: i64 = 200;

/// Why a round of tidying broke off.
#[derive(Debug, thiserror::Error)]
pub enum TidyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Media(#[from] MediaError),
}

impl RemotePictures {
    /// Throws away what is old or too much, and bytes that a crash left behind. Gives how many pictures went. For the job
    /// that cleans up.
    ///
    /// # Errors
    /// When the database or the storage refuses.
    pub async fn tidy(&self) -> Result<usize, TidyError> {
        let mut gone = 0;
        loop {
            let some = self.forget_old().await? + self.make_room().await?;
            if some == 0 {
                break;
            }
            gone += some;
        }
        let mut files = self.files.list();
        while let Some(StoredFile { key, stored_at, .. }) = files.try_next().await? {
            if stored_at + YOUNG_FOR <= self.ctx.now() {
                self.remove_unless_named(&key).await?;
            }
        }
        Ok(gone)
    }

    /// Forgets some of those that were fetched, or failed, too long ago.
    async fn forget_old(&self) -> Result<usize, TidyError> {
        let before = self.ctx.now() - self.kept_for;
        let mut tx = self.db.begin().await?;
        let rows = remote_pictures::tried_before(&mut tx, before, BATCH).await?;
        self.forget(tx, rows).await
    }

    /// Forgets some of those that nobody looked at for longest, while all together are too much.
    pub(super) async fn make_room(&self) -> Result<usize, StoreError> {
        // Nobody waits for the writer as long as there is room.
        if remote_pictures::total_bytes(&mut self.db.read().await?).await? <= self.most_bytes {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let mut excess = remote_pictures::total_bytes(&mut tx).await? - self.most_bytes;
        let mut rows = remote_pictures::least_recently_used(&mut tx, BATCH).await?;
        rows.retain(|row| {
            let goes = excess > 0;
            excess -= row.size_bytes;
            goes
        });
        match self.forget(tx, rows).await {
            Ok(gone) => Ok(gone),
            Err(TidyError::Store(error)) => Err(error),
            // Their rows are gone; the next round finds the bytes.
            Err(TidyError::Media(error)) => {
                tracing::warn!(%error, "the bytes of old pictures could not be removed");
                Ok(0)
            }
        }
    }

    async fn forget(&self, mut tx: Tx, rows: Vec<RemotePicture>) -> Result<usize, TidyError> {
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        remote_pictures::delete(&mut tx, &names).await?;
        tx.commit().await?;
        let keys: BTreeSet<&str> = rows.iter().filter_map(|row| row.storage_key.as_deref()).collect();
        for key in keys.into_iter().filter_map(|key| key.parse().ok()) {
            self.remove_unless_named(&key).await?;
        }
        Ok(rows.len())
    }

    /// Equal pictures share their bytes. Should one be fetched just now, it is fetched once more when somebody looks.
    async fn remove_unless_named(&self, key: &MediaKey) -> Result<(), TidyError> {
        let mut tx = self.db.read().await?;
        let named = remote_pictures::is_stored(&mut tx, &key.to_string()).await?;
        drop(tx);
        if !named {
            self.files.delete(key).await?;
        }
        Ok(())
    }
}
