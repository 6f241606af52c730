//! What happens in the demo, as data: chapters in the order of time, each with what people do in it.

use super::cast::{Circle, Who};
use crate::domain::resource::ResourceKind;

/// Names a post of the script.
pub(super) type Key = &'static str;

/// A day of the demo's past.
pub(super) struct Chapter {
    /// What the progress line says.
    pub(super) title: &'static str,
    /// How long before the present it begins.
    pub(super) hours_ago: u32,
    pub(super) acts: &'static [Act],
}

/// Something that somebody does, so many minutes after what came before. Signatures are valid for an hour, so that is
/// the longest pause between two acts of a chapter.
pub(super) struct Act {
    pub(super) after: u32,
    pub(super) deed: Deed,
}

pub(super) enum Deed {
    /// A new thread, or a resource.
    Begin {
        key: Key,
        circle: Circle,
        by: Who,
        text: Text,
    },
    Reply {
        key: Key,
        to: Key,
        by: Who,
        language: &'static str,
        body: &'static str,
    },
    /// By its author. Of a resource, it makes a version.
    Edit {
        key: Key,
        note: &'static str,
        text: Text,
    },
    Thank {
        key: Key,
        by: &'static [Who],
    },
    /// By the founder of the community.
    Pin {
        key: Key,
    },
    /// The founder shares the office.
    Appoint {
        circle: Circle,
        who: Who,
    },
}

/// In the body, `{northside}`, `{river}` and `{lakeside}` stand for the authorities of the organizations.
pub(super) struct Text {
    pub(super) title: &'static str,
    pub(super) language: &'static str,
    pub(super) tags: &'static [&'static str],
    pub(super) body: &'static str,
    pub(super) link: Option<&'static str>,
    pub(super) shelf: Option<Shelf>,
}

/// What makes a text a resource.
pub(super) struct Shelf {
    pub(super) kind: ResourceKind,
    pub(super) summary: &'static str,
    pub(super) licence: &'static str,
    pub(super) steward: Who,
    /// From the present; negative: the date has passed.
    pub(super) review_in_days: i32,
}

impl Text {
    /// A discussion.
    pub(super) const fn new(title: &'static str, tags: &'static [&'static str], body: &'static str) -> Self {
        Self { title, language: "en", tags, body, link: None, shelf: None }
    }

    pub(super) const fn in_language(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    pub(super) const fn with_link(mut self, url: &'static str) -> Self {
        self.link = Some(url);
        self
    }

    pub(super) const fn on_shelf(mut self, shelf: Shelf) -> Self {
        self.shelf = Some(shelf);
        self
    }
}

/// `by` begins something after so many minutes.
pub(super) const fn begin(after: u32, key: Key, circle: Circle, by: Who, text: Text) -> Act {
    Act { after, deed: Deed::Begin { key, circle, by, text } }
}

/// `by` answers in English.
pub(super) const fn reply(after: u32, key: Key, to: Key, by: Who, body: &'static str) -> Act {
    reply_in("en", after, key, to, by, body)
}

/// `by` answers in a language.
pub(super) const fn reply_in(
    language: &'static str,
    after: u32,
    key: Key,
    to: Key,
    by: Who,
    body: &'static str,
) -> Act {
    Act { after, deed: Deed::Reply { key, to, by, language, body } }
}

pub(super) const fn edit(after: u32, key: Key, note: &'static str, text: Text) -> Act {
    Act { after, deed: Deed::Edit { key, note, text } }
}

pub(super) const fn thank(after: u32, key: Key, by: &'static [Who]) -> Act {
    Act { after, deed: Deed::Thank { key, by } }
}

pub(super) const fn pin(after: u32, key: Key) -> Act {
    Act { after, deed: Deed::Pin { key } }
}

pub(super) const fn appoint(after: u32, circle: Circle, who: Who) -> Act {
    Act { after, deed: Deed::Appoint { circle, who } }
}
