//! What happened that concerns the reader.

use super::community::keyed;
use super::{Community, Pagination, Person};
use crate::domain::ids::{ActorId, NotificationId};
use crate::domain::time::Timestamp;

/// `GET /notifications`. Posts to the same address: `action=read-all`; `action=read` with `notification`; `action=approve|refuse` with
/// `notification`, `person` and, for a community, `community`.
#[derive(Debug, Clone)]
pub struct Notifications {
    /// The newest first.
    pub items: Vec<Notification>,
    /// How many are unread.
    pub unread: u32,
    /// Further ones.
    pub pagination: Pagination,
}

/// One notification.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub by: Person,
    /// Where it leads.
    pub href: String,
    /// The thread's title, or what else it is about.
    pub subject: String,
    /// The beginning of what was written, without markup.
    pub excerpt: String,
    /// Where it happened.
    pub community: Option<Community>,
    /// When.
    pub at: Timestamp,
    /// Whether it has not been seen.
    pub unread: bool,
    /// Who waits for the reader's answer, while they do.
    pub asks: Option<FollowRequest>,
}

/// Somebody who asked to follow the reader, or a community that the reader moderates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowRequest {
    /// Who asked.
    pub follower: ActorId,
    /// What they asked to follow; none for the reader.
    pub community: Option<ActorId>,
}

keyed! {
    /// What happened. Every sentence has `{ $name }` in it.
    NotificationKind {
        /// Somebody replied.
        Reply => "notified-reply",
        /// Somebody mentioned the reader.
        Mention => "notified-mention",
        /// Somebody said thanks.
        Thanks => "notified-thanks",
        /// Somebody began a discussion, and the reader wishes to hear of it.
        Posted => "notified-posted",
        /// Somebody shared a post of the reader's.
        Shared => "notified-shared",
        /// Somebody changed a post that the reader shared.
        Updated => "notified-updated",
        /// Somebody follows a community that the reader moderates.
        Follow => "notified-follow",
        /// Somebody asks to follow a community that the reader moderates.
        FollowAsked => "notified-follow-asked",
        /// Somebody follows the reader.
        Follower => "notified-follower",
        /// Somebody asks to follow the reader.
        FollowerAsked => "notified-follower-asked",
        /// A moderator removed something of the reader's.
        Removed => "notified-removed",
        /// A moderator did something else to something of the reader's.
        Moderated => "notified-moderated",
        /// Something was reported to the reader.
        Reported => "notified-reported",
        /// A report of the reader's led to something.
        ReportResolved => "notified-report-resolved",
        /// Moderators found nothing to do about a report of the reader's.
        ReportDismissed => "notified-report-dismissed",
        /// Somebody asks for an account.
        SignUp => "notified-sign-up",
        /// A community's host did not accept a post.
        Refused => "notified-refused",
        /// A post of the reader's that waited for its time was not published.
        NotPublished => "notified-not-published",
        /// A community's host accepted the reader's follow.
        FollowAccepted => "notified-follow-accepted",
    }
}

impl NotificationKind {
    /// The icon in the sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Reply | Self::Mention | Self::Posted => "reply",
            Self::Thanks => "thanks",
            Self::Shared | Self::Updated => "share",
            Self::Follow
            | Self::FollowAsked
            | Self::Follower
            | Self::FollowerAsked
            | Self::FollowAccepted
            | Self::SignUp => "people",
            Self::Removed
            | Self::Moderated
            | Self::Reported
            | Self::ReportResolved
            | Self::ReportDismissed
            | Self::Refused
            | Self::NotPublished => "flag",
        }
    }
}
