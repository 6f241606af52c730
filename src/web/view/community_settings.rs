//! Opening and running a community.

use super::community::keyed;
use super::{Choice, Community, CommunityHeader, FormErrors, Person};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// `GET /new-community` and `GET /c/{handle}/edit`. Posts to the same address, as multipart: `handle` (only when new), `name`, `summary`,
/// `language`, `visibility` (`public`, `unlisted`), `post_policy` (`anyone`, `followers`, `moderators`), files `icon` and `banner`,
/// `remove_icon` and `remove_banner` (`1`).
#[derive(Debug, Clone)]
pub struct CommunityForm {
    /// The community being edited; none when it is new.
    pub header: Option<CommunityHeader>,
    /// The node's domain, shown after the handle.
    pub domain: String,
    /// What was typed before.
    pub handle: String,
    /// What was typed before.
    pub name: String,
    /// What was typed before, in Markdown.
    pub summary: String,
    /// The languages to choose from.
    pub languages: Vec<Choice>,
    /// Who finds it.
    pub visibility: Visibility,
    /// Who may post.
    pub post_policy: PostPolicy,
    /// The address of the current icon.
    pub icon: Option<String>,
    /// The address of the current banner.
    pub banner: Option<String>,
    /// Existing communities with a similar name, to be looked at first.
    pub similar: Vec<Community>,
    /// What was wrong.
    pub errors: FormErrors,
}

impl CommunityForm {
    /// Where the form posts to.
    pub fn action(&self) -> String {
        self.header
            .as_ref()
            .map_or_else(|| "/new-community".to_owned(), |header| format!("{}/edit", header.community.href()))
    }
}

keyed! {
    /// Who finds a community.
    Visibility {
        /// Listed everywhere.
        Public => "visibility-public",
        /// Only by its address.
        Unlisted => "visibility-unlisted",
    }
    /// Who may post.
    PostPolicy {
        /// Everybody.
        Anyone => "policy-anyone",
        /// Who follows the community.
        Followers => "policy-followers",
        /// Its moderators; others may reply.
        Moderators => "policy-moderators",
    }
}

impl Visibility {
    /// Both, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Public, Self::Unlisted];

    /// The form's value.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
        }
    }

    /// The key of the sentence that explains it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Public => "visibility-public-hint",
            Self::Unlisted => "visibility-unlisted-hint",
        }
    }
}

impl PostPolicy {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Anyone, Self::Followers, Self::Moderators];

    /// The form's value.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Followers => "followers",
            Self::Moderators => "moderators",
        }
    }
}

/// `GET /c/{handle}/moderators`. Posts to the same address: `action=add` with `handle`, `action=remove` with `person`, `action=resign`.
#[derive(Debug, Clone)]
pub struct Moderators {
    /// The header.
    pub header: CommunityHeader,
    /// Everybody who moderates, with their id for the form.
    pub moderators: Vec<(ActorId, Person)>,
    /// Whether the reader is one of them.
    pub may_resign: bool,
    /// What was typed before.
    pub handle: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /c/{handle}/bans`. Posts to the same address: `action=ban` with `handle`, `reason`, `until` (a date, or empty for no end) and
/// `remove_posts`; `action=lift` with `person`.
#[derive(Debug, Clone)]
pub struct Bans {
    /// The header.
    pub header: CommunityHeader,
    /// Bans in force.
    pub bans: Vec<Ban>,
    /// What was typed before.
    pub handle: String,
    /// What was typed before.
    pub reason: String,
    /// What was typed before, as `2026-09-21`.
    pub until: String,
    /// Whether what they said goes with them.
    pub remove_posts: bool,
    /// What was wrong.
    pub errors: FormErrors,
}

/// A ban in force.
#[derive(Debug, Clone)]
pub struct Ban {
    /// The id for the form.
    pub id: ActorId,
    /// Who.
    pub person: Person,
    /// Why.
    pub reason: String,
    /// Who decided it.
    pub by: Person,
    /// Since when.
    pub since: Timestamp,
    /// Until when; none for no end.
    pub until: Option<Timestamp>,
}
