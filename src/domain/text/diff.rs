//! What changed between two versions of a text.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

/// Longer texts, in bytes, are not compared: the old one counts as removed and the new one as added.
pub const MAX_DIFF_BYTES: usize = 200_000;

/// After this long the comparison becomes coarser, so that no pair of texts can hold a page back.
const TIME_LIMIT: Duration = Duration::from_millis(200);

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// In both versions.
    Same,
    /// Only in the new version.
    Added,
    /// Only in the old version.
    Removed,
}

/// A piece of text and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The text itself, not escaped.
    pub text: String,
}

/// Compares line by line. Neighbouring lines of the same fate are one change.
pub fn lines(old: &str, new: &str) -> Vec<Change> {
    compare(old, new, |old, new| TextDiff::configure().timeout(TIME_LIMIT).diff_lines(old, new))
}

/// Compares word by word. Neighbouring words of the same fate are one change.
pub fn words(old: &str, new: &str) -> Vec<Change> {
    compare(old, new, |old, new| TextDiff::configure().timeout(TIME_LIMIT).diff_words(old, new))
}

fn compare<'a>(
    old: &'a str,
    new: &'a str,
    diff: impl Fn(&'a str, &'a str) -> TextDiff<'a, 'a, str>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.len() > MAX_DIFF_BYTES || new.len() > MAX_DIFF_BYTES {
        append(&mut changes, ChangeKind::Removed, old);
        append(&mut changes, ChangeKind::Added, new);
        return changes;
    }
    for change in diff(old, new).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => ChangeKind::Same,
            ChangeTag::Insert => ChangeKind::Added,
            ChangeTag::Delete => ChangeKind::Removed,
        };
        append(&mut changes, kind, change.value());
    }
    changes
}

fn append(changes: &mut Vec<Change>, kind: ChangeKind, text: &str) {
    match changes.last_mut() {
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ => changes.push(Change { kind, text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn change(kind: ChangeKind, text: &str) -> Change {
        Change { kind, text: text.to_owned() }
    }

    fn side(changes: &[Change], absent: ChangeKind) -> String {
        changes.iter().filter(|change| change.kind != absent).map(|change| change.text.as_str()).collect()
    }

    #[test]
    fn a_changed_word_is_shown_between_the_same_words() {
        use ChangeKind::{Added, Removed, Same};
        assert_eq!(
            words("give within one hour", "give within three hours"),
            [
                change(Same, "give within "),
                change(Removed, "one"),
                change(Added, "three"),
                change(Same, " "),
                change(Removed, "hour"),
                change(Added, "hours"),
            ]
        );
    }

    #[test]
    fn an_added_line_is_shown_as_such() {
        use ChangeKind::{Added, Same};
        assert_eq!(
            lines("a\nb\n", "a\nx\nb\n"),
            [change(Same, "a\n"), change(Added, "x\n"), change(Same, "b\n")]
        );
    }

    #[test]
    fn texts_too_long_to_compare_are_replaced_whole() {
        let long = "a".repeat(MAX_DIFF_BYTES + 1);
        let kinds: Vec<_> = words(&long, "b").into_iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Removed, ChangeKind::Added]);
    }

    proptest! {
        #[test]
        fn both_versions_can_be_read_out_of_the_difference(old in "[ab \n]{0,60}", new in "[ab \n]{0,60}") {
            for changes in [lines(&old, &new), words(&old, &new)] {
                prop_assert_eq!(side(&changes, ChangeKind::Added), old.as_str());
                prop_assert_eq!(side(&changes, ChangeKind::Removed), new.as_str());
            }
        }
    }
}
