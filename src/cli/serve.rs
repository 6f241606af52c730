//! `moothall serve`

use clap::{Args, ValueEnum};
use tokio::signal::unix::{SignalKind, signal};

use super::BoxError;
use crate::app::{Node, Options, Roles, start_logging};
use crate::config::Config;

/// Runs a node.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// What this process does, when several share a PostgreSQL database.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Role::Web, Role::Worker])]
    roles: Vec<Role>,
    /// Refuse to start when the schema is behind, instead of bringing it up.
    #[arg(long)]
    no_migrate: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Serves pages, documents and inboxes.
    Web,
    /// Processes what arrives, delivers, and does background jobs.
    Worker,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> Result<(), BoxError> {
        start_logging(&config.log)?;
        let public_url = config.server.public_url.clone();
        let roles =
            Roles { web: self.roles.contains(&Role::Web), worker: self.roles.contains(&Role::Worker) };
        let options = Options { roles, leave_schema: self.no_migrate, ..Options::default() };
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let node = Node::build(config, options).await?;
        if let Some(address) = node.address() {
            tracing::info!(%address, %public_url, "ready");
        } else {
            tracing::info!(%public_url, "ready, without the web role");
        }
        let asked = tokio::select! {
            _ = terminate.recv() => true,
            _ = interrupt.recv() => true,
            () = node.failed() => false,
        };
        tracing::info!("stopping");
        // Whoever asks twice does not want to wait.
        tokio::select! {
            () = node.stop() => {}
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        if asked { Ok(()) } else { Err("the node could not go on".into()) }
    }
}
