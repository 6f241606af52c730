//! `moothall backup`

use std::path::PathBuf;

use clap::Args;

use super::BoxError;
use crate::app::operator::{BackupReport, back_up};
use crate::config::Config;

/// Writes database, files and secret into one archive. Works while the node runs.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The archive to write. Whoever can read it can sign as the node.
    file: PathBuf,
    /// Replace an archive that is there.
    #[arg(long)]
    force: bool,
}

impl Backup {
    pub(super) async fn run(self, config: &Config) -> Result<(), BoxError> {
        let BackupReport { manifest, notes } = back_up(config, &self.file, self.force).await?;
        let (schema, engine, media) = (manifest.schema, manifest.engine, manifest.media());
        println!("Wrote {}: a {engine} database (schema {schema}) and {media} files.", self.file.display());
        for note in notes {
            println!("{note}");
        }
        Ok(())
    }
}
