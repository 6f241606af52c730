//! `moothall peer`

use clap::{Args, Subcommand};

use super::{BoxError, output};
use crate::app::Base;
use crate::app::operator::{self, PeerLine};

/// Other servers.
#[derive(Debug, Args)]
pub(super) struct Peer {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lists the servers known here.
    List {
        #[arg(long)]
        json: bool,
    },
    /// Speaks with a domain in allow-list mode too.
    Allow {
        domain: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Accepts nothing from a domain and its subdomains, and sends them nothing.
    Block {
        domain: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Sends nothing to a server until it is resumed; what is published meanwhile waits.
    Pause { domain: String },
    /// Sends to a server again.
    Resume { domain: String },
}

impl Peer {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        match self.action {
            Action::List { json } => return output::list(&operator::list_peers(base).await?, json, line),
            Action::Allow { domain, reason } => operator::allow_peer(base, &domain, &reason).await?,
            Action::Block { domain, reason } => operator::block_peer(base, &domain, &reason).await?,
            Action::Pause { domain } => operator::pause_peer(base, &domain).await?,
            Action::Resume { domain } => operator::resume_peer(base, &domain).await?,
        }
        println!("done");
        Ok(())
    }
}

/// One server and its queue, as a line.
pub(super) fn line(peer: &PeerLine) -> String {
    let software = peer.software.as_deref().unwrap_or("unknown");
    let mut line =
        format!("{:<32} {:<12} {:<8} {:>6} waiting", peer.domain, software, peer.state, peer.pending);
    for (name, value) in [
        ("since", &peer.waiting_since),
        ("last success", &peer.last_success_at),
        ("next attempt", &peer.next_attempt_at),
        ("error:", &peer.last_error),
    ] {
        if let Some(value) = value {
            line.extend(["  ", name, " ", value]);
        }
    }
    line
}
