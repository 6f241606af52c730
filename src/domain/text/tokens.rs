//! Cuts HTML into text and tags, in one pass.
//!
//! It needs not agree with browsers about broken HTML, because nothing it finds is passed on as it was: the tags
//! are written anew, and the result is parsed once more by the rules of the standard. It must be linear.

/// Attributes of one tag beyond these are not read.
const MAX_ATTRIBUTES: usize = 32;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with its character references as they were.
    Text(&'a str),
    /// `<name attributes>`; the name is in lower case.
    Open { name: String, attributes: Vec<(String, &'a str)> },
    /// `</name>`; the name is in lower case.
    Close(String),
}

/// The pieces of some HTML. Comments, doctypes and processing instructions are left out; so is a tag, comment or
/// quotation that never ends.
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// Continues behind the next `</name`, whatever stands before it; at the end, if there is none.
    pub(super) fn skip_raw_text(&mut self, name: &str) {
        let closes = |(start, _): &(usize, &str)| {
            let behind = &self.rest[start + 2..];
            behind.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        let end = self.rest.match_indices("</").find(closes).map_or(self.rest.len(), |(start, _)| start);
        self.rest = &self.rest[end..];
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Drops everything through `end`.
    fn skip_through(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |start| &self.rest[start + end.len()..]);
    }

    /// The name at the beginning of the rest, which is known to begin with a letter.
    fn name(&mut self) -> String {
        let end = self
            .rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
            .unwrap_or(self.rest.len());
        self.take(end).to_ascii_lowercase()
    }

    /// Reads up to and including `>`; `None` when the text ends before it.
    fn attributes(&mut self) -> Option<Vec<(String, &'a str)>> {
        let mut attributes = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if self.rest.is_empty() {
                return None;
            }
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return Some(attributes);
            }
            let attribute = self.attribute()?;
            if attributes.len() < MAX_ATTRIBUTES {
                attributes.push(attribute);
            }
        }
    }

    fn attribute(&mut self) -> Option<(String, &'a str)> {
        // A name may begin with `=`, so that each call takes at least one character.
        let ends_name =
            |(at, c): &(usize, char)| *at > 0 && (c.is_ascii_whitespace() || matches!(c, '/' | '>' | '='));
        let end = self.rest.char_indices().find(ends_name).map_or(self.rest.len(), |(at, _)| at);
        let name = self.take(end).to_ascii_lowercase();
        let Some(value) = self.rest.trim_ascii_start().strip_prefix('=') else {
            return Some((name, ""));
        };
        self.rest = value.trim_ascii_start();
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            self.rest = &self.rest[1..];
            let end = self.rest.find(quote)?;
            let value = self.take(end);
            self.rest = &self.rest[1..];
            return Some((name, value));
        }
        let end = self.rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(self.rest.len());
        Some((name, self.take(end)))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, after) = (self.rest.chars().next()?, self.rest.get(1..).unwrap_or_default());
            if first != '<' {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                return Some(Token::Text(self.take(end)));
            }
            if let Some(comment) = after.strip_prefix("!--") {
                self.rest = comment;
                self.skip_through("-->");
            } else if after.starts_with(['!', '?']) {
                self.skip_through(">");
            } else if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.rest = after;
                let name = self.name();
                let Some(attributes) = self.attributes() else {
                    self.rest = "";
                    return None;
                };
                return Some(Token::Open { name, attributes });
            } else if after.starts_with('/') && after[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.rest = &after[1..];
                let name = self.name();
                self.skip_through(">");
                return Some(Token::Close(name));
            } else {
                return Some(Token::Text(self.take(1)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open<'a>(name: &str, attributes: &[(&str, &'a str)]) -> Token<'a> {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        Token::Open { name: name.to_owned(), attributes }
    }

    #[test]
    fn tags_text_and_attributes_are_told_apart() {
        let tokens: Vec<_> =
            Tokens::new("a &lt; <A HREF='x y' b=1 c d = \"2\"/>t</A ><!-- <i> --><br/>1 < 2").collect();
        assert_eq!(
            tokens,
            [
                Token::Text("a &lt; "),
                open("a", &[("href", "x y"), ("b", "1"), ("c", ""), ("d", "2")]),
                Token::Text("t"),
                Token::Close("a".to_owned()),
                open("br", &[]),
                Token::Text("1 "),
                Token::Text("<"),
                Token::Text(" 2"),
            ]
        );
    }

    #[test]
    fn what_never_ends_is_left_out() {
        for html in ["x<a href=\"y>z", "x<!-- y", "x<a", "x<a <a <a"] {
            assert_eq!(Tokens::new(html).collect::<Vec<_>>(), [Token::Text("x")], "{html}");
        }
    }
}
