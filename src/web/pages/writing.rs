//! What the forms for writing share: the text as it will be shown, tags and links as people type them, and what is wrong
//! said beside its field.

use url::Url;

use crate::domain::text::language::Language;
use crate::domain::text::markdown::TooLong;
use crate::domain::text::tags::normalize_tag;
use crate::services::posts::Flaw;
use crate::services::posts::text::{self, Asking, TextError, Written};
use crate::web::i18n::Message;
use crate::web::view::FormErrors;
use crate::web::{WebError, WebState};

/// Renders a text. Opens transactions of its own, and waits for the network: hold none meanwhile.
pub(super) async fn render(
    state: &WebState,
    source: &str,
    asking: Asking,
) -> Result<Result<Written, TooLong>, WebError> {
    match text::render(&state.context, &state.db, state.network.as_ref(), source, asking).await {
        Ok(written) => Ok(Ok(written)),
        Err(TextError::TooLong(too_long)) => Ok(Err(too_long)),
        Err(TextError::Store(error)) => Err(error.into()),
    }
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
    let (field, key) = match flaw {
        Flaw::NoTitle => ("title", "problem-no-title"),
        Flaw::LongTitle => ("title", "problem-long-title"),
        Flaw::Empty => ("body", "problem-empty"),
        Flaw::LongText => ("body", "problem-long-text"),
        Flaw::LongSummary => ("abstract", "problem-long-summary"),
        Flaw::ManyTags => ("tags", "problem-many-tags"),
        Flaw::ManyFiles => ("file", "problem-many-files"),
        Flaw::ManyMentions => ("body", "problem-many-mentions"),
        Flaw::NotYourFile => ("file", "problem-not-your-file"),
        Flaw::NotADate => ("review_by", "problem-not-a-date"),
        Flaw::NoCommunity => ("", "problem-no-community"),
    };
    errors.add(field, Message::new(key));
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
