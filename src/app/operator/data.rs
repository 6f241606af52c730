//! `moothall export` and `moothall import`: data that leaves a node, or comes to it, in open formats.

use std::fmt::Write as _;
use std::io::Write;

use super::{OperatorError, local};
use crate::app::Base;
use crate::domain::federation::{DomainRule, Rule};
use crate::services::accounts::ExportFile;
use crate::services::federation_policy::{dry_run_list, import, read_list};
use crate::store::domain_rules::{self, Losses};

/// The head of a list of domains as Mastodon exports and imports it.
const HEAD: &str = "#domain,#severity,#public_comment\n";

/// Writes everything that the node holds about a person, as JSON: the file that they can get in their settings.
pub async fn export_person(base: &Base, handle: &str, to: &mut impl Write) -> Result<(), OperatorError> {
    let mut tx = base.db.read().await?;
    let person = local(&mut tx, handle).await?;
    let mut file = ExportFile::of(person);
    while let Some(piece) = file.next(&base.context, &mut tx).await? {
        to.write_all(piece.as_bytes())?;
    }
    Ok(to.flush()?)
}

/// What is to hold for domains, as it is typed.
pub fn read_rule(text: &str) -> Result<Rule, &'static str> {
    Rule::parse(text).ok_or("a rule is block or allow")
}

/// Writes the domains that are blocked, or allowed, as CSV that other software reads too. Gives their number.
pub async fn export_rules(base: &Base, rule: Rule, to: &mut impl Write) -> Result<usize, OperatorError> {
    let rules = domain_rules::all(&mut base.db.read().await?).await?;
    let mut text = HEAD.to_owned();
    let mut count = 0;
    for DomainRule { domain, reason, .. } in rules.into_iter().filter(|entry| entry.rule == rule) {
        let severity = if rule == Rule::Block { "suspend" } else { "" };
        writeln!(text, "{domain},{severity},{}", quoted(&reason))?;
        count += 1;
    }
    to.write_all(text.as_bytes())?;
    to.flush()?;
    Ok(count)
}

/// A field of CSV (RFC 4180), on one line: a list is read line by line.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", line.replace('"', "\"\""))
}

/// What importing a list came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    pub domains: usize,
    /// What blocks of all of them end.
    pub losses: Losses,
}

/// Makes the same rule about every domain of a list, one a line, and says what that ends. `dry_run` changes nothing.
pub async fn import_rules(
    base: &Base,
    rule: Rule,
    list: &str,
    reason: &str,
    dry_run: bool,
) -> Result<ImportReport, OperatorError> {
    let ctx = &base.context;
    let domains = read_list(ctx, list)?;
    let mut tx = base.db.begin().await?;
    let losses = match rule {
        Rule::Block => dry_run_list(ctx, &mut tx, None, &domains).await?,
        Rule::Allow => Losses::default(),
    };
    if !dry_run {
        import(ctx, &mut tx, None, rule, reason, &domains).await?;
        tx.commit().await?;
    }
    Ok(ImportReport { domains: domains.len(), losses })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stays_on_its_line() {
        assert_eq!(quoted("spam,\n \"offers\""), "\"spam, \"\"offers\"\"\"");
    }
}
