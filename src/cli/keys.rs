//! `moothall keys`

use clap::{Args, Subcommand};

use super::BoxError;
use crate::app::Base;
use crate::app::operator;

/// The keys with which this node signs.
#[derive(Debug, Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Makes new keys and tells other servers; the old ones sign nothing more.
    Rotate {
        /// A person or community; the node's own two actors when absent.
        #[arg(long)]
        handle: Option<String>,
    },
}

impl Keys {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        let Action::Rotate { handle } = self.action;
        let changed = operator::rotate_node_keys(base, handle.as_deref()).await?;
        println!("{changed} actors have new keys");
        Ok(())
    }
}
