//! How a person of this node stands to somebody, beside following: blocks, mutes, wishes and remarks.

use super::ids::ActorId;
use super::time::Timestamp;

/// The most domains that a person mutes.
pub const MAX_MUTED_DOMAINS: i64 = 1_000;
/// The longest private remark about somebody, in characters.
pub const MAX_NOTE: usize = 2_000;
/// The most languages that a follower can wish for.
pub const MAX_LANGUAGES: usize = 20;

/// Everything between a person and somebody else, as the person may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// The somebody else.
    pub target: ActorId,
    pub following: bool,
    /// The person asked to follow, and waits.
    pub requested: bool,
    pub followed_by: bool,
    /// The other asked to follow, and waits.
    pub requested_by: bool,
    pub wishes: Wishes,
    pub blocking: bool,
    pub blocked_by: bool,
    pub mute: Option<Mute>,
    pub domain_muted: bool,
    /// A private remark; empty for none.
    pub note: String,
}

impl Relationship {
    /// Whether there is anything that one of the two did: a follow, asked for or not, a block or a mute.
    pub fn is_something(&self) -> bool {
        let follow = self.following || self.requested || self.followed_by || self.requested_by;
        follow || self.blocking || self.mute.is_some()
    }
}

/// What a follower wants of somebody they follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Show what they share.
    pub shares: bool,
    /// Tell of each thread that they begin, or that is begun in them where they are a community.
    pub notify: bool,
    /// Language tags; `None` for all.
    pub languages: Option<Vec<String>>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { shares: true, notify: false, languages: None }
    }
}

/// That somebody is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mute {
    /// Nor told of.
    pub notifications: bool,
    /// `None`: until taken back.
    pub ends_at: Option<Timestamp>,
}
