//! What the forms for writing share: the text as it will be shown, tags and links as people type them, and what is wrong
//! said beside its field.

use crate::domain::text::language::Language;
use crate::domain::text::tags::normalize_tag;
use crate::services::posts::text::{self, Asking, TextError, Written};
use crate::services::posts::{Flaw, web_address};
use crate::web::i18n::Message;
use crate::web::view::FormErrors;
use crate::web::{WebError, WebState};

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
    match text::render(&state.context, &state.db, state.network.as_ref(), source, asking).await {
        Ok(written) => Ok(Ok(written)),
        Err(TextError::TooLong { most }) => Ok(Err(TooLong { most })),
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

/// What was typed, or nothing when the field was left empty.
pub(super) fn stated(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// An `http` or `https` address, or nothing when the field was left empty.
pub(super) fn link(typed: &str, errors: &mut FormErrors) -> Option<String> {
    let typed = stated(typed)?;
    let link = web_address(&typed);
    if link.is_none() {
        errors.add("link", Message::new("problem-link"));
    }
    link
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
        Flaw::UnfinishedFile => ("file", Message::new("problem-unfinished-file")),
        Flaw::LongLicence => ("licence", Message::new("problem-long-licence")),
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
