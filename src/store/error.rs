//! What can go wrong with a database, in the few variants that callers tell apart.

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row that had to be there, or had to change, was not.
    #[error("no such row")]
    NotFound,
    /// Something unique exists already.
    #[error("it exists already")]
    AlreadyExists,
    /// The database is busy or unreachable; the same call may succeed later.
    #[error("the database cannot be reached or is busy")]
    Unavailable(#[source] sqlx::Error),
    /// Applying the schema failed.
    #[error("the schema could not be applied")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The schema was made by a newer version of the program.
    #[error(
        "the database has schema {found}, made by a newer version of Moothall; this one knows {known}. \
         Install that version again, or restore the backup from before the upgrade"
    )]
    FromNewerVersion { found: i64, known: i64 },
    /// The URL names no engine that is supported.
    #[error("database.url must begin with sqlite:// or postgres://")]
    UnknownEngine,
    /// Anything else: a mistake of ours, or a damaged database.
    #[error("the database refused")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::RowNotFound) {
            return Self::NotFound;
        }
        if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation) {
            return Self::AlreadyExists;
        }
        if is_unavailable(&error) { Self::Unavailable(error) } else { Self::Other(error) }
    }
}

fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_temporary(&code)),
        _ => false,
    }
}

/// PostgreSQL: connection exceptions, lack of resources, shutdown, serialization. SQLite: busy, locked, disk full,
/// I/O error, read-only.
fn is_temporary(code: &str) -> bool {
    let postgres = code.len() == 5 && ["08", "53", "57", "40"].iter().any(|class| code.starts_with(class));
    let sqlite = code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13));
    postgres || (code.len() < 5 && sqlite)
}

/// Turns "nothing changed" into an error, for statements that must touch exactly one row.
pub(crate) fn exactly_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
