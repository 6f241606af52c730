//! Which of the sixteen slots of ids this process makes its ids in.

use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::infra::clock::{Clock, ID_SLOTS};
use crate::store::{Db, StoreError, leases};

/// A process that was killed blocks its slot for so long.
const LEASE: Duration = Duration::from_mins(2);
const RENEW_EVERY: Duration = Duration::from_secs(30);

/// Why there is no slot.
#[derive(Debug, thiserror::Error)]
pub enum NoSlot {
    #[error("{ID_SLOTS} processes work on this database already; stop one of them, or wait two minutes")]
    AllTaken,
    #[error("cannot find out which other processes work on this database")]
    Store(#[from] StoreError),
}

/// The slot is no longer ours: another process may make the same ids.
#[derive(Debug, thiserror::Error)]
pub(super) enum SlotLost {
    #[error("the database could not be reached in time to keep this process's id slot")]
    Expired,
    #[error("another process took this process's id slot")]
    Taken,
}

/// A slot that is leased, or slot 0 of a database that no other process can share.
pub(super) struct IdSlot {
    number: u16,
    owner: String,
}

fn name(number: u16) -> String {
    format!("id-slot-{number}")
}

impl IdSlot {
    /// Takes the first free slot.
    pub(super) async fn take(db: &Db, clock: &Clock, owner: &str) -> Result<Self, NoSlot> {
        let owner = owner.to_owned();
        if !db.is_shared() {
            return Ok(Self { number: 0, owner });
        }
        for number in 0..ID_SLOTS {
            let mut tx = db.begin().await?;
            let now = clock.now();
            let taken = leases::take(&mut tx, &name(number), &owner, now, now + LEASE).await?;
            tx.commit().await?;
            if taken {
                return Ok(Self { number, owner });
            }
        }
        Err(NoSlot::AllTaken)
    }

    pub(super) fn number(&self) -> u16 {
        self.number
    }

    /// Renews the lease for as long as the process lives. Returns only when the slot is lost; the process must stop.
    pub(super) async fn keep(&self, db: &Db, clock: &Clock) -> SlotLost {
        if !db.is_shared() {
            return std::future::pending().await;
        }
        let mut until = clock.now() + LEASE;
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            let now = clock.now();
            match self.renew(db, now).await {
                Ok(true) => until = now + LEASE,
                Ok(false) => return SlotLost::Taken,
                Err(error) if now >= until => {
                    tracing::error!(%error, "the id slot could not be renewed");
                    return SlotLost::Expired;
                }
                Err(error) => tracing::warn!(%error, "the id slot could not be renewed yet"),
            }
        }
    }

    async fn renew(&self, db: &Db, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = db.begin().await?;
        let ours = leases::take(&mut tx, &name(self.number), &self.owner, now, now + LEASE).await?;
        tx.commit().await?;
        Ok(ours)
    }

    pub(super) async fn release(&self, db: &Db) {
        if !db.is_shared() {
            return;
        }
        let released = async {
            let mut tx = db.begin().await?;
            leases::release(&mut tx, &name(self.number), &self.owner).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, "the id slot could not be given back; it is free in two minutes");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract;

    #[tokio::test]
    async fn processes_on_one_database_never_share_a_slot() {
        let fresh = contract::postgres().await;
        let clock = Clock::fixed(Timestamp::from_millis(1_790_000_000_000));
        let first = IdSlot::take(&fresh.db, &clock, "first").await.unwrap();
        let second = IdSlot::take(&fresh.db, &clock, "second").await.unwrap();
        assert_eq!([first.number(), second.number()], [0, 1]);

        first.release(&fresh.db).await;
        let third = IdSlot::take(&fresh.db, &clock, "third").await.unwrap();
        assert_eq!(third.number(), 0);

        clock.advance(LEASE);
        let fourth = IdSlot::take(&fresh.db, &clock, "fourth").await.unwrap();
        assert_eq!(fourth.number(), 0, "the lease of a process that died runs out");
    }

    #[tokio::test]
    async fn a_seventeenth_process_is_refused() {
        let fresh = contract::postgres().await;
        let clock = Clock::fixed(Timestamp::from_millis(1_790_000_000_000));
        for number in 0..ID_SLOTS {
            IdSlot::take(&fresh.db, &clock, &format!("process {number}")).await.unwrap();
        }
        assert!(matches!(IdSlot::take(&fresh.db, &clock, "one more").await, Err(NoSlot::AllTaken)));
    }

    #[tokio::test]
    async fn a_file_belongs_to_one_process() {
        let fresh = contract::sqlite().await;
        let slot = IdSlot::take(&fresh.db, &Clock::system(), "only").await.unwrap();
        assert_eq!(slot.number(), 0);
    }
}
