//! Bringing the schema up without starting a node.

use super::base::{OpenError, open_database};
use crate::config::Config;
pub use crate::store::MigrationPlan;

/// Applies what is missing of the schema, or with `dry_run` only says what that is. Safe to repeat.
///
/// # Errors
/// When the database cannot be reached or is from a newer version.
pub async fn migrate(config: &Config, dry_run: bool) -> Result<MigrationPlan, OpenError> {
    let db = open_database(config).await?;
    let plan = db.migration_plan().await.map_err(OpenError::Schema)?;
    if !dry_run {
        db.migrate().await.map_err(OpenError::Schema)?;
    }
    db.close().await;
    Ok(plan)
}
