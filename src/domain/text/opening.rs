//! How a text begins that has no field for its title: whom it is addressed to, and its first line.

use super::plain::first_line_title;
use super::references::{Kind, references};
use crate::domain::handle::{Acct, Domain};
use crate::domain::url::UrlRules;

/// A text taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The first line that says something.
    pub line: String,
    /// What follows it.
    pub rest: String,
}

/// The first line with letters or digits, and the rest. `None` when there is no such line.
pub fn split(text: &str) -> Option<Opening> {
    let text = text.trim();
    let mut rest = text;
    for line in text.split_inclusive('\n') {
        rest = &rest[line.len()..];
        if line.chars().any(char::is_alphanumeric) {
            return Some(Opening { line: line.trim().to_owned(), rest: rest.trim().to_owned() });
        }
    }
    None
}

/// A line as a title: without the marks of a heading, quote or list, and without emphasis of the whole.
pub fn title(line: &str, max_chars: usize) -> Option<String> {
    let inner = line.strip_prefix("**").and_then(|line| line.strip_suffix("**"));
    first_line_title(inner.filter(|inner| !inner.contains("**")).unwrap_or(line), max_chars)
}

/// The text without the mentions that only say where it goes: those of `whom` in its first line with words, and those
/// that stand alone before or behind everything else.
pub fn unaddressed(text: &str, home: &Domain, rules: UrlRules, whom: impl Fn(&Acct) -> bool) -> String {
    let strip = |line: &str| without_mentions(line, home, rules, &whom);
    let lines: Vec<&str> = text.lines().collect();
    let bare = |line: &&str| strip(line).trim().is_empty();
    let Some(first) = lines.iter().position(|line| !bare(line)) else { return String::new() };
    let last = lines.iter().rposition(|line| !bare(line)).unwrap_or(first);
    let mut kept = vec![strip(lines[first]).trim().to_owned()];
    kept.extend(lines[first + 1..=last].iter().map(|line| (*line).to_owned()));
    if last > first
        && let Some(line) = kept.last_mut()
    {
        *line = without_trailing(line, home, rules, &whom);
    }
    kept.join("\n")
}

/// A line without these mentions, and without the gaps that they would leave.
fn without_mentions(line: &str, home: &Domain, rules: UrlRules, whom: impl Fn(&Acct) -> bool) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut position = 0;
    for reference in references(line, home, rules) {
        let Kind::Mention(mention) = &reference.kind else { continue };
        if !whom(&mention.acct) {
            continue;
        }
        kept.push_str(&line[position..reference.range.start]);
        position = reference.range.end;
        let gap = kept.is_empty() || kept.ends_with(char::is_whitespace);
        if gap && let Some(rest) = line[position..].strip_prefix([' ', ',', ':']) {
            position = line.len() - rest.trim_start_matches(' ').len();
        }
    }
    kept.push_str(&line[position..]);
    kept
}

/// A line without these mentions at its very end.
fn without_trailing(line: &str, home: &Domain, rules: UrlRules, whom: impl Fn(&Acct) -> bool) -> String {
    let mut end = line.trim_end().len();
    for reference in references(line, home, rules).into_iter().rev() {
        let Kind::Mention(mention) = &reference.kind else { break };
        if reference.range.end != end || !whom(&mention.acct) {
            break;
        }
        end = line[..reference.range.start].trim_end().len();
    }
    line[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unaddressed(text: &str) -> String {
        let home = Domain::parse("home.test").unwrap();
        super::unaddressed(text, &home, UrlRules::Production, |acct| acct.key() == "sepsis@a.test")
    }

    #[test]
    fn an_address_is_no_part_of_the_text() {
        assert_eq!(
            unaddressed("@sepsis@a.test Who has a form?\nOurs is old."),
            "Who has a form?\nOurs is old."
        );
        assert_eq!(unaddressed("@sepsis@a.test\n\nWho has a form?"), "Who has a form?");
        assert_eq!(unaddressed("@Sepsis@a.test: who has a form?"), "who has a form?");
        assert_eq!(unaddressed("Who has a form? @sepsis@a.test"), "Who has a form?");
        assert_eq!(unaddressed("Who?\n\nAsking for B.\n\n@sepsis@a.test"), "Who?\n\nAsking for B.");
        assert_eq!(unaddressed("Who?\nAsking for B. @sepsis@a.test"), "Who?\nAsking for B.");
        assert_eq!(unaddressed("@sepsis@a.test"), "");
    }

    #[test]
    fn whoever_else_is_named_stays() {
        assert_eq!(unaddressed("@sepsis@a.test @dana@b.test hello"), "@dana@b.test hello");
        assert_eq!(unaddressed("Hello\nsee @sepsis@a.test for more"), "Hello\nsee @sepsis@a.test for more");
    }

    #[test]
    fn the_first_line_with_words_is_the_title() {
        let opening = split("\n---\n## A *form*\n\nOurs is old.\n").unwrap();
        assert_eq!(opening, Opening { line: "## A *form*".to_owned(), rest: "Ours is old.".to_owned() });
        assert_eq!(title(&opening.line, 200).as_deref(), Some("A *form*"));
        assert_eq!(title("**Who has a form?**", 200).as_deref(), Some("Who has a form?"));
        assert_eq!(split("…\n!"), None);
    }

    #[test]
    fn a_long_line_becomes_a_short_title() {
        let title = title(&"word ".repeat(100), 200).unwrap();
        assert!(title.chars().count() <= 200 && title.ends_with('…'), "{title}");
    }
}
