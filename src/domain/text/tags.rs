//! Hashtags.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 100;

/// The form under which a tag is stored and compared: NFKC, lower case, without `#`. `None` when the text is empty,
/// longer than [`MAX_TAG_CHARS`], holds anything but letters, digits and `_`, or has no letter.
pub fn normalize_tag(text: &str) -> Option<String> {
    let word = text.strip_prefix(['#', '\u{FF03}']).unwrap_or(text);
    if word.chars().nth(MAX_TAG_CHARS).is_some() {
        return None;
    }
    let tag: String = word.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let well_formed = tag.chars().all(is_tag_char)
        && !tag.starts_with(is_combining_mark)
        && tag.chars().any(char::is_alphabetic)
        && tag.chars().nth(MAX_TAG_CHARS).is_none();
    well_formed.then_some(tag)
}

/// Whether a character may be part of a tag.
pub(super) fn is_tag_char(c: char) -> bool {
    c == '_' || ((c.is_alphanumeric() || is_combining_mark(c)) && !super::names::is_invisible(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_tag_are_one_tag() {
        for text in ["#Sepsis", "sepsis", "SEPSIS", "\u{FF03}Ｓepsis"] {
            assert_eq!(normalize_tag(text).as_deref(), Some("sepsis"), "{text}");
        }
        assert_eq!(normalize_tag("#Händehygiene_2026").as_deref(), Some("händehygiene_2026"));
        assert_eq!(normalize_tag("हिन्दी").as_deref(), Some("हिन्दी"));
    }

    #[test]
    fn threat_066_text_that_is_no_tag_is_refused() {
        let long = "a".repeat(101);
        for text in ["", "#", "2026", "_", "a-b", "a b", "#a#a#a", "a\u{200B}b", "<b>", long.as_str()] {
            assert_eq!(normalize_tag(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_normalized_tag_stays_as_it_is(text in "\\PC{0,20}|[\\p{L}_0-9]{1,20}") {
            if let Some(tag) = normalize_tag(&text) {
                prop_assert_eq!(normalize_tag(&tag), Some(tag));
            }
        }
    }
}
