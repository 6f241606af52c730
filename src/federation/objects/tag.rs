//! `Hashtag` and `Mention`.

use serde_json::{Value, json};

use super::Node;
use crate::domain::actor::Actor;
use crate::domain::post::{MAX_MENTIONS, MAX_TAGS};

/// The longest tag, in characters.
const MAX_TAG: usize = 80;

/// Tags and mentions as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagsDocument {
    /// Lower-cased, without `#`.
    pub tags: Vec<String>,
    /// Ids of the actors that are mentioned; never looked up for the mention's sake (threat 65).
    pub mentions: Vec<String>,
}

/// Reads the tags of a post, one or many. Emoji and what else may stand there are left out.
pub fn read(node: Node<'_>) -> TagsDocument {
    let mut read = TagsDocument::default();
    for tag in node.nodes("tag", MAX_TAGS + MAX_MENTIONS) {
        match tag.kind() {
            Some("Hashtag") if read.tags.len() < MAX_TAGS => read.tags.extend(hashtag(tag)),
            Some("Mention") if read.mentions.len() < MAX_MENTIONS => read.mentions.extend(tag.uri("href")),
            _ => {}
        }
    }
    read.tags.sort_unstable();
    read.tags.dedup();
    read.mentions.sort_unstable();
    read.mentions.dedup();
    read
}

fn hashtag(tag: Node<'_>) -> Option<String> {
    let name = tag.text("name", MAX_TAG)?;
    let name = name.trim_start_matches('#').to_lowercase();
    let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    word.then_some(name)
}

/// Writes a hashtag; `href` is its page.
pub fn write_hashtag(tag: &str, href: &str) -> Value {
    json!({"type": "Hashtag", "name": format!("#{tag}"), "href": href})
}

/// Writes a mention.
pub fn write_mention(actor: &Actor) -> Value {
    json!({"type": "Mention", "name": format!("@{}", actor.acct()), "href": actor.uri})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tag_that_is_not_in_a_list_is_read() {
        let document = json!({"tag": {"type": "Mention", "href": "https://a.test/u/lee", "name": "@lee"}});
        assert_eq!(read(Node::of(&document).unwrap()).mentions, ["https://a.test/u/lee"]);
    }

    #[test]
    fn threat_064_ten_thousand_tags_are_a_few() {
        let tags: Vec<Value> =
            (0..10_000).map(|n| json!({"type": "Hashtag", "name": format!("#t{n}")})).collect();
        let mentions: Vec<Value> = (0..10_000)
            .map(|n| json!({"type": "Mention", "href": format!("https://b.test/u/{n}")}))
            .collect();
        let document = json!({"tag": mentions.into_iter().chain(tags).collect::<Vec<_>>()});
        let read = read(Node::of(&document).unwrap());
        assert!(read.tags.len() <= MAX_TAGS && read.mentions.len() <= MAX_MENTIONS);
    }
}
