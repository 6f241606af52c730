//! Rewrites foreign HTML into few kinds of elements, properly closed and nested to a limit.
//!
//! The standard's parser takes quadratic time for elements that pile up unclosed, and its serializer for long texts full
//! of characters that it looks at twice; they never see either, because this pass, which is linear, comes first. It also
//! maps headings and says which structure survives; whether an address is safe is decided afterwards, in [`super::html`].

use super::tokens::{Token, Tokens};

/// Elements nested deeper lose their tags, not their text.
const MAX_DEPTH: usize = 40;

/// At each `&`, and at each character from U+0080 to U+00BF, the serializer searches the rest of the text for `<` and
/// `>`. After this many the text is split by a comment, which ammonia drops without joining what it stood between.
const MAX_SEARCHES: usize = 100;
const SPLIT: &str = "<!---->";

/// Text of an image that stands in for it, in bytes.
const MAX_ALT_BYTES: usize = 1500;

/// Elements whose content is not for readers. The content of the second group is text until the very end tag.
const DROPPED: &[&str] = &[
    "svg", "math", "template", "object", "select", "audio", "video", "canvas", "noscript", "applet", "head",
];
const DROPPED_RAW: &[&str] =
    &["script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "title", "plaintext"];

/// Elements that hold their own paragraphs: closing does not reach beyond them.
const CONTAINERS: &[&str] = &["blockquote", "li", "td", "th", "caption"];

/// Elements in which only rows and cells may stand.
const TABLE_PARTS: &[&str] = &["table", "thead", "tbody", "tfoot", "tr"];

/// The HTML in tidy form: only elements and attributes that posts may have, though with addresses not yet checked.
pub(super) fn tidy(html: &str) -> String {
    let mut tidy = Tidy { out: String::with_capacity(html.len()), open: Vec::new(), searches: 0 };
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => tidy.text(text),
            Token::Close(name) => tidy.close_named(canonical(&name)),
            Token::Open { name, .. } if DROPPED_RAW.contains(&name.as_str()) => tokens.skip_raw_text(&name),
            Token::Open { name, .. } if DROPPED.contains(&name.as_str()) => skip_element(&mut tokens, &name),
            Token::Open { name, attributes } => tidy.open_tag(canonical(&name), &attributes),
        }
    }
    tidy.close_down_to(0);
    tidy.out
}

/// Drops everything through the end tag that belongs to an element called `name`.
fn skip_element(tokens: &mut Tokens<'_>, name: &str) {
    let mut depth = 1_usize;
    while depth > 0 {
        match tokens.next() {
            None => return,
            Some(Token::Open { name: inner, .. }) if DROPPED_RAW.contains(&inner.as_str()) => {
                tokens.skip_raw_text(&inner);
            }
            Some(Token::Open { name: inner, .. }) if inner == name => depth += 1,
            Some(Token::Close(inner)) if inner == name => depth -= 1,
            Some(_) => {}
        }
    }
}

/// What an element is written as; empty for those that only lose their tags.
fn canonical(name: &str) -> &'static str {
    match name {
        "p" | "div" | "section" | "article" | "figure" | "figcaption" | "dt" | "dd" | "summary"
        | "details" => "p",
        "br" => "br",
        "hr" => "hr",
        "a" => "a",
        "em" | "i" => "em",
        "strong" | "b" => "strong",
        "del" | "s" | "strike" => "del",
        "code" | "tt" | "kbd" | "samp" => "code",
        "pre" => "pre",
        "blockquote" => "blockquote",
        "ul" => "ul",
        "ol" => "ol",
        "li" => "li",
        "h1" | "h2" | "h3" => "h3",
        "h4" => "h4",
        "h5" => "h5",
        "h6" => "h6",
        "table" => "table",
        "thead" => "thead",
        "tbody" => "tbody",
        "tfoot" => "tfoot",
        "tr" => "tr",
        "th" => "th",
        "td" => "td",
        "caption" => "caption",
        "sup" => "sup",
        "sub" => "sub",
        "span" => "span",
        "img" => "img",
        _ => "",
    }
}

struct Tidy {
    out: String,
    open: Vec<&'static str>,
    /// Characters since the last split at which the serializer will search.
    searches: usize,
}

impl Tidy {
    fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|top| TABLE_PARTS.contains(top)) {
            if text.trim_ascii().is_empty() {
                return;
            }
            self.close_named("table");
        }
        for c in text.chars() {
            if matches!(c, '&' | '\u{80}'..='\u{BF}') {
                self.searches += 1;
                if self.searches > MAX_SEARCHES {
                    self.searches = 0;
                    self.out.push_str(SPLIT);
                }
            }
            match c {
                '<' => self.out.push_str("&lt;"),
                c => self.out.push(c),
            }
        }
    }

    fn open_tag(&mut self, name: &'static str, attributes: &[(String, &str)]) {
        let value_of =
            |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
        match name {
            "" => return,
            "img" => {
                return self
                    .text(value_of("alt").filter(|alt| alt.len() <= MAX_ALT_BYTES).unwrap_or_default());
            }
            _ => {}
        }
        if !self.make_room_for(name) {
            return;
        }
        let is_void = matches!(name, "br" | "hr");
        if !is_void && self.open.len() >= MAX_DEPTH {
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for &attribute in kept_attributes(name) {
            if let Some(value) = value_of(attribute) {
                self.attribute(attribute, value);
            }
        }
        self.out.push('>');
        if !is_void {
            self.open.push(name);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        for c in value.chars() {
            match c {
                '"' => self.out.push_str("&quot;"),
                '<' => self.out.push_str("&lt;"),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    /// Closes what the new element ends. False when it has no place here.
    fn make_room_for(&mut self, name: &str) -> bool {
        match name {
            "li" => {
                self.close_within(&["li", "p"], &["ul", "ol", "blockquote", "td", "th", "caption"]);
                self.nearest(&["ul", "ol", "blockquote", "li", "td", "th", "caption"])
                    .is_some_and(|list| matches!(list, "ul" | "ol"))
            }
            "caption" => self.open.last() == Some(&"table"),
            "thead" | "tbody" | "tfoot" => {
                self.close_within(&["thead", "tbody", "tfoot", "tr", "caption"], &["table"]);
                self.open.last() == Some(&"table")
            }
            "tr" => {
                self.close_within(&["tr", "caption"], &["table", "thead", "tbody", "tfoot"]);
                self.open.last().is_some_and(|top| matches!(*top, "table" | "thead" | "tbody" | "tfoot"))
            }
            "td" | "th" => {
                self.close_within(&["td", "th"], &["tr", "table"]);
                self.open.last() == Some(&"tr")
            }
            "a" => {
                self.leave_table_parts();
                self.close_named("a");
                true
            }
            "h3" | "h4" | "h5" | "h6" => {
                self.leave_table_parts();
                self.close_within(&["p", "h3", "h4", "h5", "h6"], CONTAINERS);
                true
            }
            "p" | "hr" | "pre" | "blockquote" | "ul" | "ol" | "table" => {
                self.leave_table_parts();
                self.close_within(&["p"], CONTAINERS);
                true
            }
            _ => {
                self.leave_table_parts();
                true
            }
        }
    }

    /// A table ends at what cannot stand between its rows and cells.
    fn leave_table_parts(&mut self) {
        if self.open.last().is_some_and(|top| TABLE_PARTS.contains(top)) {
            self.close_named("table");
        }
    }

    fn nearest(&self, names: &[&str]) -> Option<&'static str> {
        self.open.iter().rev().find(|open| names.contains(open)).copied()
    }

    /// Closes the outermost element of `names` inside the innermost of `boundaries`, with all it contains.
    fn close_within(&mut self, names: &[&str], boundaries: &[&str]) {
        let floor = self
            .open
            .iter()
            .rposition(|open| boundaries.contains(open) && !names.contains(open))
            .map_or(0, |at| at + 1);
        if let Some(at) = self.open[floor..].iter().position(|open| names.contains(open)) {
            self.close_down_to(floor + at);
        }
    }

    /// Closes the innermost element called `name`, with all it contains; does nothing when there is none. Only the end of
    /// a table or the like reaches beyond a cell.
    fn close_named(&mut self, name: &str) {
        let cell_bound = !TABLE_PARTS.contains(&name) && name != "a";
        let floor = if cell_bound {
            self.open.iter().rposition(|open| TABLE_PARTS.contains(open)).map_or(0, |at| at + 1)
        } else {
            0
        };
        if let Some(at) = self.open[floor..].iter().rposition(|open| *open == name) {
            self.close_down_to(floor + at);
        }
    }

    fn close_down_to(&mut self, depth: usize) {
        for name in self.open.drain(depth..).rev() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }
}

fn kept_attributes(name: &str) -> &'static [&'static str] {
    match name {
        "a" => &["href", "class"],
        "span" => &["class"],
        "ol" => &["start", "reversed"],
        "td" | "th" => &["align"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_066_no_text_has_many_characters_that_are_searched_from() {
        for piece in ["&", "&amp;", "&nbsp;", "°", "a °", "&&"] {
            let tidied = tidy(&piece.repeat(4 * MAX_SEARCHES));
            for text in tidied.split(SPLIT) {
                let searched = text.chars().filter(|c| matches!(c, '&' | '\u{80}'..='\u{BF}')).count();
                assert!(searched <= MAX_SEARCHES + 1, "{piece}");
            }
            assert_eq!(tidied.replace(SPLIT, ""), piece.repeat(4 * MAX_SEARCHES));
        }
    }

    #[test]
    fn threat_066_what_comes_out_is_neither_deep_nor_much_longer() {
        for piece in
            ["<b>", "<p>", "<a>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<i></i>", "&", "<", "<br>"]
        {
            let html = piece.repeat(2000);
            let tidied = tidy(&html);
            let (mut depth, mut deepest) = (0_usize, 0);
            for token in Tokens::new(&tidied) {
                match token {
                    Token::Open { name, .. } if name != "br" => depth += 1,
                    Token::Close(_) => depth -= 1,
                    _ => {}
                }
                deepest = deepest.max(depth);
            }
            assert!(deepest <= MAX_DEPTH && tidied.len() <= 6 * html.len(), "{piece}");
        }
    }
}
