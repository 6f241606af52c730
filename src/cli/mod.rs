//! The command line: one file per command. It reads arguments and prints; what is done is in `app`.

mod config;
mod migrate;
mod serve;

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

type BoxError = Box<dyn Error + Send + Sync>;

/// A federated server for communities of practice.
#[derive(Debug, Parser)]
#[command(name = "moothall", version, about)]
struct Arguments {
    /// The configuration file; without it and without `MOOTHALL_CONFIG`, the defaults and the environment.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Config(config::ConfigArguments),
}

/// Reads the arguments of the process and does what they say.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(BoxError::from);
    match done.and_then(|runtime| runtime.block_on(execute(arguments))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("moothall: {}", sentence(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn execute(arguments: Arguments) -> Result<(), BoxError> {
    let load = || Config::load(arguments.config.as_deref());
    match arguments.command {
        Command::Serve(serve) => serve.run(load()?).await,
        Command::Migrate(migrate) => migrate.run(load()?).await,
        Command::Config(config) => config.run(load),
    }
}

/// An error with its causes, as one sentence.
fn sentence(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }
}
