//! `moothall queue`

use clap::{Args, Subcommand};

use super::{BoxError, output, peer};
use crate::app::Base;
use crate::app::operator;

/// What waits to be delivered.
#[derive(Debug, Args)]
pub(super) struct Queue {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lists the servers for which something waits.
    Status {
        #[arg(long)]
        json: bool,
    },
    /// Tries a server again at once. One that is paused stays so: see `moothall peer resume`.
    Retry { domain: String },
    /// Gives up on everything that waits for a server.
    Drop { domain: String },
}

impl Queue {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        match self.action {
            Action::Status { json } => {
                let mut waiting = operator::list_peers(base).await?;
                waiting.retain(|peer| peer.pending > 0);
                return output::list(&waiting, json, peer::line);
            }
            Action::Retry { domain } => operator::retry_peer(base, &domain).await?,
            Action::Drop { domain } => operator::drop_queue(base, &domain).await?,
        }
        println!("done");
        Ok(())
    }
}
