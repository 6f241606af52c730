//! From Markdown to what is published: who is mentioned is looked up first, and what is wrong is said beside its field.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use crate::domain::handle::Acct;
use crate::domain::ids::ActorId;
use crate::domain::post::Attachment;
use crate::domain::text::html::is_blank;
use crate::domain::text::language::Language;
use crate::domain::text::markdown::{self, Links, Rendered};
use crate::domain::text::tags::normalize_tag;
use crate::services::network::Found;
use crate::services::posts::{Flaw, NewAttachment};
use crate::store::actors;
use crate::web::i18n::Message;
use crate::web::view::FormErrors;
use crate::web::{WebError, WebState};

/// How many people that are not known here are looked up for one text.
const LOOK_UPS: usize = 10;
/// For how long all of them together are waited for; whoever is not found by then stays plain text.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether others may be asked who is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Only what is known here counts; for previews.
    Nobody,
    /// The servers of those who are mentioned; before publishing.
    Others,
}

/// Markdown as it will be shown.
pub(super) struct Written {
    pub html: String,
    /// Whom the text names and who was found.
    pub mentions: Vec<ActorId>,
    /// The tags in it, in normal form.
    pub tags: Vec<String>,
}

/// The text is longer than may be written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong {
    /// How many characters it may have.
    most: usize,
}

impl TooLong {
    /// Says so beside the text.
    pub(super) fn note(self, errors: &mut FormErrors) {
        flaw(Flaw::LongText { most: self.most }, errors);
    }
}

/// Renders a text. Opens transactions of its own, and waits for the network: hold none meanwhile.
pub(super) async fn render(
    state: &WebState,
    source: &str,
    asking: Asking,
) -> Result<Result<Written, TooLong>, WebError> {
    let Some(home) = state.home() else { return Err(WebError::not_found()) };
    let too_long = TooLong { most: state.context.lengths.text };
    if source.chars().nth(too_long.most).is_some() {
        return Ok(Err(too_long));
    }
    let Ok(named) = markdown::mentions(source, &home, state.url_rules()) else {
        return Ok(Err(too_long));
    };
    let accounts: Vec<Acct> = named.into_iter().map(|mention| mention.acct).collect();
    let people = find_people(state, accounts, asking).await?;
    let links = Links {
        home: &home,
        rules: state.url_rules(),
        mention: &|acct| people.get(&acct.key()).map(|(_, page)| page.clone()),
        tag: &|tag| Url::parse(&state.context.addresses.tag(tag)).ok(),
    };
    let rendered = markdown::render(source, &links).map_err(|_| too_long);
    Ok(rendered.map(|Rendered { html, mentions, tags }| Written {
        html: if is_blank(&html) { String::new() } else { html },
        mentions: mentions.iter().filter_map(|mention| Some(people.get(&mention.acct.key())?.0)).collect(),
        tags,
    }))
}

async fn find_people(
    state: &WebState,
    accounts: Vec<Acct>,
    asking: Asking,
) -> Result<HashMap<String, (ActorId, Url)>, WebError> {
    let mut people = HashMap::new();
    let mut unknown = Vec::new();
    let mut tx = state.db.read().await?;
    for acct in accounts {
        match actors::by_acct(&mut tx, acct.name.as_str(), acct.domain.as_str()).await? {
            Some(actor) if actor.is_active() => {
                let page = actor.url.as_deref().unwrap_or(&actor.uri).parse();
                people.extend(page.ok().map(|page| (acct.key(), (actor.id, page))));
            }
            None if acct.domain.as_str() != state.context.addresses.authority() => unknown.push(acct),
            Some(_) | None => {}
        }
    }
    drop(tx);
    if asking == Asking::Others && !unknown.is_empty() {
        unknown.truncate(LOOK_UPS);
        // A server that does not answer in time costs the author a link, never the post.
        let found = tokio::time::timeout(PATIENCE, look_up_all(state, &unknown)).await;
        for (key, id) in found.unwrap_or_default() {
            let actor = actors::by_id(&mut state.db.read().await?, id).await?;
            let page = actor.and_then(|actor| actor.url.unwrap_or(actor.uri).parse().ok());
            people.extend(page.map(|page| (key, (id, page))));
        }
    }
    Ok(people)
}

async fn look_up_all(state: &WebState, accounts: &[Acct]) -> Vec<(String, ActorId)> {
    let one = |acct: &Acct| {
        let (key, query) = (acct.key(), format!("@{}@{}", acct.name.as_str(), acct.domain.as_str()));
        async move {
            match state.network.look_up(&query).await {
                Ok(Found::Actor(id)) => Some((key, id)),
                _ => None,
            }
        }
    };
    let found = futures::future::join_all(accounts.iter().map(one)).await;
    found.into_iter().flatten().collect()
}

/// Tags as people type them, separated by commas or spaces, with or without `#`. What cannot be a tag is an error.
pub(super) fn tags(typed: &str, errors: &mut FormErrors) -> Vec<String> {
    let mut tags = Vec::new();
    for word in typed.split([',', ' ', '\n', ';']).map(str::trim).filter(|word| !word.is_empty()) {
        match normalize_tag(word) {
            Some(tag) if tags.contains(&tag) => {}
            Some(tag) => tags.push(tag),
            None => {
                let shown: String = word.chars().take(40).collect();
                errors.add("tags", Message::new("problem-tag").with("name", shown));
                break;
            }
        }
    }
    tags
}

/// The tags that were typed, and those in the text that are not among them.
pub(super) fn all_tags(mut typed: Vec<String>, written: Vec<String>) -> Vec<String> {
    for tag in written {
        if !typed.contains(&tag) {
            typed.push(tag);
        }
    }
    typed
}

/// What was typed, or nothing when the field was left empty.
pub(super) fn stated(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// A file that an edit leaves as it is.
pub(super) fn unchanged(file: Attachment) -> NewAttachment {
    match file.media_id {
        Some(media) => NewAttachment::Uploaded { media, name: file.name },
        None => NewAttachment::At {
            kind: file.kind,
            url: file.url,
            media_type: file.media_type,
            name: file.name,
            width: file.width,
            height: file.height,
            blurhash: file.blurhash,
        },
    }
}

/// An `http` or `https` address, or nothing when the field was left empty.
pub(super) fn link(typed: &str, errors: &mut FormErrors) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    match Url::parse(typed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() && typed.len() <= 2_000 => {
            Some(url.to_string())
        }
        _ => {
            errors.add("link", Message::new("problem-link"));
            None
        }
    }
}

/// The language of a text; what is no language tag counts as not stated.
pub(super) fn language(chosen: &str) -> Option<String> {
    Language::parse(chosen).ok().map(|language| language.as_str().to_owned())
}

/// What is wrong with a wording, beside its field.
pub(super) fn flaw(flaw: Flaw, errors: &mut FormErrors) {
    let (field, message) = match flaw {
        Flaw::NoTitle => ("title", Message::new("problem-no-title")),
        Flaw::LongTitle { most } => ("title", Message::new("problem-long-title").with("count", most)),
        Flaw::Empty => ("body", Message::new("problem-empty")),
        Flaw::LongText { most } => ("body", Message::new("problem-long-text").with("count", most)),
        Flaw::LongSummary => ("abstract", Message::new("problem-long-summary")),
        Flaw::ManyTags => ("tags", Message::new("problem-many-tags")),
        Flaw::ManyFiles => ("file", Message::new("problem-many-files")),
        Flaw::ManyMentions => ("body", Message::new("problem-many-mentions")),
        Flaw::NotYourFile => ("file", Message::new("problem-not-your-file")),
        Flaw::NotADate => ("review_by", Message::new("problem-not-a-date")),
        Flaw::NoCommunity => ("", Message::new("problem-no-community")),
    };
    errors.add(field, message);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_as_people_type_them() {
        let mut errors = FormErrors::default();
        assert_eq!(tags("#Sepsis, care care\nicu", &mut errors), ["sepsis", "care", "icu"]);
        assert!(errors.is_empty());
        assert_eq!(tags("care, <script>", &mut errors), ["care"]);
        assert_eq!(errors.of("tags").unwrap().key, "problem-tag");
    }

    #[test]
    fn only_web_addresses_are_links() {
        let mut errors = FormErrors::default();
        assert_eq!(link(" https://b.test/a ", &mut errors).as_deref(), Some("https://b.test/a"));
        assert_eq!(link("", &mut errors), None);
        assert!(errors.is_empty());
        assert_eq!(link("javascript:alert(1)", &mut errors), None);
        assert!(errors.of("link").is_some());
    }
}
