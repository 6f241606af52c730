//! What profiles say: names, Markdown about oneself, and lines of fields, checked and rendered.

use super::Context;
use crate::domain::actor::ProfileField;
use crate::domain::handle::Domain;
use crate::domain::text::language::Language;
use crate::domain::text::markdown::{self, Links};
use crate::domain::text::names::clean_name;
use crate::domain::text::plain::to_plain_text;

/// The longest name of a person or community, in characters.
pub const MAX_NAME: usize = 60;
/// The longest text about a person or community, in characters of Markdown.
pub const MAX_SUMMARY: usize = 5_000;
/// How many fields a profile has.
pub const MAX_FIELDS: usize = 8;
/// The longest name or value of a field, in characters.
pub const MAX_FIELD: usize = 255;
/// The longest address of a picture, in bytes.
const MAX_URL: usize = 2_048;

/// What is wrong with a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("a name of at most {MAX_NAME} characters is needed")]
    Name,
    #[error("the text is longer than {MAX_SUMMARY} characters")]
    Summary,
    #[error("a profile has at most {MAX_FIELDS} fields, of at most {MAX_FIELD} characters each")]
    Fields,
    #[error("this is not the address of a picture")]
    Picture,
    #[error("this is not a language tag")]
    Language,
}

/// Markdown with its HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) source: Option<String>,
    pub(super) html: String,
}

/// One visible line.
pub(super) fn name(text: &str) -> Result<String, ProfileError> {
    if text.trim().chars().count() > MAX_NAME {
        return Err(ProfileError::Name);
    }
    clean_name(text, MAX_NAME).ok_or(ProfileError::Name)
}

/// Renders what somebody wrote about themselves or a community.
pub(super) fn summary(ctx: &Context, source: &str) -> Result<Text, ProfileError> {
    let source = source.trim();
    if source.is_empty() {
        return Ok(Text { source: None, html: String::new() });
    }
    if source.chars().count() > MAX_SUMMARY {
        return Err(ProfileError::Summary);
    }
    let html = render(ctx, source).ok_or(ProfileError::Summary)?;
    Ok(Text { source: Some(source.to_owned()), html })
}

/// The rules of the house as HTML; nothing when they cannot be rendered.
pub fn house_rules(ctx: &Context, source: &str) -> String {
    render(ctx, source).unwrap_or_default()
}

/// Lines of a profile; those without a name or value are left out. Links in a value become links.
pub(super) fn fields(ctx: &Context, fields: &[(String, String)]) -> Result<Vec<ProfileField>, ProfileError> {
    let written = fields.iter().filter(|(name, value)| !name.trim().is_empty() && !value.trim().is_empty());
    let fields: Vec<ProfileField> = written
        .map(|(name, value)| field(ctx, name, value).ok_or(ProfileError::Fields))
        .collect::<Result<_, _>>()?;
    if fields.len() > MAX_FIELDS { Err(ProfileError::Fields) } else { Ok(fields) }
}

fn field(ctx: &Context, name: &str, value: &str) -> Option<ProfileField> {
    let short = |text: &str| text.trim().chars().count() <= MAX_FIELD;
    if !short(name) || !short(value) {
        return None;
    }
    let line = clean_name(value, MAX_FIELD)?;
    Some(ProfileField { name: clean_name(name, MAX_FIELD)?, value: render(ctx, &line)? })
}

/// The value of a field as it was typed, for the form that edits it.
pub fn field_source(field: &ProfileField) -> String {
    to_plain_text(&field.value, MAX_FIELD)
}

/// A language tag in its normal form; empty for none.
pub(super) fn language(tag: Option<&str>) -> Result<Option<String>, ProfileError> {
    let Some(tag) = tag.map(str::trim).filter(|tag| !tag.is_empty()) else { return Ok(None) };
    let language = Language::parse(tag).map_err(|_| ProfileError::Language)?;
    Ok(Some(language.as_str().to_owned()))
}

/// The address of an uploaded picture: one of this node's own.
pub(super) fn picture(ctx: &Context, url: Option<String>) -> Result<Option<String>, ProfileError> {
    match url {
        Some(url) if url.len() > MAX_URL || !ctx.addresses.is_ours(&url) => Err(ProfileError::Picture),
        url => Ok(url),
    }
}

fn render(ctx: &Context, source: &str) -> Option<String> {
    let home = Domain::parse_with(ctx.addresses.authority(), ctx.url_rules()).ok()?;
    let links = Links {
        home: &home,
        rules: ctx.url_rules(),
        mention: &|_| None,
        tag: &|tag| ctx.addresses.tag(tag).parse().ok(),
    };
    markdown::render(source, &links).ok().map(|rendered| rendered.html)
}
