//! `moothall config`

use clap::{Args, Subcommand};

use super::BoxError;
use crate::config::{Config, ConfigError};

/// The configuration: what can be written, and whether yours is right.
#[derive(Debug, Args)]
pub(super) struct ConfigArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Prints a file with every key, its meaning and its default.
    Example,
    /// Reads file and environment and says what is wrong.
    Check,
}

impl ConfigArguments {
    pub(super) fn run(self, load: impl FnOnce() -> Result<Config, ConfigError>) -> Result<(), BoxError> {
        match self.action {
            Action::Example => print!("{}", Config::example()),
            Action::Check => {
                let config = load()?;
                println!("The configuration is right. The node is {}.", config.server.origin());
            }
        }
        Ok(())
    }
}
