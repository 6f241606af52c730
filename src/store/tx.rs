//! Transactions, and what is woken when one commits.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::signals::{Signal, Signals};
use super::{StoreError, outgoing};
use crate::domain::event::Event;

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
    /// What [`outgoing::insert`] has recorded.
    facts: Vec<outgoing::NewFact>,
}

impl Tx {
    pub(super) fn sqlite_write(inner: Transaction<'static, Sqlite>, signals: Signals) -> Self {
        Self {
            inner: Inner::SqliteWrite(inner),
            signals,
            rung: Vec::new(),
            events: Vec::new(),
            facts: Vec::new(),
        }
    }

    pub(super) fn sqlite_read(inner: PoolConnection<Sqlite>, signals: Signals) -> Self {
        Self {
            inner: Inner::SqliteRead(inner),
            signals,
            rung: Vec::new(),
            events: Vec::new(),
            facts: Vec::new(),
        }
    }

    pub(super) fn postgres_write(inner: Transaction<'static, Postgres>, signals: Signals) -> Self {
        Self {
            inner: Inner::PostgresWrite(inner),
            signals,
            rung: Vec::new(),
            events: Vec::new(),
            facts: Vec::new(),
        }
    }

    pub(super) fn postgres_read(inner: PoolConnection<Postgres>, signals: Signals) -> Self {
        Self {
            inner: Inner::PostgresRead(inner),
            signals,
            rung: Vec::new(),
            events: Vec::new(),
            facts: Vec::new(),
        }
    }

    pub(crate) fn connection(&mut self) -> Connection<'_> {
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

    pub(super) fn facts(&mut self) -> &mut Vec<outgoing::NewFact> {
        &mut self.facts
    }

    /// Makes everything durable, then rings the bells and tells of the events.
    ///
    /// # Errors
    /// Nothing was written when it fails.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        outgoing::write_recorded(&mut self).await?;
        self.notify_other_processes().await?;
        match self.inner {
            Inner::SqliteWrite(tx) => tx.commit().await?,
            Inner::PostgresWrite(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => return Ok(()),
        }
        self.signals.committed(&self.rung, &self.events);
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
