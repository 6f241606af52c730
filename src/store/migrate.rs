//! The schema and its versions.

use sqlx::migrate::{Migrate, Migrator};

use super::StoreError;
use super::db::Engine;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The newest schema this program knows.
pub const SCHEMA_VERSION: i64 = 17;

/// The difference between the database and the program.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MigrationPlan {
    /// The newest version that is applied; 0 for an empty database.
    pub applied: i64,
    /// The names of what is missing, in order.
    pub missing: Vec<String>,
}

pub(super) async fn run(engine: &Engine) -> Result<(), StoreError> {
    plan(engine).await?;
    match engine {
        Engine::Sqlite(pools) => {
            SQLITE.run(&pools.write).await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;").execute(&pools.write).await?;
        }
        Engine::Postgres(pool) => POSTGRES.run(pool).await?,
    }
    Ok(())
}

pub(super) async fn plan(engine: &Engine) -> Result<MigrationPlan, StoreError> {
    let (migrator, applied) = match engine {
        Engine::Sqlite(pools) => (&SQLITE, applied(&mut *pools.write.acquire().await?).await?),
        Engine::Postgres(pool) => (&POSTGRES, applied(&mut *pool.acquire().await?).await?),
    };
    if applied > SCHEMA_VERSION {
        return Err(StoreError::FromNewerVersion { found: applied, known: SCHEMA_VERSION });
    }
    let missing = migrator
        .iter()
        .filter(|migration| migration.version > applied)
        .map(|migration| format!("{:04} {}", migration.version, migration.description))
        .collect();
    Ok(MigrationPlan { applied, missing })
}

async fn applied(connection: &mut impl Migrate) -> Result<i64, StoreError> {
    connection.ensure_migrations_table(MIGRATIONS_TABLE).await?;
    let applied = connection.list_applied_migrations(MIGRATIONS_TABLE).await?;
    Ok(applied.iter().map(|migration| migration.version).max().unwrap_or(0))
}

const MIGRATIONS_TABLE: &str = "_sqlx_migrations";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_know_the_same_versions() {
        let names = |migrator: &Migrator| -> Vec<(i64, String)> {
            migrator.iter().map(|one| (one.version, one.description.to_string())).collect()
        };
        assert_eq!(names(&SQLITE), names(&POSTGRES));
        assert_eq!(names(&SQLITE).last().unwrap().0, SCHEMA_VERSION);
    }
}
