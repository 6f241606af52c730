//! `moothall token`

use clap::{Args, Subcommand};

use super::{BoxError, output};
use crate::app::Base;
use crate::app::operator;

/// Tokens with which programs act as somebody.
#[derive(Debug, Args)]
pub(super) struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Makes a token and prints it, this once. Whoever has it can act as the person.
    Create {
        /// The handle of the person.
        #[arg(long)]
        user: String,
        /// What programs may do with it: names separated by spaces.
        #[arg(long, default_value = "read")]
        scope: String,
        #[arg(long)]
        json: bool,
    },
    /// Lists somebody's tokens, those of their apps included.
    List {
        /// The handle of the person.
        #[arg(long)]
        user: String,
        #[arg(long)]
        json: bool,
    },
    /// Ends a token of somebody, by the id that the list shows.
    Revoke {
        id: String,
        /// The handle of the person.
        #[arg(long)]
        user: String,
    },
}

impl Token {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        match self.action {
            Action::Create { user, scope, json } => {
                let token = operator::create_token(base, &user, &scope).await?;
                if json {
                    println!("{}", serde_json::to_string_pretty(&token)?);
                } else {
                    println!("{}", token.access_token);
                }
            }
            Action::List { user, json } => {
                output::list(&operator::list_tokens(base, &user).await?, json, |token| {
                    format!("{:<20} {:<24} {}  {}", token.id, token.last_used_at, token.app, token.scope)
                })?;
            }
            Action::Revoke { id, user } => {
                let ended = operator::revoke_token(base, &user, &id).await?;
                println!("{id} {}", if ended { "is revoked" } else { "was revoked before" });
            }
        }
        Ok(())
    }
}
