//! Rust source as tokens, without comments and without what only tests see.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// One file under `src/`.
pub(crate) struct Source {
    /// From `src/` on, such as `store/person.rs`.
    pub(crate) path: PathBuf,
    text: String,
    tokens: Vec<TokenTree>,
}

impl Source {
    pub(crate) fn parse(path: &str, text: &str) -> Self {
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        Self { path: path.into(), text: text.to_owned(), tokens: tokens.into_iter().collect() }
    }

    /// The room a file is in: its first directory. `None` for `lib.rs` and `main.rs`.
    pub(crate) fn room(&self) -> Option<&str> {
        let mut parts = self.path.iter();
        let first = parts.next()?.to_str()?;
        parts.next().map(|_| first)
    }

    /// Modules between the crate's root and this file's items: 2 for `store/person.rs`, 1 for `store/mod.rs`.
    pub(crate) fn depth(&self) -> usize {
        let parts = self.path.iter().count();
        if matches!(self.file_name(), "mod.rs" | "lib.rs" | "main.rs") { parts - 1 } else { parts }
    }

    pub(crate) fn file_name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// `src/store/person.rs:12`, for messages.
    pub(crate) fn place(&self, line: usize) -> String {
        format!("src/{}:{line}", self.path.display())
    }

    /// The production tokens of the file: items under `#[cfg(test)]` and doc comments left out.
    pub(crate) fn production(&self) -> Vec<TokenTree> {
        without_tests(&self.tokens).0
    }

    /// How many lines remain when items under `#[cfg(test)]` are left out.
    pub(crate) fn production_lines(&self) -> usize {
        let tests: usize = without_tests(&self.tokens).1.iter().map(|(from, to)| to - from + 1).sum();
        self.text.lines().count() - tests
    }

    /// Files of modules that are declared `#[cfg(test)] mod name;`, as path prefixes without an ending.
    fn test_modules(&self) -> Vec<PathBuf> {
        let directory = self.path.parent().unwrap_or(Path::new(""));
        let directory = match self.file_name() {
            "mod.rs" | "lib.rs" | "main.rs" => directory.to_path_buf(),
            _ => self.path.with_extension(""),
        };
        let mut names = Vec::new();
        for (index, token) in self.tokens.iter().enumerate() {
            if is_test_attribute(token)
                && let [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Punct(end), ..] =
                    skip_visibility(&self.tokens[index + 1..])
                && keyword == "mod"
                && end.as_char() == ';'
            {
                names.push(directory.join(name.to_string()));
            }
        }
        names
    }
}

/// Every production file under `src/`, in order of its path.
pub(crate) fn read_all() -> Vec<Source> {
    let base = crate::root().join("src");
    let sources: Vec<Source> = super::files::walk(&base)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("source is readable");
            let relative =
                path.strip_prefix(&base).expect("walked from there").to_string_lossy().into_owned();
            Source::parse(&relative, &text)
        })
        .collect();
    let tests: BTreeSet<PathBuf> = sources.iter().flat_map(Source::test_modules).collect();
    let is_test =
        |path: &Path| tests.iter().any(|test| path.with_extension("") == *test || path.starts_with(test));
    sources.into_iter().filter(|source| !is_test(&source.path)).collect()
}

/// The line a token is on.
pub(crate) fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// Whether `tokens[index..]` begins with `::`.
pub(crate) fn is_path_separator(tokens: &[TokenTree], index: usize) -> bool {
    let colon =
        |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(index) && colon(index + 1)
}

/// The token lists of a file: the file itself and the inside of every bracket. `visit` gets each with the number of
/// inline modules around it.
pub(crate) fn visit_lists(
    tokens: &[TokenTree],
    inline_modules: usize,
    visit: &mut impl FnMut(&[TokenTree], usize),
) {
    visit(tokens, inline_modules);
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        visit_lists(&inner, inline_modules + usize::from(is_module_body(tokens, index, group)), visit);
    }
}

fn is_module_body(tokens: &[TokenTree], index: usize, group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
        && index >= 2
        && matches!(&tokens[index - 2], TokenTree::Ident(keyword) if keyword == "mod")
}

/// The tokens that are not under `#[cfg(test)]` and not documentation, and the first and last lines of what was.
fn without_tests(tokens: &[TokenTree]) -> (Vec<TokenTree>, Vec<(usize, usize)>) {
    let mut kept = Vec::new();
    let mut removed = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let token = &tokens[index];
        if is_hash(token) && tokens.get(index + 1).is_some_and(is_test_attribute) {
            let end = item_end(tokens, index + 2);
            removed.push((line(token), end_line(tokens[end.min(tokens.len() - 1)].span())));
            index = end + 1;
        } else if is_hash(token) && tokens.get(index + 1).is_some_and(|next| is_attribute(next, "doc")) {
            index += 2;
        } else if let TokenTree::Group(group) = token {
            let (inner, inner_removed) = without_tests(&group.stream().into_iter().collect::<Vec<_>>());
            let mut copy = Group::new(group.delimiter(), inner.into_iter().collect());
            copy.set_span(group.span());
            kept.push(copy.into());
            removed.extend(inner_removed);
            index += 1;
        } else {
            kept.push(token.clone());
            index += 1;
        }
    }
    (kept, removed)
}

/// Index of the last token of the item that begins at `start`: its body or its semicolon.
fn item_end(tokens: &[TokenTree], start: usize) -> usize {
    tokens[start..]
        .iter()
        .position(|token| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';' || punct.as_char() == ',',
            _ => false,
        })
        .map_or(tokens.len(), |offset| start + offset)
}

fn end_line(span: Span) -> usize {
    span.end().line
}

fn is_hash(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#')
}

fn is_test_attribute(token: &TokenTree) -> bool {
    is_attribute(token, "cfg") && {
        let text = token.to_string();
        text.contains("test") && !text.contains("not")
    }
}

fn is_attribute(token: &TokenTree, name: &str) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    group.delimiter() == Delimiter::Bracket
        && matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == name)
}

fn skip_visibility(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [TokenTree::Ident(word), TokenTree::Group(group), rest @ ..]
            if word == "pub" && group.delimiter() == Delimiter::Parenthesis =>
        {
            rest
        }
        [TokenTree::Ident(word), rest @ ..] if word == "pub" => rest,
        _ => tokens,
    }
}

#[test]
fn test_items_and_comments_are_not_production() {
    let text = "/// SELECT docs\nfn a() {}\n#[cfg(test)]\nmod tests {\n    use crate::web;\n}\nfn b() {}\n";
    let source = Source::parse("store/x.rs", text);
    let tokens: TokenStream = source.production().into_iter().collect();
    assert_eq!(tokens.to_string(), "fn a () { } fn b () { }");
    assert_eq!(source.production_lines(), 3);
}

#[test]
fn a_test_module_in_its_own_file_is_found() {
    let source =
        Source::parse("store/person.rs", "#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub(crate) mod fixtures;");
    assert_eq!(
        source.test_modules(),
        [PathBuf::from("store/person/tests"), PathBuf::from("store/person/fixtures")]
    );
}
