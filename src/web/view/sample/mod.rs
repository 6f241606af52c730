//! The fixture of the tests: the Sepsis care community of Northside Hospital Trust, and people of three organizations.
//! What pages show of it is in the files beside.

use jiff::civil::Date;

use super::*;
use crate::domain::ids::PostId;
use crate::domain::time::Timestamp;
use crate::web::i18n::Message;

macro_rules! samples {
    ($($name:ident => $sample:expr),+ $(,)?) => {
        $(impl $name {
            pub(crate) fn sample() -> Self {
                $sample
            }
        })+
    };
}

mod community;
mod people;
mod posts;
mod staff;
mod thread;

/// 21 September 2026, 14:13 UTC: when every sample page is read.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - minutes * 60_000)
}

/// So many days after 21 September 2026.
fn day(days: i64) -> Date {
    Date::constant(2026, 9, 21).saturating_add(jiff::Span::new().days(days))
}

fn html(text: &str) -> SafeHtml {
    SafeHtml::from_sanitised(text.to_owned())
}

fn organization(name: &str, domain: &str) -> Organization {
    Organization { name: name.to_owned(), domain: domain.to_owned() }
}

pub(crate) fn northside() -> Organization {
    organization("Northside Hospital Trust", "a.test")
}

fn river() -> Organization {
    organization("River University", "b.test")
}

fn lakeside() -> Organization {
    organization("Lakeside Clinic", "c.test")
}

fn person(name: &str, handle: &str, organization: Organization) -> Person {
    Person { name: name.to_owned(), handle: handle.to_owned(), organization, avatar: None }
}

pub(crate) fn lee() -> Person {
    person("Lee Okafor", "lee", northside())
}

pub(crate) fn nia() -> Person {
    person("Nia Williams", "nia", northside())
}

fn dana() -> Person {
    person("Dana Reyes", "dana@b.test", river())
}

fn kim() -> Person {
    person("Kim Andersson", "kim@c.test", lakeside())
}

fn max() -> Person {
    person("Max", "max@m.test", organization("m.test", "m.test"))
}

fn sepsis() -> Community {
    Community {
        name: "Sepsis care".to_owned(),
        handle: "sepsis".to_owned(),
        organization: northside(),
        icon: None,
        summary:
            "Recognizing and treating sepsis early: screening, first-hour bundles, teaching and follow-up."
                .to_owned(),
    }
}

fn simulation() -> Community {
    Community {
        name: "Simulation teaching".to_owned(),
        handle: "simulation@b.test".to_owned(),
        organization: river(),
        icon: None,
        summary: "Scenarios, debriefing and low-cost equipment for teaching clinical teams.".to_owned(),
    }
}

fn rural() -> Community {
    Community {
        name: "Rural emergency practice".to_owned(),
        handle: "rural@c.test".to_owned(),
        organization: lakeside(),
        icon: None,
        summary: "Small teams, long transfers: what works when the nearest intensive care unit is ninety minutes away.".to_owned(),
    }
}

fn header() -> CommunityHeader {
    CommunityHeader {
        community: sepsis(),
        banner: None,
        address: "@sepsis@a.test".to_owned(),
        followers: 214,
        follow: FollowState::Following,
        may_post: true,
        may_manage: true,
        may_moderate: true,
        unlisted: false,
        unreachable_since: None,
        original: None,
    }
}

fn remote_header() -> CommunityHeader {
    CommunityHeader {
        community: simulation(),
        address: "@simulation@b.test".to_owned(),
        follow: FollowState::Waiting,
        may_manage: false,
        may_moderate: false,
        unreachable_since: Some(ago(25)),
        original: Some("https://b.test/c/simulation".to_owned()),
        ..header()
    }
}

fn topic(id: i64, title: &str, author: Person, replies: u32, minutes: i64) -> TopicRow {
    TopicRow {
        id: PostId::new(117_000_000_000_000_000 + id),
        title: title.to_owned(),
        language: Some("en".to_owned()),
        last_author: author.clone(),
        participants: vec![author.clone(), lee(), kim()],
        author,
        community: None,
        tags: vec!["screening".to_owned()],
        kind: None,
        organizations: 3,
        replies,
        unread: 0,
        new: false,
        pinned: false,
        locked: false,
        last_activity: ago(minutes),
    }
}

fn topics() -> Vec<TopicRow> {
    vec![
        TopicRow {
            unread: 3,
            tags: vec!["screening".to_owned(), "emergency".to_owned()],
            participants: vec![dana(), lee(), kim(), max(), nia()],
            ..topic(
                1,
                "How do you screen when the ward is full and the lactate analyser is down?",
                dana(),
                12,
                4,
            )
        },
        TopicRow { new: true, ..topic(2, "Antibiotics within the hour: what slowed us down", kim(), 0, 41) },
        TopicRow {
            kind: Some(ResourceKind::Template),
            participants: vec![lee(), dana()],
            organizations: 2,
            ..topic(3, "Handover sheet for suspected sepsis", lee(), 7, 60 * 5)
        },
        TopicRow {
            language: Some("de".to_owned()),
            tags: vec!["lehre".to_owned()],
            participants: vec![kim()],
            organizations: 1,
            ..topic(4, "Wer hat Erfahrung mit dem qSOFA-Bogen in der Notaufnahme?", kim(), 2, 60 * 30)
        },
        TopicRow {
            locked: true,
            tags: vec![],
            ..topic(5, "Case clinic in September: notes and recording", dana(), 31, 60 * 24 * 9)
        },
        TopicRow {
            tags: vec![],
            ..topic(6, "Introductions: who are you and what brings you here?", nia(), 58, 60 * 24 * 40)
        },
    ]
}

fn pinned() -> Vec<TopicRow> {
    vec![TopicRow {
        pinned: true,
        tags: vec![],
        ..topic(7, "Start here: how this community works", lee(), 4, 60 * 24 * 20)
    }]
}

fn mixed_topics() -> Vec<TopicRow> {
    let homes = [sepsis(), rural(), sepsis(), rural(), simulation(), sepsis()];
    topics().into_iter().zip(homes).map(|(row, home)| TopicRow { community: Some(home), ..row }).collect()
}

fn card(id: i64, title: &str, kind: ResourceKind, steward: Person, validity: Validity) -> ResourceCard {
    ResourceCard {
        id: PostId::new(117_000_000_000_000_000 + id),
        title: title.to_owned(),
        language: Some("en".to_owned()),
        kind,
        summary: "One page for the first hour: who does what, what to measure, when to call for help. Tested on four wards.".to_owned(),
        tags: vec!["screening".to_owned(), "handover".to_owned()],
        steward: Some(steward),
        licence: Some("CC BY 4.0".to_owned()),
        version: 4,
        validity,
        updated: ago(60 * 24 * 12),
    }
}

fn cards() -> Vec<ResourceCard> {
    vec![
        card(
            3,
            "Handover sheet for suspected sepsis",
            ResourceKind::Template,
            lee(),
            Validity::Current(day(190)),
        ),
        card(
            21,
            "Teaching the first-hour bundle in twenty minutes",
            ResourceKind::TrainingMaterial,
            dana(),
            Validity::DueSoon(day(20)),
        ),
        card(22, "Paediatric screening protocol", ResourceKind::Protocol, kim(), Validity::Overdue(day(-45))),
        ResourceCard {
            steward: None,
            licence: None,
            tags: vec![],
            version: 1,
            ..card(
                23,
                "National guideline on sepsis recognition",
                ResourceKind::Website,
                lee(),
                Validity::Unstated,
            )
        },
    ]
}

fn languages() -> Vec<Choice> {
    [("en", "English", true), ("de", "Deutsch", false), ("ar", "العربية", false)].map(choice).to_vec()
}

fn choice((value, label, selected): (&str, &str, bool)) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), selected }
}

fn facet(value: &str, label: &str, selected: bool, count: u64) -> Facet {
    Facet { choice: choice((value, label, selected)), count }
}

fn errors(entries: &[(&'static str, &'static str)]) -> FormErrors {
    let mut errors = FormErrors::default();
    for (field, key) in entries {
        errors.add(field, Message::new(key));
    }
    errors
}

fn log_entry(action: LogAction, minutes: i64, subject: &str, reason: &str) -> LogEntry {
    LogEntry {
        at: ago(minutes),
        by: lee(),
        action,
        subject: Some((subject.to_owned(), "/p/117000000000000105".to_owned())),
        reason: reason.to_owned(),
        until: None,
    }
}

fn log() -> Vec<LogEntry> {
    vec![
        log_entry(
            LogAction::Removed,
            60 * 8,
            "a reply by Max",
            "named a patient; please post again without the name",
        ),
        log_entry(LogAction::Locked, 60 * 24 * 9, "Case clinic in September: notes and recording", ""),
        LogEntry {
            until: Some(ago(-60 * 24 * 14)),
            ..log_entry(LogAction::Banned, 60 * 24 * 15, "@bot@m.test", "advertising in five discussions")
        },
        log_entry(LogAction::ModeratorAdded, 60 * 24 * 60, "Dana Reyes", ""),
    ]
}
