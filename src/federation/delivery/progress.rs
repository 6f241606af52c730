//! How far peers have come, written down now and then.
//!
//! Lazily, because a cursor that lags after a crash costs only duplicates, which receivers drop by id; writing one row
//! for each delivery would cost more than the delivery.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::ids::PeerId;
use crate::store::peers::{self, Progress};
use crate::store::{Db, StoreError};

/// What has not been written down yet: the latest of each peer.
#[derive(Debug, Default)]
pub(super) struct ProgressBook {
    pages: Mutex<HashMap<PeerId, Progress>>,
}

impl ProgressBook {
    pub(super) fn note(&self, progress: Progress) {
        self.lock().insert(progress.id, progress);
    }

    /// What is noted of a peer and not yet in the database.
    pub(super) fn latest(&self, peer: PeerId) -> Option<Progress> {
        self.lock().get(&peer).cloned()
    }

    /// Writes everything down, in one transaction.
    pub(super) async fn flush(&self, db: &Db) -> Result<(), StoreError> {
        let noted: Vec<Progress> = self.lock().values().cloned().collect();
        if noted.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        for progress in &noted {
            peers::save_progress(&mut tx, progress).await?;
        }
        tx.commit().await?;
        let mut pages = self.lock();
        for progress in noted {
            if pages.get(&progress.id) == Some(&progress) {
                pages.remove(&progress.id);
            }
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PeerId, Progress>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
