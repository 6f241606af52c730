//! How SQLite is opened: one connection that writes, several that read.
//!
//! One writer with a fair queue before it gives an even 10 ms at the 99th percentile under load; a pool of writers
//! gives "database is locked". `BEGIN IMMEDIATE` takes the write lock at once, because a transaction that starts by
//! reading and then wants to write fails without waiting, whatever the busy timeout.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use super::StoreError;
use super::db::KNOWN_STATEMENTS;

/// The pools of one SQLite file.
#[derive(Debug, Clone)]
pub(super) struct SqlitePools {
    pub(super) write: SqlitePool,
    pub(super) read: SqlitePool,
}

pub(super) async fn open(url: &str, readers: u32) -> Result<SqlitePools, StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        // Before the journal mode: switching to WAL takes a lock that another process may hold.
        .busy_timeout(Duration::from_secs(5))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-16384")
        .pragma("mmap_size", "268435456")
        // In pages. Folding the log into the file waits for the disk, and whoever commits then waits too: every 16 MiB
        // instead of every 4.
        .pragma("wal_autocheckpoint", "4096")
        // Of one statement, that may wait for whoever asked: a page of statuses, without handing over in between.
        .row_buffer_size(512)
        .statement_cache_capacity(KNOWN_STATEMENTS);
    if let Some(folder) = options.get_filename().parent() {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    let write = pool(1).connect_with(options.clone()).await?;
    let read = pool(readers).connect_with(options.read_only(true)).await?;
    Ok(SqlitePools { write, read })
}

/// The file that a `sqlite://…` address names; `None` for another engine.
///
/// # Errors
/// When the address cannot be read.
pub fn sqlite_file(url: &str) -> Result<Option<PathBuf>, StoreError> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    Ok(Some(SqliteConnectOptions::from_str(url)?.get_filename().to_owned()))
}

/// Whether another process has the file open.
///
/// The write-ahead log can be given up by the only one who uses it. Whoever opens the file next turns it on again, so
/// this is for files that are about to be replaced.
pub async fn is_open_elsewhere(file: &Path) -> bool {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(Duration::ZERO);
    let Ok(mut alone) = SqliteConnection::connect_with(&options).await else { return false };
    let mode: Result<String, sqlx::Error> =
        sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut alone).await;
    let locked = match mode {
        Ok(mode) => mode == "wal",
        // A damaged file is nobody's: it may be replaced.
        Err(error) => error.as_database_error().is_some_and(|error| error.message().contains("locked")),
    };
    let _ = alone.close().await;
    locked
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}
