//! What the interface says, in the reader's language and time zone.
//!
//! Every sentence lives in `locales/{en,de}/*.ftl` under a key. A test reads the templates and the source of this room and
//! fails when a key is missing from a catalogue, or a catalogue holds one that nobody uses.

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::FromStr;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::time::Timestamp;

static_loader! {
    static CATALOGUES = {
        locales: "./src/web/locales",
        fallback_language: "en",
        // Names that people chose stand in elements of their own, which isolate their direction; invisible marks
        // inside the sentences would only be copied along with them.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static GERMAN: LanguageIdentifier = langid!("de");

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9",
    "month-10", "month-11", "month-12",
];

/// From here on numbers are written with their thousands apart.
const LONG_NUMBER: u64 = 10_000;

/// A language that the interface speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, the complete catalogue.
    #[default]
    English,
    /// German.
    German,
}

/// The text names no language that the interface speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language of the interface")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    /// Reads a language tag; regions and scripts are ignored.
    fn from_str(tag: &str) -> Result<Self, UnknownLocale> {
        let language = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(language)).ok_or(UnknownLocale)
    }
}

impl Locale {
    /// Every language of the interface.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The BCP 47 tag, for `lang` attributes and settings.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language's name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4); English when none fits.
    /// At most the first sixteen entries are read.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = None;
        for entry in header.split(',').take(16) {
            let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if let Ok(locale) = tag.parse::<Self>()
                && weight > best.map_or(0.0, |(_, heaviest)| heaviest)
            {
                best = Some((locale, weight));
            }
        }
        best.map_or_else(Self::default, |(locale, _)| locale)
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }

    /// The sentence under `key`. An unknown key is shown as it is: a test makes sure that there is none.
    pub fn say(self, key: &str, arguments: &[(&'static str, Value)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), value.to_fluent(self))).collect();
        CATALOGUES
            .try_lookup_complete(self.identifier(), key, Some(&arguments))
            .unwrap_or_else(|| format!("\u{27e6}{key}\u{27e7}"))
    }

    /// A number with its thousands apart.
    fn grouped(self, number: u64) -> String {
        let mark = match self {
            Self::English => ',',
            Self::German => '.',
        };
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(mark);
            }
            text.push(digit);
        }
        text
    }

    fn month(self, number: i8) -> String {
        let key = usize::try_from(number - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"");
        self.say(key, &[])
    }

    /// Day, month and year in words, in the reader's zone.
    pub fn date(self, at: Timestamp, zone: &TimeZone) -> String {
        self.calendar_day(at.to_calendar().to_zoned(zone.clone()).date())
    }

    /// Day, month and year in words, of a day that is no moment: it is the same in every zone.
    pub fn calendar_day(self, day: Date) -> String {
        self.say(
            "date-long",
            &[
                ("day", day.day().to_string().into()),
                ("month", self.month(day.month()).into()),
                ("year", day.year().to_string().into()),
            ],
        )
    }

    /// Date and time of day with the zone's abbreviation.
    pub fn date_and_time(self, at: Timestamp, zone: &TimeZone) -> String {
        let local = at.to_calendar().to_zoned(zone.clone());
        self.say(
            "date-time",
            &[
                ("date", self.date(at, zone).into()),
                ("time", local.strftime("%H:%M").to_string().into()),
                ("zone", local.strftime("%Z").to_string().into()),
            ],
        )
    }

    /// How long ago `at` was, in words; a plain date once it is more than six days away.
    pub fn relative(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        if at > now {
            return self.day(at, now, zone);
        }
        let seconds = now.since(at).as_secs();
        let (key, count) = match seconds {
            0..60 => ("ago-now", 0),
            60..3_600 => ("ago-minutes", seconds / 60),
            3_600..86_400 => ("ago-hours", seconds / 3_600),
            86_400..604_800 => ("ago-days", seconds / 86_400),
            _ => return self.day(at, now, zone),
        };
        self.say(key, &[("count", count.into())])
    }

    /// A date without the year where that is the present one.
    fn day(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let local = at.to_calendar().to_zoned(zone.clone());
        if local.year() != now.to_calendar().to_zoned(zone.clone()).year() {
            return self.date(at, zone);
        }
        self.say(
            "date-short",
            &[("day", local.day().to_string().into()), ("month", self.month(local.month()).into())],
        )
    }
}

/// What stands in for a `{ $name }` in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number, which chooses singular or plural.
    Count(u64),
    /// A name, date or other text, escaped where it is shown.
    Text(String),
}

impl Value {
    fn to_fluent(&self, locale: Locale) -> FluentValue<'static> {
        match self {
            // A text chooses the plural, as such a number does in every language of the interface.
            Self::Count(count) if *count >= LONG_NUMBER => FluentValue::from(locale.grouped(*count)),
            Self::Count(count) => FluentValue::from(*count),
            Self::Text(text) => FluentValue::from(text.clone()),
        }
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u8> for Value {
    fn from(count: u8) -> Self {
        Self::Count(count.into())
    }
}

impl From<u32> for Value {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

// Templates pass fields by reference, sometimes twice over.
impl<T: Clone + Into<Self>> From<&T> for Value {
    fn from(value: &T) -> Self {
        value.clone().into()
    }
}

/// A sentence of the catalogue with what fills it, chosen by a handler and put into words on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The catalogue's key.
    pub key: &'static str,
    /// What fills the sentence.
    pub arguments: Vec<(&'static str, Value)>,
}

impl Message {
    /// A sentence that needs nothing filled in.
    pub const fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new() }
    }

    /// The same sentence with `name` filled in.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The sentence in `locale`.
    pub fn in_words(&self, locale: Locale) -> String {
        locale.say(self.key, &self.arguments)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    fn room() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/web"))
    }

    /// The text of every file below `directory` whose name ends in one of `extensions`.
    fn sources(directory: &Path, extensions: &[&str]) -> String {
        let mut text = String::new();
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                text += &sources(&path, extensions);
            } else if extensions
                .iter()
                .any(|extension| path.extension().is_some_and(|found| found == *extension))
            {
                text += &fs::read_to_string(&path).unwrap();
            }
        }
        text
    }

    fn catalogue(locale: Locale) -> BTreeSet<String> {
        sources(&room().join("locales").join(locale.tag()), &["ftl"])
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
            .collect()
    }

    #[test]
    fn every_language_has_the_same_sentences() {
        assert!(!catalogue(Locale::English).is_empty());
        for locale in Locale::ALL {
            assert_eq!(catalogue(locale), catalogue(Locale::English), "{}", locale.tag());
        }
    }

    /// Each sentence with the names of what fills it.
    fn placeholders(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in sources(&room().join("locales").join(locale.tag()), &["ftl"]).lines() {
            if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_lowercase)) {
                name.clone_into(&mut key);
            }
            let names = line
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
            found.entry(key.clone()).or_default().extend(names);
        }
        found
    }

    #[test]
    fn a_sentence_says_as_much_in_every_language() {
        let german = placeholders(Locale::German);
        for (key, names) in placeholders(Locale::English) {
            assert_eq!(german.get(&key), Some(&names), "{key}");
        }
    }

    #[test]
    fn no_sentence_speaks_the_language_of_the_network() {
        let forbidden = ["instance", "boost", "toot", "actor", "instanz", "tröt", "akteur", "knoten"];
        for locale in Locale::ALL {
            for line in sources(&room().join("locales").join(locale.tag()), &["ftl"]).lines() {
                let line = line.to_lowercase();
                for word in forbidden {
                    assert!(!line.contains(word), "{line}");
                }
            }
        }
    }

    #[test]
    fn every_sentence_that_a_template_asks_for_is_in_the_catalogue() {
        let templates = sources(&room().join("templates"), &["html"]);
        let known = catalogue(Locale::English);
        for call in ["page.t(\"", "page.count(\"", "page.name(\"", "page.two(\""] {
            for rest in templates.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                assert!(known.contains(key), "{key}");
            }
        }
    }

    #[test]
    fn every_sentence_in_the_catalogue_is_used() {
        let text = sources(room(), &["html", "rs"]);
        for key in catalogue(Locale::English) {
            assert!(text.contains(&format!("\"{key}\"")), "{key} is not used");
        }
    }

    #[test]
    fn numbers_choose_the_form_of_the_word() {
        assert_eq!(Locale::English.say("followers", &[("count", 1_u64.into())]), "1 follower");
        assert_eq!(Locale::English.say("followers", &[("count", 214_u64.into())]), "214 followers");
        assert_eq!(
            Locale::English.say("followers", &[("count", 3_000_214_u64.into())]),
            "3,000,214 followers"
        );
        assert_eq!(
            Locale::German.say("problem-long-text", &[("count", 40_000_u64.into())]),
            "Kürzen Sie den Text auf 40.000 Zeichen."
        );
        assert_eq!(Locale::German.say("replies-title", &[("count", 1_u64.into())]), "1 Antwort");
    }

    #[test]
    fn the_browser_chooses_the_language_by_weight() {
        assert_eq!(Locale::from_accept_language("fr, de-CH;q=0.8, en;q=0.5"), Locale::German);
        assert_eq!(Locale::from_accept_language("en-GB,de;q=0.9"), Locale::English);
        assert_eq!(Locale::from_accept_language("de;q=0, fr"), Locale::English);
        assert_eq!(Locale::from_accept_language("\u{0};;q=nan,,"), Locale::English);
    }

    #[test]
    fn how_long_ago_becomes_a_date_after_six_days() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let ago = |seconds: u64| {
            Locale::English.relative(now - std::time::Duration::from_secs(seconds), now, &TimeZone::UTC)
        };
        assert_eq!(ago(5), "just now");
        assert_eq!(ago(60), "1 minute ago");
        assert_eq!(ago(7_300), "2 hours ago");
        assert_eq!(ago(6 * 86_400), "6 days ago");
        assert_eq!(ago(7 * 86_400), "14 September");
        assert_eq!(ago(400 * 86_400), "17 August 2025");
    }
}
