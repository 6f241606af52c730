//! Work that one process at a time does for all that share the database.

use std::time::Duration;

use crate::infra::clock::Clock;
use crate::store::{Db, StoreError, leases};

/// A lease runs out this long after the process that held it died.
const LENGTH: Duration = Duration::from_mins(1);
/// How often whoever holds a lease, or wants it, asks.
pub(super) const ASK_EVERY: Duration = Duration::from_secs(20);

/// The right to do one kind of work.
pub(super) struct Lease {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) name: &'static str,
    /// Names this process.
    pub(super) process: String,
}

impl Lease {
    /// Takes or keeps it. A process that has its database to itself always holds it.
    pub(super) async fn hold(&self) -> Result<bool, StoreError> {
        if !self.db.is_shared() {
            return Ok(true);
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let held = leases::take(&mut tx, self.name, &self.process, now, now + LENGTH).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Gives it back, so that another process need not wait until it runs out.
    pub(super) async fn release(&self) {
        if !self.db.is_shared() {
            return;
        }
        let released = async {
            let mut tx = self.db.begin().await?;
            leases::release(&mut tx, self.name, &self.process).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::debug!(lease = self.name, %error, "the lease runs out by itself");
        }
    }
}
