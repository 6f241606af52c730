//! The plain text in HTML: for previews, notifications, search and mail.

use super::html::sanitize;
use super::tokens::{Token, Tokens};

/// The readable text of some HTML, at most `max_chars` characters. Blocks end their line; white space is otherwise one space.
/// The HTML is sanitized first, so that nothing hidden is read.
pub fn to_plain_text(html: &str, max_chars: usize) -> String {
    of_clean(&sanitize(html), max_chars)
}

/// The same of HTML that was sanitized before, as all that is stored.
pub(super) fn of_clean(clean: &str, max_chars: usize) -> String {
    let mut text = Lines::default();
    for token in Tokens::new(clean) {
        match token {
            Token::Text(piece) => text.push(&decode(piece)),
            Token::Open { name, .. } if name == "br" => text.end_line(),
            Token::Open { name, .. } | Token::Close(name) if is_block(&name) => text.end_line(),
            Token::Open { name, .. } | Token::Close(name) if matches!(name.as_str(), "td" | "th") => {
                text.push(" ");
            }
            Token::Open { .. } | Token::Close(_) => {}
        }
    }
    text.out.chars().take(max_chars).collect::<String>().trim_end().to_owned()
}

/// The beginning of some HTML as one line of at most `max_chars` characters, cut between words, with `…` where it was cut.
pub fn excerpt(html: &str, max_chars: usize) -> String {
    let text = to_plain_text(html, max_chars.saturating_add(1)).replace('\n', " ");
    shorten(&text, max_chars)
}

/// A title for a post that has none: the first line with letters or digits, at most `max_chars` characters.
pub fn first_line_title(text: &str, max_chars: usize) -> Option<String> {
    let line = text.lines().take(100).find(|line| line.chars().take(1000).any(char::is_alphanumeric))?;
    let line = line.trim_start().trim_start_matches(['#', '>', '*', '-']);
    let name = super::names::clean_name(line, max_chars.saturating_add(1))?;
    Some(shorten(&name, max_chars))
}

/// At most `max_chars` characters of a line, cut between words where that costs less than half of it.
fn shorten(line: &str, max_chars: usize) -> String {
    if line.chars().nth(max_chars).is_none() {
        return line.to_owned();
    }
    let Some(room) = max_chars.checked_sub(1) else {
        return String::new();
    };
    let end = line.char_indices().nth(room).map_or(line.len(), |(at, _)| at);
    let (kept, rest) = line.split_at(end);
    let cut = if rest.starts_with(char::is_whitespace) { None } else { kept.rfind(char::is_whitespace) };
    let kept = cut.filter(|at| *at >= kept.len() / 2).map_or(kept, |at| &kept[..at]);
    format!("{}…", kept.trim_end())
}

/// The longest beginning of `text` with at most `max` bytes that does not split a character.
pub(super) fn cut_bytes(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// The character references that sanitized HTML has.
fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "pre"
            | "blockquote"
            | "ul"
            | "ol"
            | "li"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "table"
            | "tr"
            | "caption"
            | "hr"
    )
}

/// Text being put together, without empty lines or repeated spaces.
#[derive(Default)]
struct Lines {
    out: String,
    gap: Option<char>,
}

impl Lines {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.gap = self.gap.or(Some(' '));
                continue;
            }
            if let Some(gap) = self.gap.take().filter(|_| !self.out.is_empty()) {
                self.out.push(gap);
            }
            self.out.push(c);
        }
    }

    fn end_line(&mut self) {
        self.gap = Some('\n');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_become_lines() {
        let html =
            "<p>One &amp; two<br>three</p><ul><li>four</li><li>&lt;five&gt;</li></ul><script>six</script>";
        assert_eq!(to_plain_text(html, 100), "One & two\nthree\nfour\n<five>");
        assert_eq!(to_plain_text("<p>a&amp;lt;b</p>", 100), "a&lt;b");
    }

    #[test]
    fn an_excerpt_is_cut_between_words() {
        assert_eq!(excerpt("<p>Give antibiotics</p><p>within one hour</p>", 25), "Give antibiotics within…");
        assert_eq!(excerpt("<p>short</p>", 25), "short");
        assert_eq!(excerpt(&"a".repeat(600), 500).chars().count(), 500);
    }

    #[test]
    fn the_first_line_with_words_is_a_title() {
        assert_eq!(
            first_line_title("\n---\n## How do you *run* reviews?\nWe …", 60).as_deref(),
            Some("How do you *run* reviews?")
        );
        assert_eq!(first_line_title("\n \u{200B} \n", 60), None);
    }

    proptest! {
        #[test]
        fn plain_text_and_excerpts_keep_their_limits(html in "(<p>|</p>|<br>|&amp;|&#x202e;|[a-z ]{1,9}|ä|\u{1F389}){0,30}", max in 0_usize..40) {
            prop_assert!(to_plain_text(&html, max).chars().count() <= max);
            prop_assert!(excerpt(&html, max).chars().count() <= max);
            if let Some(title) = first_line_title(&html, max) {
                prop_assert!(title.chars().count() <= max);
            }
        }
    }
}
