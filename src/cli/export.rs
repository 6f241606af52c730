//! `moothall export`

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::BoxError;
use crate::app::Base;
use crate::app::operator::{self, Rule, export_person, export_rules};

/// Writes data in open formats. For everything, see `backup`.
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Everything that the node holds about a person, as JSON.
    Person {
        handle: String,
        /// The file to write; standard output when absent. A file that is there is not replaced.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The domains that are blocked, or allowed, as CSV that other software imports.
    Rules {
        /// `block` or `allow`.
        #[arg(long, default_value = "block", value_parser = operator::read_rule)]
        rule: Rule,
        /// The file to write; standard output when absent. A file that is there is not replaced.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

impl Export {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        match self.what {
            What::Person { handle, output } => {
                export_person(base, &handle, &mut open(output.as_deref())?).await?;
            }
            What::Rules { rule, output } => {
                export_rules(base, rule, &mut open(output.as_deref())?).await?;
            }
        }
        Ok(())
    }
}

/// A file that only its owner can read, or standard output.
fn open(output: Option<&Path>) -> Result<Box<dyn Write>, BoxError> {
    let Some(path) = output else { return Ok(Box::new(io::stdout())) };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(Box::new(io::BufWriter::new(file)))
}
