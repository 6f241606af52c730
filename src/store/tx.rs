//! Transactions, and what is woken when one commits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use tokio::sync::Notify;

use super::{StoreError, counts, notifications, outgoing};

/// Somebody who waits for work and should look at once, in this process and in others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A fact was written: render it.
    Outgoing,
    /// An activity is in the log: deliver it.
    Log,
    /// A delivery was accepted: process it.
    Inbox,
    /// A job is due.
    Jobs,
}

impl Signal {
    pub(super) const ALL: [Self; 4] = [Self::Outgoing, Self::Log, Self::Inbox, Self::Jobs];

    /// The payload of the notification between processes.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Log => "log",
            Self::Inbox => "inbox",
            Self::Jobs => "jobs",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.as_str() == text)
    }
}

/// What is kept in memory by those who read it often, as long as nothing of its kind changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Actors,
    /// Their words and states; their counts change all the time.
    Posts,
}

/// The bells, one for each [`Signal`].
#[derive(Debug, Default, Clone)]
pub struct Signals {
    bells: Arc<[Notify; 4]>,
    writes: Arc<AtomicU64>,
    /// One for each [`Known`].
    changes: Arc<[AtomicU64; 2]>,
    /// Tests hold what something may cost.
    #[cfg(test)]
    statements: Arc<AtomicU64>,
}

impl Signals {
    /// The bell to wait at. Call `notified()` *before* looking for work, so that no ring is missed.
    pub fn bell(&self, signal: Signal) -> &Notify {
        &self.bells[signal as usize]
    }

    /// How many transactions of this process have written.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// How many transactions of this process have changed what is known.
    pub(super) fn changes(&self, known: Known) -> u64 {
        self.changes[known as usize].load(Ordering::Acquire)
    }

    #[cfg(test)]
    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Wakes whoever waits, or the next who will.
    pub fn ring(&self, signal: Signal) {
        self.bell(signal).notify_one();
    }
}

/// The connection inside a transaction, for the `on!` macro.
pub(crate) enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

enum Inner {
    SqliteWrite(Transaction<'static, Sqlite>),
    SqliteRead(PoolConnection<Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
    PostgresRead(PoolConnection<Postgres>),
}

/// A unit of work. Dropping it without [`commit`](Tx::commit) rolls it back.
pub struct Tx {
    inner: Inner,
    signals: Signals,
    rung: Vec<Signal>,
    changed: [bool; 2],
    recorded: Recorded,
}

/// What a transaction writes together, at its commit or sooner: one statement for many rows costs little more than one
/// for each would. Rows that many transactions change are then locked only briefly, too.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) facts: Vec<outgoing::NewFact>,
    pub(super) notices: Vec<notifications::NewNotice>,
    pub(super) said: counts::Said,
}

impl Tx {
    fn new(inner: Inner, signals: Signals) -> Self {
        Self { inner, signals, rung: Vec::new(), changed: [false; 2], recorded: Recorded::default() }
    }

    pub(super) fn sqlite_write(inner: Transaction<'static, Sqlite>, signals: Signals) -> Self {
        Self::new(Inner::SqliteWrite(inner), signals)
    }

    pub(super) fn sqlite_read(inner: PoolConnection<Sqlite>, signals: Signals) -> Self {
        Self::new(Inner::SqliteRead(inner), signals)
    }

    pub(super) fn postgres_write(inner: Transaction<'static, Postgres>, signals: Signals) -> Self {
        Self::new(Inner::PostgresWrite(inner), signals)
    }

    pub(super) fn postgres_read(inner: PoolConnection<Postgres>, signals: Signals) -> Self {
        Self::new(Inner::PostgresRead(inner), signals)
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.inner, Inner::SqliteWrite(_) | Inner::SqliteRead(_))
    }

    /// The connection for one statement.
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        #[cfg(test)]
        self.signals.statements.fetch_add(1, Ordering::Relaxed);
        match &mut self.inner {
            Inner::SqliteWrite(tx) => Connection::Sqlite(tx),
            Inner::SqliteRead(connection) => Connection::Sqlite(connection),
            Inner::PostgresWrite(tx) => Connection::Postgres(tx),
            Inner::PostgresRead(connection) => Connection::Postgres(connection),
        }
    }

    /// Wakes whoever waits for `signal` once this commits, in every process on the database.
    pub fn signal_on_commit(&mut self, signal: Signal) {
        if !self.rung.contains(&signal) {
            self.rung.push(signal);
        }
    }

    /// Whoever keeps such things in memory reads them anew once this commits.
    pub(crate) fn changes(&mut self, known: Known) {
        self.changed[known as usize] = true;
    }

    pub(super) fn recorded(&mut self) -> &mut Recorded {
        &mut self.recorded
    }

    /// Makes everything durable, then rings the bells.
    ///
    /// # Errors
    /// Nothing was written when it fails.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        outgoing::write_recorded(&mut self).await?;
        notifications::write_recorded(&mut self).await?;
        counts::write_recorded(&mut self).await?;
        self.notify_other_processes().await?;
        match self.inner {
            Inner::SqliteWrite(tx) => tx.commit().await?,
            Inner::PostgresWrite(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => return Ok(()),
        }
        self.signals.writes.fetch_add(1, Ordering::Release);
        for (changes, changed) in self.signals.changes.iter().zip(self.changed) {
            changes.fetch_add(u64::from(changed), Ordering::Release);
        }
        for signal in self.rung {
            self.signals.ring(signal);
        }
        Ok(())
    }

    /// PostgreSQL delivers notifications at commit, so they are part of the transaction.
    async fn notify_other_processes(&mut self) -> Result<(), StoreError> {
        let Inner::PostgresWrite(tx) = &mut self.inner else { return Ok(()) };
        for signal in &self.rung {
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(super::db::CHANNEL)
                .bind(signal.as_str())
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }
}
