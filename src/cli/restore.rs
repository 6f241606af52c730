//! `moothall restore`

use std::path::PathBuf;

use clap::Args;

use super::BoxError;
use crate::app::operator::{self, BackupReport, Manifest};
use crate::config::Config;

/// Puts a backup where the configuration says. Stop the node first.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// An archive that `moothall backup` wrote.
    file: PathBuf,
    /// Replace the data that is there.
    #[arg(long)]
    force: bool,
    /// Only check that the archive is whole.
    #[arg(long, conflicts_with = "force")]
    verify: bool,
}

impl Restore {
    pub(super) async fn run(self, config: &Config) -> Result<(), BoxError> {
        if self.verify {
            let manifest = operator::verify(&self.file).await?;
            println!("The archive is whole. {}", describe(&manifest));
            return Ok(());
        }
        let BackupReport { manifest, notes } = operator::restore(config, &self.file, self.force).await?;
        println!("Restored {}", describe(&manifest));
        for note in notes {
            println!("{note}");
        }
        println!("Start the node, and run moothall doctor.");
        Ok(())
    }
}

fn describe(manifest: &Manifest) -> String {
    format!(
        "{} as of {}: a {} database (schema {}) and {} files, {} bytes in all.",
        manifest.public_url,
        manifest.made_at,
        manifest.engine,
        manifest.schema,
        manifest.media(),
        manifest.size(),
    )
}
