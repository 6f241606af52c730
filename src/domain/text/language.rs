//! The languages people write in.

use std::fmt;
use std::str::FromStr;

/// A language tag after BCP 47: language, perhaps script, perhaps region, in the customary case (`pt-BR`, `zh-Hant`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(String);

/// The text is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language code such as `en` or `pt-BR`")]
pub struct NotALanguage;

/// Languages offered in a select box: code and the language's name for itself, in the order of the codes.
pub const COMMON: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

impl Language {
    /// Reads a tag in any case, with `-` or `_`. Anything after the region is left out.
    pub fn parse(text: &str) -> Result<Self, NotALanguage> {
        let mut subtags = text.split(['-', '_']);
        let language = subtags.next().unwrap_or_default();
        if !matches!(language.len(), 2..=3) || !is_letters(language) {
            return Err(NotALanguage);
        }
        let mut tag = language.to_ascii_lowercase();
        let mut next = subtags.next();
        if let Some(script) = next.filter(|subtag| subtag.len() == 4 && is_letters(subtag)) {
            tag.push('-');
            tag.push_str(&script[..1].to_ascii_uppercase());
            tag.push_str(&script[1..].to_ascii_lowercase());
            next = subtags.next();
        }
        if let Some(region) = next.filter(|subtag| is_region(subtag)) {
            tag.push('-');
            tag.push_str(&region.to_ascii_uppercase());
        }
        Ok(Self(tag))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What its speakers call the language, for the common ones; a region that is not listed falls back to the language.
    pub fn native_name(&self) -> Option<&'static str> {
        let named = |tag: &str| COMMON.iter().find(|(code, _)| *code == tag).map(|(_, name)| *name);
        named(&self.0).or_else(|| named(self.0.split('-').next()?))
    }
}

fn is_letters(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_region(subtag: &str) -> bool {
    (subtag.len() == 2 && is_letters(subtag))
        || (subtag.len() == 3 && subtag.bytes().all(|byte| byte.is_ascii_digit()))
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_get_their_customary_case() {
        for (text, tag) in [
            ("EN", "en"),
            ("pt_br", "pt-BR"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("de-CH-1996", "de-CH"),
        ] {
            assert_eq!(Language::parse(text).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn text_that_is_no_tag_is_refused() {
        for text in ["", "e", "english", "12", "é", "-en", "e\0"] {
            assert_eq!(Language::parse(text), Err(NotALanguage), "{text:?}");
        }
    }

    #[test]
    fn every_common_language_has_a_valid_code_and_its_name() {
        for (code, name) in COMMON {
            let language = Language::parse(code).unwrap();
            assert_eq!(language.as_str(), *code);
            assert_eq!(language.native_name(), Some(*name));
        }
        assert_eq!(Language::parse("de-AT").unwrap().native_name(), Some("Deutsch"));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back_the_same(text in "[a-zA-Z]{2,3}([-_][a-zA-Z]{4})?([-_][a-zA-Z]{2})?|.{0,20}") {
            if let Ok(language) = Language::parse(&text) {
                prop_assert_eq!(language.to_string().parse(), Ok(language));
            }
        }
    }
}
