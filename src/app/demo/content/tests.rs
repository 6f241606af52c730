use std::collections::HashMap;

use super::chapters;
use crate::app::demo::cast::{Circle, Who};
use crate::app::demo::script::{Act, Deed, Text};
use crate::domain::post::{MAX_SUMMARY, MAX_TITLE};
use crate::domain::text::language::Language;
use crate::domain::text::tags::normalize_tag;

fn acts() -> impl Iterator<Item = &'static Act> {
    chapters().into_iter().flat_map(|chapter| chapter.acts)
}

fn check(text: &Text) {
    assert!(text.title.chars().count() <= MAX_TITLE, "{}", text.title);
    assert!(Language::parse(text.language).is_ok(), "{}", text.language);
    for tag in text.tags {
        assert_eq!(normalize_tag(tag).as_deref(), Some(*tag));
    }
    if let Some(shelf) = &text.shelf {
        assert!(shelf.summary.chars().count() <= MAX_SUMMARY);
    }
}

#[test]
fn people_answer_edit_and_thank_for_what_was_said_before() {
    let mut said: HashMap<&str, Who> = HashMap::new();
    for act in acts() {
        match &act.deed {
            Deed::Begin { key, by, text, .. } => {
                check(text);
                assert!(said.insert(key, *by).is_none(), "{key} is said twice");
            }
            Deed::Reply { key, to, by, .. } => {
                assert!(said.contains_key(to), "{key} answers {to}, which nobody said");
                assert!(said.insert(key, *by).is_none(), "{key} is said twice");
            }
            Deed::Edit { key, text, .. } => {
                check(text);
                assert!(said.contains_key(key), "{key}");
            }
            Deed::Thank { key, by } => {
                let author = said.get(key).unwrap_or_else(|| panic!("{key}"));
                assert!(!by.contains(author), "the author of {key} thanks themselves");
            }
            Deed::Pin { key } => assert!(said.contains_key(key), "{key}"),
            Deed::Appoint { circle, who } => assert!(circle.card().followers.contains(who)),
        }
    }
}

#[test]
fn chapters_follow_each_other_and_no_pause_outlasts_a_signature() {
    let mut present = u32::MAX;
    for chapter in chapters() {
        assert!(chapter.hours_ago < present, "{}", chapter.title);
        present = chapter.hours_ago;
        let minutes: u32 = chapter.acts.iter().map(|act| act.after).sum();
        assert!(minutes < chapter.hours_ago * 60, "{} reaches into the future", chapter.title);
        assert!(chapter.acts.iter().all(|act| act.after <= 50), "{}", chapter.title);
    }
}

#[test]
fn every_community_is_followed_from_every_organization() {
    for circle in Circle::ALL {
        let card = circle.card();
        for house in super::super::cast::House::ALL {
            let followed = card.followers.iter().chain([&card.founder]).any(|who| who.house() == house);
            assert!(followed, "{} in {}", card.name, house.organization().name);
        }
    }
}
