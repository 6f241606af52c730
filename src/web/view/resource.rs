//! A resource and its versions.

use super::{Attachment, Person, ResourceKind, Thread, Validity};
use crate::domain::time::Timestamp;

/// `GET /r/{id}` and `GET /r/{id}/versions/{n}`. Forms as in [`Thread`], under `/p/{id}/…`.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Title, body, discussion and actions.
    pub thread: Thread,
    /// What a library says about it.
    pub facts: ResourceFacts,
    /// Set on the page of a version that is not the current one.
    pub notice: Option<VersionNotice>,
}

/// What a library says about a resource.
#[derive(Debug, Clone)]
pub struct ResourceFacts {
    /// What kind it is.
    pub kind: ResourceKind,
    /// The abstract, without markup.
    pub summary: String,
    /// Who keeps it up to date.
    pub steward: Option<Person>,
    /// Whether it is still valid.
    pub validity: Validity,
    /// The licence's short name and address.
    pub licence: Option<(String, Option<String>)>,
    /// Files and links.
    pub files: Vec<Attachment>,
    /// The number of the version shown.
    pub version: u32,
    /// When that version was written.
    pub version_at: Timestamp,
    /// How many versions there are.
    pub versions: u32,
    /// Whether the reader may say that it still holds.
    pub may_confirm: bool,
    /// The organization where that is said, when the reader looks after it and cannot say it here.
    pub confirmed_at: Option<String>,
}

/// There is a newer version than the one shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionNotice {
    /// The current version's number.
    pub current: u32,
}
