//! `moothall demo`

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::BoxError;
use crate::app::demo::{Demo, Ports};
use crate::app::start_logging;
use crate::config::LogConfig;

/// Shows three organizations that share communities, on this machine, until Ctrl-C.
#[derive(Debug, Args)]
pub(super) struct ShowDemo {
    /// Shows what the nodes log, not only what goes wrong.
    #[arg(long)]
    verbose: bool,
}

impl ShowDemo {
    pub(super) async fn run(self) -> Result<(), BoxError> {
        let level = if self.verbose { "info" } else { "warn" };
        start_logging(&LogConfig { level: level.to_owned(), ..LogConfig::default() })?;
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        println!("Seeding the demo; this takes some seconds.");
        let tell = |line: &str| println!("  {line} … done");
        let demo = tokio::select! {
            started = Demo::start(Ports::default(), &tell) => started?,
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
        };
        println!("{}", demo.guide());
        let asked = tokio::select! {
            _ = terminate.recv() => true,
            _ = interrupt.recv() => true,
            () = demo.failed() => false,
        };
        println!("\nStopping.");
        // Whoever asks twice does not want to wait.
        tokio::select! {
            () = demo.stop() => {}
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        if asked { Ok(()) } else { Err("one of the nodes could not go on".into()) }
    }
}
