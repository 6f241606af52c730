//! Fresh databases for tests.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::store::{Db, DbOptions};

/// A database that nobody else uses. The directory goes when it is dropped.
pub(crate) struct Fresh {
    pub(crate) db: Db,
    /// With which others open it.
    pub(crate) url: String,
    _directory: Option<TempDir>,
}

pub(crate) async fn sqlite() -> Fresh {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("test.db").display());
    let db = Db::open(&url, DbOptions { connections: 4 }).await.unwrap();
    db.migrate().await.unwrap();
    Fresh { db, url, _directory: Some(directory) }
}

/// A new database on the server that `MOOTHALL_TEST_POSTGRES` names; `make test` starts one.
pub(crate) async fn postgres() -> Fresh {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("MOOTHALL_TEST_POSTGRES").expect(
        "MOOTHALL_TEST_POSTGRES names no server; run the tests through federation_tests/with-postgres",
    );
    let name = format!("contract_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&mut admin).await.unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    let db = Db::open(url.as_str(), DbOptions { connections: 4 }).await.unwrap();
    db.migrate().await.unwrap();
    Fresh { db, url: url.into(), _directory: None }
}

/// Takes a migration back by these statements, and applies it again: what it finds is what the database holds now.
pub(crate) async fn migrate_again(db: &Db, version: i64, taken_back: &'static str) {
    let mut tx = db.begin().await.unwrap();
    execute!(tx, taken_back).unwrap();
    execute!(tx, "DELETE FROM _sqlx_migrations WHERE version = $1", version).unwrap();
    tx.commit().await.unwrap();
    db.migrate().await.unwrap();
}
