//! A community's pages.

use jiff::civil::Date;

use super::{Choice, Community, Organization, Pagination, Person, ResourceKind, SafeHtml};
use crate::domain::ids::PostId;
use crate::domain::time::Timestamp;

/// What every page of a community begins with. Forms: `POST /c/{handle}/follow`, `POST /c/{handle}/unfollow`.
#[derive(Debug, Clone)]
pub struct CommunityHeader {
    /// The community.
    pub community: Community,
    /// The address of its banner.
    pub banner: Option<String>,
    /// The address by which people elsewhere find it, such as `@sepsis@a.test`.
    pub address: String,
    /// How many follow it, as its host says.
    pub followers: u64,
    /// Whether the reader follows it.
    pub follow: FollowState,
    /// Whether the reader may post here: shows "New".
    pub may_post: bool,
    /// Whether the reader may change it: shows the links to its settings and moderators.
    pub may_manage: bool,
    /// Whether the reader may keep people out of it: shows the link to its bans.
    pub may_moderate: bool,
    /// Whether it is left out of listings.
    pub unlisted: bool,
    /// Its host has not answered since then.
    pub unreachable_since: Option<Timestamp>,
    /// The page on its host, when that is another node.
    pub original: Option<String>,
}

/// Whether the reader follows a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowState {
    /// Nobody is signed in.
    SignedOut,
    /// No.
    None,
    /// Asked for, not yet confirmed by the host.
    Waiting,
    /// Yes.
    Following,
    /// The host said no.
    Refused,
}

/// `GET /c/{handle}`. Form: `POST /c/{handle}/fetch-older`.
#[derive(Debug, Clone)]
pub struct CommunityOverview {
    /// The header.
    pub header: CommunityHeader,
    /// The whole description.
    pub about: SafeHtml,
    /// Pinned threads and resources.
    pub pinned: Vec<TopicRow>,
    /// The latest threads.
    pub latest: Vec<TopicRow>,
    /// The latest resources.
    pub resources: Vec<ResourceCard>,
    /// Who moderates.
    pub moderators: Vec<Person>,
    /// Tags in use, with the address of the list that they filter.
    pub tags: Vec<(String, String)>,
    /// How far the discussions from before the first follow have been fetched.
    pub backfill: Backfill,
}

/// How far the discussions from before the first follow have been fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backfill {
    /// A community of this node: there is nothing to fetch.
    NotNeeded,
    /// Under way.
    Running {
        /// Threads fetched.
        done: u32,
        /// Threads to fetch.
        total: u32,
    },
    /// The host may have more.
    MoreAvailable,
    /// Everything that the host offers is here.
    Complete,
    /// It stopped because the host could not be reached; it will be tried again.
    Interrupted,
}

/// `GET /c/{handle}/topics?filter=latest|unread|mine&tag=`.
#[derive(Debug, Clone)]
pub struct TopicList {
    /// The header.
    pub header: CommunityHeader,
    /// Which threads are listed.
    pub filter: TopicFilter,
    /// Only threads with this tag.
    pub tag: Option<String>,
    /// How many threads have something unread.
    pub unread: u32,
    /// The threads.
    pub topics: Vec<TopicRow>,
    /// Further threads.
    pub pagination: Pagination,
    /// How far earlier threads have been fetched.
    pub backfill: Backfill,
}

/// Which threads are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicFilter {
    /// All, by latest activity.
    Latest,
    /// With something unread.
    Unread,
    /// That the reader began or replied to.
    Mine,
}

/// A thread in a list.
#[derive(Debug, Clone)]
pub struct TopicRow {
    /// The first post.
    pub id: PostId,
    /// The title.
    pub title: String,
    /// The language of the title, where known (BCP 47).
    pub language: Option<String>,
    /// Who began it.
    pub author: Person,
    /// The community, in lists that mix several.
    pub community: Option<Community>,
    /// Tags, without `#`.
    pub tags: Vec<String>,
    /// What kind of resource it is, when it is one.
    pub kind: Option<ResourceKind>,
    /// Everybody who took part, the author first; at most five are shown.
    pub participants: Vec<Person>,
    /// Organizations that took part.
    pub organizations: u32,
    /// Number of replies.
    pub replies: u32,
    /// Replies that the reader has not seen.
    pub unread: u32,
    /// Whether the reader has not seen it at all.
    pub new: bool,
    /// Pinned to the top.
    pub pinned: bool,
    /// Closed for replies.
    pub locked: bool,
    /// The latest activity.
    pub last_activity: Timestamp,
    /// Who was active last.
    pub last_author: Person,
}

impl TopicRow {
    /// The thread's address.
    pub fn href(&self) -> String {
        let noun = if self.kind.is_some() { 'r' } else { 'p' };
        format!("/{noun}/{}", self.id)
    }
}

/// `GET /c/{handle}/library?kind=&tag=`, a form of radio buttons with these names: one kind, one tag.
#[derive(Debug, Clone)]
pub struct Library {
    /// The header.
    pub header: CommunityHeader,
    /// Kinds, as radio buttons named `kind`.
    pub kinds: Vec<Facet>,
    /// Tags, as radio buttons named `tag`.
    pub tags: Vec<Facet>,
    /// Whether anything is filtered.
    pub filtered: bool,
    /// How many resources match.
    pub total: u64,
    /// The resources.
    pub resources: Vec<ResourceCard>,
    /// Further resources.
    pub pagination: Pagination,
}

/// A radio button that narrows a list.
#[derive(Debug, Clone)]
pub struct Facet {
    /// Value, label and whether it is chosen.
    pub choice: Choice,
    /// How many it would leave.
    pub count: u64,
}

/// A resource in a list.
#[derive(Debug, Clone)]
pub struct ResourceCard {
    /// The resource.
    pub id: PostId,
    /// The title.
    pub title: String,
    /// The language of title and abstract (BCP 47).
    pub language: Option<String>,
    /// What kind it is.
    pub kind: ResourceKind,
    /// The abstract, without markup.
    pub summary: String,
    /// Tags, without `#`.
    pub tags: Vec<String>,
    /// Who keeps it up to date.
    pub steward: Option<Person>,
    /// The licence's short name.
    pub licence: Option<String>,
    /// The current version's number.
    pub version: u32,
    /// Whether it is still valid.
    pub validity: Validity,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// Whether a resource is still valid. The days are the calendar's: the same wherever they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// No date was given.
    Unstated,
    /// To be reviewed by that day.
    Current(Date),
    /// The day is near.
    DueSoon(Date),
    /// The day has passed.
    Overdue(Date),
}

/// `GET /c/{handle}/people`.
#[derive(Debug, Clone)]
pub struct CommunityPeople {
    /// The header.
    pub header: CommunityHeader,
    /// Moderators first, then those who took part lately.
    pub people: Vec<Member>,
    /// Followers by organization, only counted.
    pub organizations: Vec<(Organization, u64)>,
    /// Further people.
    pub pagination: Pagination,
}

/// A person in a community.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// As what.
    pub role: Role,
    /// When they last took part.
    pub last_active: Option<Timestamp>,
}

/// What somebody is in a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Moderates.
    Moderator,
    /// Takes part.
    Participant,
}

/// `GET /c/{handle}/log`.
#[derive(Debug, Clone)]
pub struct ModerationLog {
    /// The header.
    pub header: CommunityHeader,
    /// The newest first.
    pub entries: Vec<LogEntry>,
    /// Further entries.
    pub pagination: Pagination,
}

/// A line of the moderation log.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: Person,
    /// What.
    pub action: LogAction,
    /// The post or person concerned: text and address.
    pub subject: Option<(String, String)>,
    /// The reason given.
    pub reason: String,
    /// Until when a ban lasts.
    pub until: Option<Timestamp>,
}

macro_rules! keyed {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $key:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// The catalogue's key for it.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }
    )+};
}
pub(super) use keyed;

keyed! {
    /// What a moderator did.
    LogAction {
        /// Removed a post.
        Removed => "log-removed",
        /// Restored a post.
        Restored => "log-restored",
        /// Closed a thread.
        Locked => "log-locked",
        /// Reopened a thread.
        Unlocked => "log-unlocked",
        /// Pinned a thread.
        Pinned => "log-pinned",
        /// Unpinned a thread.
        Unpinned => "log-unpinned",
        /// Banned a person.
        Banned => "log-banned",
        /// Lifted a ban.
        Unbanned => "log-unbanned",
        /// Made somebody a moderator.
        ModeratorAdded => "log-moderator-added",
        /// Somebody stopped being a moderator.
        ModeratorRemoved => "log-moderator-removed",
        /// Changed name, description or rules.
        Edited => "log-edited",
        /// Suspended a person on the node.
        Suspended => "log-suspended",
        /// Lifted a suspension.
        Unsuspended => "log-unsuspended",
        /// Decided a report.
        ReportDecided => "log-report-decided",
    }
}
