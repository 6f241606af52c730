//! Opening the database.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use super::signals::{Known, Signals};
use super::sqlite::{self, SqlitePools};
use super::tx::Tx;
use super::{StoreError, listening, migrate};

/// The channel on which processes that share a PostgreSQL database wake each other.
pub(super) const CHANNEL: &str = "moothall";

/// How many statements a connection keeps prepared: all that there are. One that it forgot is read and planned anew.
pub(super) const KNOWN_STATEMENTS: usize = 400;

/// How many connections to hold.
#[derive(Debug, Clone, Copy)]
pub struct DbOptions {
    /// SQLite: connections that read, beside the one that writes. PostgreSQL: all of them, but for one
    /// that listens.
    pub connections: u32,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self { connections: 8 }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Engine {
    Sqlite(SqlitePools),
    Postgres(PgPool),
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pub(super) engine: Engine,
    signals: Signals,
}

impl Db {
    /// Opens `sqlite://path` (created where missing) or `postgres://…`. Does not touch the schema.
    ///
    /// # Errors
    /// When the URL names another engine or the database cannot be reached.
    pub async fn open(url: &str, options: DbOptions) -> Result<Self, StoreError> {
        let engine = if url.starts_with("sqlite:") {
            Engine::Sqlite(sqlite::open(url, options.connections).await?)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Engine::Postgres(open_postgres(url, options.connections).await?)
        } else {
            return Err(StoreError::UnknownEngine);
        };
        Ok(Self { engine, signals: Signals::default() })
    }

    /// Applies what is missing of the schema.
    ///
    /// # Errors
    /// [`StoreError::FromNewerVersion`] when the database is ahead of the program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        migrate::run(&self.engine).await
    }

    /// What [`Db::migrate`] would do.
    ///
    /// # Errors
    /// [`StoreError::FromNewerVersion`] when the database is ahead of the program.
    pub async fn migration_plan(&self) -> Result<migrate::MigrationPlan, StoreError> {
        migrate::plan(&self.engine).await
    }

    /// A connection for reading. On SQLite it cannot write, and never waits for a writer.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let signals = self.signals.clone();
        Ok(match &self.engine {
            Engine::Sqlite(pools) => Tx::sqlite_read(pools.read.acquire().await?, signals),
            Engine::Postgres(pool) => Tx::postgres_read(pool.acquire().await?, signals),
        })
    }

    /// A transaction for writing. On SQLite there is one at a time: hold it briefly, and never across the network.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let signals = self.signals.clone();
        Ok(match &self.engine {
            Engine::Sqlite(pools) => {
                Tx::sqlite_write(pools.write.begin_with("BEGIN IMMEDIATE").await?, signals)
            }
            Engine::Postgres(pool) => Tx::postgres_write(pool.begin().await?, signals),
        })
    }

    /// The bells that commits ring.
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// Counts the transactions of this process that have written: what was read is still so, as far as this process
    /// goes, while the number stays.
    pub fn writes(&self) -> u64 {
        self.signals.writes()
    }

    /// Counts the transactions of this process that have changed what others know, as [`Db::writes`] counts all.
    pub fn changes(&self, known: Known) -> u64 {
        self.signals.changes(known)
    }

    /// How many statements all transactions have run, but for those that begin and end them.
    #[cfg(test)]
    pub(crate) fn statements(&self) -> u64 {
        self.signals.statements()
    }

    /// Whether several processes can share this database.
    pub fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Takes in what other processes signal when they commit, as long as it is polled. On SQLite there is no other process,
    /// and it waits for ever.
    ///
    /// # Errors
    /// When the connection for listening cannot be made, or made anew; call again.
    pub async fn relay_signals(&self) -> Result<(), StoreError> {
        let Engine::Postgres(pool) = &self.engine else { return std::future::pending().await };
        listening::relay(pool, &self.signals, listening::PACE).await
    }

    /// Lets SQLite refresh what its planner knows and fold the write-ahead log into the file. PostgreSQL does so itself.
    ///
    /// # Errors
    /// When the writer stays busy.
    pub async fn optimize(&self) -> Result<(), StoreError> {
        let Engine::Sqlite(pools) = &self.engine else { return Ok(()) };
        sqlx::query("PRAGMA optimize").execute(&pools.write).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pools.write).await?;
        Ok(())
    }

    /// Writes a consistent copy of an SQLite database to `target`, which must not exist, without keeping anybody from
    /// writing. PostgreSQL has `pg_dump` for that.
    ///
    /// # Errors
    /// [`StoreError::UnknownEngine`] on PostgreSQL; otherwise when the copy cannot be written.
    pub async fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        let Engine::Sqlite(pools) = &self.engine else { return Err(StoreError::UnknownEngine) };
        let target = target.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(target).execute(&pools.read).await?;
        Ok(())
    }

    /// Closes all connections after the work in flight; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(pools) => {
                pools.read.close().await;
                pools.write.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_postgres(url: &str, connections: u32) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url)?.statement_cache_capacity(KNOWN_STATEMENTS);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}
