//! `moothall community`

use clap::{Args, Subcommand, ValueEnum};

use super::{BoxError, output};
use crate::app::Base;
use crate::app::operator::{self, CommunityArguments};

/// Communities of this node.
#[derive(Debug, Args)]
pub(super) struct Community {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Opens a community.
    Create {
        #[arg(long)]
        handle: String,
        #[arg(long)]
        name: String,
        /// What it is about, in Markdown.
        #[arg(long, default_value = "")]
        summary: String,
        /// The handle of its first moderator.
        #[arg(long)]
        owner: String,
        #[arg(long, value_enum, default_value_t = Visibility::Public)]
        visibility: Visibility,
    },
    /// Lists the communities of this node.
    List {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Visibility {
    Public,
    /// Open to whoever has its address, and in no list.
    Unlisted,
}

impl Community {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        match self.action {
            Action::Create { handle, name, summary, owner, visibility } => {
                let unlisted = visibility == Visibility::Unlisted;
                let new = CommunityArguments { handle: handle.clone(), name, summary, owner, unlisted };
                let created = operator::create_community(base, new).await?;
                println!("{handle} {}", if created { "was created" } else { "exists already" });
            }
            Action::List { json } => {
                output::list(&operator::list_communities(base).await?, json, |community| {
                    format!(
                        "{:<24} {:<10} {:>6} followers  {}",
                        community.handle, community.visibility, community.followers, community.name
                    )
                })?;
            }
        }
        Ok(())
    }
}
