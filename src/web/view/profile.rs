//! A person's page.

use super::{Community, FollowState, Pagination, Person, SafeHtml, TopicRow};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// `GET /u/{handle}`. Form of the node's moderators: `POST /moderation/people` with `person`, `action=suspend|restore`, `reason`.
/// Buttons: `POST /u/{handle}/follow`, `POST /u/{handle}/unfollow`, and the same with `block`, `unblock`, `mute`, `unmute`.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Who.
    pub person: Person,
    /// The address by which people elsewhere find them, such as `@dana@b.test`.
    pub address: String,
    /// What they say about themselves.
    pub bio: SafeHtml,
    /// Fields that they filled in.
    pub fields: Vec<ProfileField>,
    /// Since when they are known here.
    pub since: Timestamp,
    /// Communities that they and the reader have in common, or that they moderate.
    pub communities: Vec<Community>,
    /// Threads that they began or took part in, as far as the reader may see them.
    pub topics: Vec<TopicRow>,
    /// Further threads.
    pub pagination: Pagination,
    /// Whether it is the reader's own page.
    pub own: bool,
    /// Suspended by this node's administrators.
    pub suspended: bool,
    /// The wide picture.
    pub banner: Option<String>,
    /// The id for the form of the node's moderators, who may suspend and restore; none for everybody else.
    pub moderate: Option<ActorId>,
    /// The page on their own node, when that is another.
    pub original: Option<String>,
    /// Whether the reader follows them.
    pub follow: FollowState,
    /// Whether the reader can block and mute them: whoever is signed in, and is not they.
    pub may_keep_away: bool,
    /// Whether the reader blocks them.
    pub blocked: bool,
    /// Whether the reader mutes them.
    pub muted: bool,
    /// Where they went, as a web address.
    pub moved_to: Option<String>,
}

/// A field of a profile.
#[derive(Debug, Clone)]
pub struct ProfileField {
    /// The label.
    pub name: String,
    /// The value; a link shows its whole address.
    pub value: SafeHtml,
}
