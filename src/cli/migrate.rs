//! `moothall migrate`

use clap::Args;

use super::BoxError;
use crate::app::migrate;
use crate::config::Config;

/// Brings the schema of the database up to this version.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(super) async fn run(self, config: Config) -> Result<(), BoxError> {
        let plan = migrate(&config, self.dry_run).await?;
        if self.json {
            println!("{}", serde_json::to_string(&plan)?);
            return Ok(());
        }
        if plan.missing.is_empty() {
            println!("The schema is up to date (version {}).", plan.applied);
        }
        for name in &plan.missing {
            println!("{} {name}", if self.dry_run { "would apply" } else { "applied" });
        }
        Ok(())
    }
}
