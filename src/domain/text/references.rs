//! Finds mentions and tags in plain text.

use std::ops::Range;

use super::markdown::MentionRef;
use super::tags::{MAX_TAG_CHARS, is_tag_char, normalize_tag};
use crate::domain::handle::{Acct, Domain, Handle, MAX_REMOTE_NAME_CHARS};
use crate::domain::url::UrlRules;

/// The longest host after a mention, in characters.
const MAX_HOST_CHARS: usize = 253;

/// A mention or tag, and where in the text it stands, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Mention(MentionRef),
    /// In normal form.
    Tag(String),
}

/// The references in a text, in order. They begin where a word could begin.
pub(super) fn references(text: &str, home: &Domain, rules: UrlRules) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut position = 0;
    let mut before = ' ';
    while let Some(c) = text[position..].chars().next() {
        let rest = &text[position..];
        let hit = match c {
            _ if is_word_char(before) => None,
            '@' | '!' => mention(rest, home, rules),
            '#' => tag(rest),
            _ => None,
        };
        let length = hit.as_ref().map_or(c.len_utf8(), |(length, _)| *length);
        if let Some((length, kind)) = hit {
            found.push(Reference { range: position..position + length, kind });
        }
        before = text[position..position + length].chars().next_back().unwrap_or(' ');
        position += length;
    }
    found
}

/// A reference right after one of these is part of a longer word, an address or an entity.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@' | '!' | '#' | '/' | '&')
}

/// Reads `@name@host`, `!name@host` or `@name`.
fn mention(text: &str, home: &Domain, rules: UrlRules) -> Option<(usize, Kind)> {
    let group = text.starts_with('!');
    let name =
        run(&text[1..], MAX_REMOTE_NAME_CHARS, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '~'));
    let host = text[1 + name.len()..]
        .strip_prefix('@')
        .map(|host| run(host, MAX_HOST_CHARS, |c| c.is_alphanumeric() || matches!(c, '-' | '.' | ':')))
        .map(|host| host.trim_end_matches(['.', '-', ':']))
        .filter(|host| !host.is_empty());
    if let Some(host) = host {
        let length = 1 + name.len() + 1 + host.len();
        let acct = Acct::parse(&text[..length], rules).ok()?;
        return Some((length, Kind::Mention(MentionRef { acct, group })));
    }
    let name = name.trim_end_matches(['.', '-', '~']);
    let handle = Handle::parse(name).ok().filter(|_| !group)?;
    let acct = Acct { name: (&handle).into(), domain: home.clone() };
    Some((1 + name.len(), Kind::Mention(MentionRef { acct, group })))
}

fn tag(text: &str) -> Option<(usize, Kind)> {
    let word = run(&text[1..], MAX_TAG_CHARS + 1, is_tag_char);
    normalize_tag(word).map(|tag| (1 + word.len(), Kind::Tag(tag)))
}

/// The beginning of `text` that consists of `wanted` characters, up to `max` of them.
fn run(text: &str, max: usize, wanted: impl Fn(char) -> bool) -> &str {
    let end = text
        .char_indices()
        .take(max)
        .take_while(|(_, c)| wanted(*c))
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn home() -> Domain {
        Domain::parse("home.test").unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        references(text, &home(), UrlRules::Production)
            .into_iter()
            .map(|reference| match reference.kind {
                Kind::Mention(mention) => mention.acct.to_string(),
                Kind::Tag(tag) => format!("#{tag}"),
            })
            .collect()
    }

    #[test]
    fn mentions_and_tags_are_found_in_a_sentence() {
        assert_eq!(
            found("Thanks @ana, @Lee@b.test. See !sepsis@a.test (#Sepsis, #2026, #größe)!"),
            ["@ana@home.test", "@Lee@b.test", "@sepsis@a.test", "#sepsis", "#größe"]
        );
    }

    #[test]
    fn what_stands_inside_a_word_is_no_reference() {
        for text in [
            "mail ana@b.test",
            "a#b",
            "/@ana",
            "&#39;",
            "##",
            "@",
            "!",
            "!important",
            "@@ana@b.test",
            "#a-".get(..1).unwrap(),
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn threat_066_repeated_signs_take_linear_time() {
        for piece in ["#a", "@a", "@a@", "!a@a.", "#", "@"] {
            found(&piece.repeat(20_000));
        }
    }

    proptest! {
        #[test]
        fn references_are_in_order_and_do_not_overlap(text in "([@!# ]|a|ä|b\\.test|\\PC){0,40}") {
            let mut end = 0;
            for reference in references(&text, &home(), UrlRules::Production) {
                prop_assert!(reference.range.start >= end && reference.range.end <= text.len());
                end = reference.range.end;
                prop_assert!(text.is_char_boundary(reference.range.start) && text.is_char_boundary(end));
            }
        }
    }
}
