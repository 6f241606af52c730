//! The command line: one file per command. It reads arguments and prints; what is done is in `app`.

mod backup;
mod community;
mod config;
mod demo;
mod doctor;
mod export;
mod import;
mod keys;
mod migrate;
mod output;
mod peer;
mod queue;
mod restore;
mod serve;
mod token;
mod user;

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::Base;
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
    Demo(demo::ShowDemo),
    Migrate(migrate::Migrate),
    User(user::User),
    Token(token::Token),
    Community(community::Community),
    Peer(peer::Peer),
    Queue(queue::Queue),
    Keys(keys::Keys),
    Doctor(doctor::Doctor),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Export(export::Export),
    Import(import::Import),
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
        Command::Demo(demo) => demo.run().await,
        Command::Migrate(migrate) => migrate.run(load()?).await,
        Command::Doctor(doctor) => doctor.run(&load()?).await,
        Command::Backup(backup) => backup.run(&load()?).await,
        Command::Restore(restore) => restore.run(&load()?).await,
        Command::Config(config) => config.run(load),
        Command::User(user) => with_data(load()?, async |base| user.run(base).await).await,
        Command::Token(token) => with_data(load()?, async |base| token.run(base).await).await,
        Command::Community(community) => with_data(load()?, async |base| community.run(base).await).await,
        Command::Peer(peer) => with_data(load()?, async |base| peer.run(base).await).await,
        Command::Queue(queue) => with_data(load()?, async |base| queue.run(base).await).await,
        Command::Export(export) => with_data(load()?, async |base| export.run(base).await).await,
        Command::Import(import) => with_data(load()?, async |base| import.run(base).await).await,
        Command::Keys(keys) => with_data(load()?, async |base| keys.run(base).await).await,
    }
}

/// Opens the node's data, which may be in use by a running node, and closes it afterwards.
async fn with_data(
    config: Config,
    command: impl AsyncFnOnce(&Base) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    let base = Base::for_command(config).await?;
    let done = command(&base).await;
    base.close().await;
    done
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
