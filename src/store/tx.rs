//! Transactions, and what is woken when one commits.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::signals::{Known, Signal, Signals};
use super::{StoreError, counts, notifications, outgoing};
use crate::domain::event::Event;

#[cfg(test)]
thread_local! {
    /// How often this thread was about to run a statement, or to choose its text. For tests of what a page costs.
    pub(crate) static STATEMENTS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
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
    events: Vec<Event>,
    changed: Vec<Known>,
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
        let (rung, events, changed) = (Vec::new(), Vec::new(), Vec::new());
        Self { inner, signals, rung, events, changed, recorded: Recorded::default() }
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

    /// Whether it only reads: nothing that it finds is its own and may still be undone.
    pub fn is_reading(&self) -> bool {
        matches!(self.inner, Inner::SqliteRead(_) | Inner::PostgresRead(_))
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.inner, Inner::SqliteWrite(_) | Inner::SqliteRead(_))
    }

    /// The connection for one statement.
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        #[cfg(test)]
        STATEMENTS.set(STATEMENTS.get() + 1);
        #[cfg(test)]
        self.signals.count_statement();
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

    /// Tells whoever looks on, in every process on the database, once this commits.
    pub fn publish_on_commit(&mut self, event: Event) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Whoever keeps such things in memory reads them anew once this commits.
    pub(crate) fn changes(&mut self, known: Known) {
        if !self.changed.contains(&known) {
            self.changed.push(known);
        }
    }

    pub(super) fn recorded(&mut self) -> &mut Recorded {
        &mut self.recorded
    }

    /// Makes everything durable, then rings the bells and tells of the events.
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
        self.signals.committed(&self.rung, &self.events, &self.changed);
        Ok(())
    }

    /// PostgreSQL delivers notifications at commit, so they are part of the transaction.
    async fn notify_other_processes(&mut self) -> Result<(), StoreError> {
        let Inner::PostgresWrite(tx) = &mut self.inner else { return Ok(()) };
        for message in self.signals.messages(&self.rung, &self.events) {
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(super::db::CHANNEL)
                .bind(message)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }
}
