//! Lists to choose from.

use crate::domain::resource;
use crate::domain::text::language::COMMON;
use crate::web::view::{Choice, Licence, ResourceKind};

/// The languages to choose from; one that is not among the common ones is offered when it is the current one.
pub(crate) fn languages(current: &str) -> Vec<Choice> {
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: value == current,
    };
    let mut choices: Vec<Choice> = COMMON.iter().map(|(tag, name)| choice(tag, name)).collect();
    if !current.is_empty() && choices.iter().all(|choice| !choice.selected) {
        choices.insert(0, choice(current, current));
    }
    choices
}

/// The licences to choose from, and the current one.
pub(crate) fn licences(current: &str) -> Vec<Choice> {
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: value == current,
    };
    let mut choices: Vec<Choice> =
        Licence::OFFERED.iter().map(|licence| choice(licence.id, licence.name)).collect();
    if !current.is_empty() && choices.iter().all(|choice| !choice.selected) {
        choices.push(choice(current, current));
    }
    choices
}

/// The name of a licence, and its address where it is one.
pub(crate) fn licence(text: &str) -> (String, Option<String>) {
    let known = Licence::OFFERED.iter().find(|licence| licence.id == text);
    let name = known.map_or(text, |licence| licence.name).to_owned();
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let address = is_address.then(|| text.to_owned());
    (name, address.or_else(|| known.map(|licence| format!("https://spdx.org/licenses/{}.html", licence.id))))
}

macro_rules! kinds {
    ($($name:ident),+ $(,)?) => {
        /// A kind of resource as pages show it.
        pub(crate) fn resource_kind(kind: resource::ResourceKind) -> ResourceKind {
            match kind { $(resource::ResourceKind::$name => ResourceKind::$name,)+ }
        }

        /// A kind of resource as it is stored.
        pub(crate) fn stored_kind(kind: ResourceKind) -> resource::ResourceKind {
            match kind { $(ResourceKind::$name => resource::ResourceKind::$name,)+ }
        }
    };
}

kinds!(
    Article,
    Template,
    Guideline,
    Protocol,
    CaseStudy,
    Tool,
    Website,
    Video,
    Recording,
    TrainingMaterial,
    Dataset,
);
