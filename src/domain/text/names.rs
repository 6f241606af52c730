//! Display names and titles: one line of visible text.

use unicode_normalization::UnicodeNormalization;

/// How much longer than its limit a name's input may be before the rest is not even looked at.
const INPUT_FACTOR: usize = 8;

/// One line of at most `max_chars` characters, in NFC: controls, text direction marks and invisible characters are
/// removed, runs of white space become one space. `None` when nothing visible remains.
pub fn clean_name(text: &str, max_chars: usize) -> Option<String> {
    let visible = text
        .chars()
        .take(max_chars.saturating_mul(INPUT_FACTOR))
        .filter(|&c| c.is_whitespace() || !is_invisible(c));
    let mut name = String::new();
    let mut length = 0;
    let mut space_due = false;
    for c in visible.nfc() {
        if c.is_whitespace() {
            space_due = length > 0;
            continue;
        }
        let needed = if space_due { 2 } else { 1 };
        if length + needed > max_chars {
            break;
        }
        if space_due {
            name.push(' ');
        }
        name.push(c);
        length += needed;
        space_due = false;
    }
    name.chars().any(leaves_a_mark).then_some(name)
}

/// Whether a character shows nothing, or changes how its neighbours are ordered: controls, bidirectional marks,
/// zero-width characters, fillers. Variation selectors are not among them, since emoji need them.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

fn leaves_a_mark(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\u{FE00}'..='\u{FE0F}')
        && !unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn threat_038_names_lose_what_cannot_be_seen() {
        assert_eq!(clean_name("  Ana\u{202E}\u{200B}\n\t Ruiz\0 ", 60).as_deref(), Some("Ana Ruiz"));
        assert_eq!(clean_name("<script>alert(1)</script>", 60).as_deref(), Some("<script>alert(1)</script>"));
        assert_eq!(clean_name("\u{1F389}", 60).as_deref(), Some("\u{1F389}"));
    }

    #[test]
    fn threat_038_a_name_of_nothing_visible_is_no_name() {
        for text in ["", "  \n", "\u{200B}\u{2060}", "\u{3164}", "\u{FE0F}", "\0"] {
            assert_eq!(clean_name(text, 60), None, "{text:?}");
        }
    }

    #[test]
    fn a_name_is_cut_to_its_limit_without_a_space_at_the_end() {
        assert_eq!(clean_name("Sepsis care", 7).as_deref(), Some("Sepsis"));
        assert_eq!(clean_name(&"ä".repeat(10_000), 60).map(|name| name.chars().count()), Some(60));
    }

    proptest! {
        #[test]
        fn a_clean_name_is_visible_short_and_stays_as_it_is(text in "\\PC{0,80}|.{0,80}", max in 1_usize..40) {
            if let Some(name) = clean_name(&text, max) {
                prop_assert!(name.chars().count() <= max);
                prop_assert!(!name.chars().any(is_invisible));
                prop_assert_eq!(clean_name(&name, max), Some(name));
            }
        }
    }
}
