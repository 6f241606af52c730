//! `moothall import`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::BoxError;
use crate::app::Base;
use crate::app::operator::{self, ImportReport, Rule, import_rules};

/// More than the longest list that is accepted.
const MOST_BYTES: u64 = 1024 * 1024;

/// Reads data in open formats. For everything, see `restore`.
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Blocks, or allows, every domain of a list: one a line; what follows a comma is passed over.
    Rules {
        /// The list; standard input when absent.
        file: Option<PathBuf>,
        /// `block` or `allow`.
        #[arg(long, default_value = "block", value_parser = operator::read_rule)]
        rule: Rule,
        #[arg(long, default_value = "")]
        reason: String,
        /// Only says what would be lost.
        #[arg(long)]
        dry_run: bool,
    },
}

impl Import {
    pub(super) async fn run(self, base: &Base) -> Result<(), BoxError> {
        let What::Rules { file, rule, reason, dry_run } = self.what;
        let list = read(file.as_deref())?;
        let ImportReport { domains, losses } = import_rules(base, rule, &list, &reason, dry_run).await?;
        let verb = if dry_run { "would be" } else { "are" };
        let state = if rule == Rule::Block { "blocked" } else { "allowed" };
        println!("{domains} domains {verb} {state}.");
        if rule == Rule::Block {
            let verb = if dry_run { "This would end" } else { "This ends" };
            println!(
                "{verb} {} follows of people there by people here, {} by them of ours, {} subscriptions, and drops {} \
                 waiting deliveries.",
                losses.follows, losses.followers, losses.subscriptions, losses.pending
            );
        }
        Ok(())
    }
}

fn read(file: Option<&Path>) -> Result<String, BoxError> {
    let mut text = String::new();
    let source: Box<dyn Read> = match file {
        Some(path) => {
            let open = File::open(path);
            Box::new(open.map_err(|error| format!("cannot read {}: {error}", path.display()))?)
        }
        None => Box::new(io::stdin()),
    };
    if source.take(MOST_BYTES + 1).read_to_string(&mut text)? as u64 > MOST_BYTES {
        return Err("the list is longer than a megabyte".into());
    }
    Ok(text)
}
