//! `moothall user`

use std::io::{IsTerminal, Read, stdin};

use clap::{Args, Subcommand};

use super::{BoxError, output};
use crate::app::Base;
use crate::app::operator::{self, PersonArguments};

/// More than any password that is accepted.
const MOST_BYTES: u64 = 4096;

/// People who sign in on this node.
#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Creates a person. The password is read from standard input.
    Create {
        #[arg(long)]
        handle: String,
        #[arg(long)]
        email: String,
        /// The name that is shown; the handle when absent.
        #[arg(long, default_value = "")]
        name: String,
        #[arg(long)]
        admin: bool,
        /// Says nothing and reads the password from standard input, for scripts.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lists everybody with an account.
    List {
        #[arg(long)]
        json: bool,
    },
    /// Keeps somebody from signing in and posting.
    Suspend {
        handle: String,
        /// The administrator who answers for it.
        #[arg(long)]
        by: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Takes a suspension back.
    Unsuspend {
        handle: String,
        /// The administrator who answers for it.
        #[arg(long)]
        by: String,
    },
    /// Makes somebody admin, moderator or person.
    Role { handle: String, role: String },
    /// Sets a new password, read from standard input, and ends the person's sessions.
    Password {
        handle: String,
        /// Says nothing and reads the password from standard input, for scripts.
        #[arg(long)]
        password_stdin: bool,
    },
}

impl User {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        match self.action {
            Action::Create { handle, email, name, admin, password_stdin } => {
                let password = read_password(password_stdin)?;
                let new = PersonArguments { handle: handle.clone(), email, name, admin, password };
                let created = operator::create_person(base, new).await?;
                println!("{handle} {}", if created { "was created" } else { "exists already" });
            }
            Action::List { json } => {
                output::list(&operator::list_people(base).await?, json, |person| {
                    format!("{:<24} {:<10} {:<10} {}", person.handle, person.role, person.state, person.email)
                })?;
            }
            Action::Suspend { handle, by, reason } => {
                operator::suspend_person(base, &handle, &by, &reason).await?;
                println!("{handle} is suspended");
            }
            Action::Unsuspend { handle, by } => {
                operator::unsuspend_person(base, &handle, &by).await?;
                println!("{handle} is not suspended");
            }
            Action::Role { handle, role } => {
                operator::change_role(base, &handle, &role).await?;
                println!("{handle} is {role}");
            }
            Action::Password { handle, password_stdin } => {
                operator::set_password(base, &handle, &read_password(password_stdin)?).await?;
                println!("{handle} has a new password");
            }
        }
        Ok(())
    }
}

/// From standard input, never from the arguments, which other users of the machine can see.
fn read_password(quiet: bool) -> Result<String, BoxError> {
    let mut text = String::new();
    if stdin().is_terminal() {
        if !quiet {
            eprint!("Password (it is shown as you type): ");
        }
        stdin().read_line(&mut text)?;
    } else {
        stdin().take(MOST_BYTES).read_to_string(&mut text)?;
    }
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
