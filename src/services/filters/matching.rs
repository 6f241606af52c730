//! Which filters find a post.

use std::collections::HashMap;

use crate::domain::filter::{Filter, FilteredPost, Keyword};
use crate::domain::ids::{ActorId, FilterId, PostId};
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, filters};

/// How much of a text is looked at, in bytes.
const MAX_TEXT: usize = 50_000;

/// The filters of a person that hold at this moment.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    filters: Vec<Rules>,
}

#[derive(Debug, Clone)]
struct Rules {
    filter: Filter,
    /// The words as their owner wrote them and in lower case.
    keywords: Vec<(Keyword, String)>,
    posts: Vec<FilteredPost>,
}

/// A filter that finds a post, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'a> {
    pub filter: &'a Filter,
    /// Words and phrases, as their owner wrote them.
    pub keywords: Vec<&'a str>,
    /// Whether the filter names the post.
    pub by_post: bool,
}

/// Reads a person's filters that hold now, by three queries.
///
/// # Errors
/// When the database refuses.
pub async fn for_person(tx: &mut Tx, person: ActorId, now: Timestamp) -> Result<Matcher, StoreError> {
    let mut own = filters::of(tx, person).await?;
    own.retain(|filter| filter.is_in_force(now));
    if own.is_empty() {
        return Ok(Matcher::default());
    }
    let keywords = filters::keywords_of(tx, person).await?;
    let posts = filters::posts_of(tx, person).await?;
    Ok(Matcher { filters: own.into_iter().map(|filter| Rules::of(filter, &keywords, &posts)).collect() })
}

/// Reads the filters of several people that hold now and may find a post, by three queries; who has none is left out.
///
/// # Errors
/// When the database refuses.
pub async fn for_people(
    tx: &mut Tx,
    people: &[ActorId],
    post: PostId,
    now: Timestamp,
) -> Result<HashMap<ActorId, Matcher>, StoreError> {
    let mut all = filters::of_people(tx, people).await?;
    all.retain(|filter| filter.is_in_force(now));
    let mut matchers: HashMap<ActorId, Matcher> = HashMap::new();
    if all.is_empty() {
        return Ok(matchers);
    }
    let ids: Vec<FilterId> = all.iter().map(|filter| filter.id).collect();
    let mut keywords: HashMap<FilterId, Vec<Keyword>> = HashMap::new();
    for keyword in filters::keywords_in(tx, &ids).await? {
        keywords.entry(keyword.filter_id).or_default().push(keyword);
    }
    let posts = filters::naming(tx, &ids, post).await?;
    for filter in all {
        let own = keywords.remove(&filter.id).unwrap_or_default();
        let matcher = matchers.entry(filter.actor_id).or_default();
        matcher.filters.push(Rules::of(filter, &own, &posts));
    }
    Ok(matchers)
}

impl Rules {
    /// The filter, with what of these is its own.
    fn of(filter: Filter, keywords: &[Keyword], posts: &[FilteredPost]) -> Self {
        let keywords = keywords.iter().filter(|keyword| keyword.filter_id == filter.id);
        Self {
            keywords: keywords.map(|keyword| (keyword.clone(), keyword.keyword.to_lowercase())).collect(),
            posts: posts.iter().filter(|post| post.filter_id == filter.id).copied().collect(),
            filter,
        }
    }
}

impl Matcher {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// The filters that find a post; `text` is all that can be read in it, in any case of letters.
    pub fn matches(&self, post: PostId, text: &str) -> Vec<Match<'_>> {
        if self.is_empty() {
            return Vec::new();
        }
        let text = text[..text.floor_char_boundary(MAX_TEXT)].to_lowercase();
        let found = self.filters.iter().filter_map(|rules| {
            let keywords: Vec<&str> = rules
                .keywords
                .iter()
                .filter(|(keyword, lower)| contains(&text, lower, keyword.whole_word))
                .map(|(keyword, _)| keyword.keyword.as_str())
                .collect();
            let by_post = rules.posts.iter().any(|row| row.post_id == post);
            let finds = by_post || !keywords.is_empty();
            finds.then_some(Match { filter: &rules.filter, keywords, by_post })
        });
        found.collect()
    }
}

/// Whether `word` is in `text`; as a whole word, not next to letters or digits where it ends with such itself.
fn contains(text: &str, word: &str, whole: bool) -> bool {
    if !whole {
        return text.contains(word);
    }
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, found)| {
        let joins = |outside: Option<char>, inside: Option<char>| {
            outside.is_some_and(in_word) && inside.is_some_and(in_word)
        };
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !joins(before, word.chars().next()) && !joins(after, word.chars().next_back())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_word_is_not_found_inside_of_longer_ones() {
        assert!(contains("the art of nursing", "art", true));
        assert!(contains("art", "art", true));
        assert!(contains("(art)", "art", true));
        assert!(!contains("start", "art", true));
        assert!(!contains("artful", "art", true));
        assert!(contains("start", "art", false));
        assert!(contains("first cart, then art.", "art", true));
    }

    #[test]
    fn a_phrase_that_ends_with_no_letter_is_found_next_to_letters() {
        assert!(contains("so#sepsis", "#sepsis", true));
        assert!(!contains("#sepsis2026", "#sepsis", true));
        assert!(contains("c++x", "c++", true));
    }
}
