//! The words by which threads are found: those of a thread, and those that somebody looks for.
//!
//! Both are made by the same rules, here and not in a database, so that a search means the same on either engine: the
//! letters of NFKD without accents, in one case, cut at everything that is neither letter nor digit.
//!
//! Chinese, Japanese, Thai and their neighbours write without spaces. Dictionaries would be needed to find their words;
//! instead each character stands with the next one as a word, and the last of a run alone. Whoever looks for a part of
//! such a text has all its pairs found, and a single character is the beginning of a pair.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::plain;
use crate::domain::ids::ActorId;
use crate::domain::post::{Post, PostKind};

/// The most words that count of what somebody looks for.
pub const MAX_SEARCHED: usize = 12;
/// The most characters of it that are read.
const MAX_QUERY: usize = 1_000;
/// The most words of a thread, each once.
const MAX_WORDS: usize = 5_000;
/// Their length together, in bytes: what PostgreSQL keeps in one value is a megabyte.
const MAX_BYTES: usize = 200_000;
/// The longest word, in characters; what is longer is found by its beginning.
const MAX_WORD: usize = 64;
/// The most characters that are read of a text.
const MAX_TEXT: usize = 200_000;

/// What a thread is found by: words with a space between them, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadWords {
    /// Of title and tags, which everybody finds, and the marks of kind and author.
    pub named: String,
    /// Of abstract and text, as far as they are not `named`: found when the author agrees to it.
    pub said: String,
}

impl ThreadWords {
    /// The words of a thread's root post with these tags.
    pub fn of(post: &Post, tags: &[String]) -> Self {
        let mut found = Collected::default();
        found.add(post.title.as_deref().unwrap_or_default());
        for tag in tags {
            found.add(tag);
        }
        found.push(&mark_of_kind(post.kind));
        found.push(&mark_of_author(post.author_id));
        let named = std::mem::take(&mut found.text);
        found.add(post.summary.as_deref().unwrap_or_default());
        found.add(&plain::of_clean(&post.html, MAX_TEXT));
        Self { named, said: found.text }
    }
}

/// A word that somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Letters, digits and marks that belong to them; or a mark of kind or author, which has `=` or `@` before them.
    pub word: String,
    /// It is found as the beginning of a word too.
    pub is_beginning: bool,
}

impl Term {
    /// Only threads that begin with such a post.
    pub fn kind(kind: PostKind) -> Self {
        Self { word: mark_of_kind(kind), is_beginning: false }
    }

    /// Only threads that this person began.
    pub fn author(author: ActorId) -> Self {
        Self { word: mark_of_author(author), is_beginning: false }
    }
}

/// The words that somebody looks for, at most [`MAX_SEARCHED`]; a thread is found when it has them all. Empty: there is no
/// word in the text, and nothing is found.
///
/// A single letter must be a word: as a beginning it would stand in nearly every thread.
pub fn searched(text: &str) -> Vec<Term> {
    let text = folded(text, MAX_QUERY);
    let mut terms = Vec::new();
    for piece in pieces(&text) {
        if terms.len() >= MAX_SEARCHED {
            break;
        }
        let single = piece.chars().nth(1).is_none();
        if piece.starts_with(is_unspaced) {
            let whole = |pair: &&str| single || pair.chars().nth(1).is_some();
            terms.extend(pairs(piece).filter(whole).map(|pair| term(pair, single)));
        } else {
            terms.push(term(shortened(piece), !single));
        }
    }
    let mut once = HashSet::new();
    terms.retain(|term| once.insert(term.word.clone()));
    terms.truncate(MAX_SEARCHED);
    terms
}

fn term(word: &str, is_beginning: bool) -> Term {
    Term { word: word.to_owned(), is_beginning }
}

/// A word that nobody can type, so that threads of a kind are found without going through all others.
fn mark_of_kind(kind: PostKind) -> String {
    format!("={}", kind.as_str())
}

fn mark_of_author(author: ActorId) -> String {
    format!("@{author}")
}

/// Words as they come together, each once.
#[derive(Default)]
struct Collected {
    once: HashSet<String>,
    bytes: usize,
    text: String,
}

impl Collected {
    fn add(&mut self, text: &str) {
        let text = folded(text, MAX_TEXT);
        for piece in pieces(&text) {
            if self.once.len() >= MAX_WORDS || self.bytes >= MAX_BYTES {
                return;
            }
            if piece.starts_with(is_unspaced) {
                pairs(piece).take(MAX_WORDS).for_each(|pair| self.push(pair));
            } else {
                self.push(shortened(piece));
            }
        }
    }

    fn push(&mut self, word: &str) {
        if !self.once.insert(word.to_owned()) {
            return;
        }
        self.bytes += word.len() + 1;
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }
}

/// A text in the one form in which it is compared.
fn folded(text: &str, max_chars: usize) -> String {
    let mut plain = String::new();
    for c in text.chars().take(max_chars).nfkd().filter(|c| !is_passed_over(*c)) {
        // Through the upper case, which knows more: ß is SS, and both sigmas are one.
        for c in c.to_uppercase().flat_map(char::to_lowercase) {
            match without_stroke(c) {
                Some(letters) => plain.push_str(letters),
                None => plain.push(c),
            }
        }
    }
    plain.nfc().collect()
}

/// Letters that people type without what makes them special, and that Unicode does not take apart.
const fn without_stroke(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' => "d",
        'ħ' => "h",
        'ł' => "l",
        'ŧ' => "t",
        _ => return None,
    })
}

/// Accents, and signs within a word that nobody sees or types. Marks that are letters to those who write them, as in the
/// scripts of India, are none of these.
fn is_passed_over(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}')
        || (is_combining_mark(c)
            && matches!(c,
                '\u{300}'..='\u{36F}'
                | '\u{483}'..='\u{489}'
                | '\u{591}'..='\u{5C7}'
                | '\u{610}'..='\u{61A}'
                | '\u{64B}'..='\u{65F}'
                | '\u{670}'
                | '\u{6D6}'..='\u{6ED}'
                | '\u{1AB0}'..='\u{1AFF}'
                | '\u{1DC0}'..='\u{1DFF}'
                | '\u{20D0}'..='\u{20FF}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FE20}'..='\u{FE2F}'
                | '\u{E0100}'..='\u{E01EF}'))
}

/// Whether a character is of a script that puts no spaces between words.
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// The words of a folded text, and its runs of scripts without spaces.
fn pieces(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).flat_map(|between| {
        let mut rest = between.trim_start_matches(is_combining_mark);
        std::iter::from_fn(move || {
            let unspaced = rest.starts_with(is_unspaced);
            let ends = |c: char| is_unspaced(c) != unspaced && !is_combining_mark(c);
            let (piece, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
            rest = after;
            (!piece.is_empty()).then_some(piece)
        })
    })
}

/// Each character of a run with the next; the last alone.
fn pairs(run: &str) -> impl Iterator<Item = &str> {
    run.char_indices().map(|(at, _)| beginning(&run[at..], 2))
}

fn shortened(word: &str) -> &str {
    beginning(word, MAX_WORD)
}

/// The first characters of a text.
fn beginning(text: &str, chars: usize) -> &str {
    &text[..text.char_indices().nth(chars).map_or(text.len(), |(end, _)| end)]
}

#[cfg(test)]
mod tests;
