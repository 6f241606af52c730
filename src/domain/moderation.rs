//! Reports, the moderation log, and what people are told.

use super::ids::{ActorId, ModerationId, NotificationId, PostId, ReportId};
use super::time::Timestamp;

text_enum! {
    ReportState {
        Open = "open",
        /// Something was done about it.
        Resolved = "resolved",
        /// Nothing needed doing.
        Dismissed = "dismissed",
    }
}

/// Somebody asks moderators to look at a post or person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub id: ReportId,
    pub uri: String,
    pub reporter_id: ActorId,
    pub subject_id: ActorId,
    pub community_id: Option<ActorId>,
    pub post_id: Option<PostId>,
    /// Plain text.
    pub reason: String,
    pub state: ReportState,
    pub resolution: Option<String>,
    pub resolved_by: Option<ActorId>,
    pub resolved_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

text_enum! {
    /// What a moderator did.
    ModerationAction {
        RemovePost = "remove_post",
        RestorePost = "restore_post",
        LockThread = "lock_thread",
        UnlockThread = "unlock_thread",
        PinThread = "pin_thread",
        UnpinThread = "unpin_thread",
        BanPerson = "ban_person",
        UnbanPerson = "unban_person",
        AddModerator = "add_moderator",
        RemoveModerator = "remove_moderator",
        EditCommunity = "edit_community",
        SuspendPerson = "suspend_person",
        UnsuspendPerson = "unsuspend_person",
        ResolveReport = "resolve_report",
    }
}

impl ModerationAction {
    /// Whether everybody may know of it. What is decided about a report would tell which post was reported.
    pub const fn is_public(self) -> bool {
        !matches!(self, Self::ResolveReport)
    }
}

/// A line of the moderation log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModerationEntry {
    pub id: ModerationId,
    /// `None`: an act of the node's own moderators.
    pub community_id: Option<ActorId>,
    pub moderator_id: Option<ActorId>,
    pub action: ModerationAction,
    pub post_id: Option<PostId>,
    pub subject_id: Option<ActorId>,
    pub reason: Option<String>,
    pub ends_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

text_enum! {
    NotificationKind {
        Reply = "reply",
        Mention = "mention",
        Thanks = "thanks",
        /// Somebody whom the person follows, or somebody in a community that they follow, began a discussion, and they wish to
        /// hear of each.
        Posted = "posted",
        /// Somebody passed a post of the person's on to their own followers.
        Shared = "shared",
        /// The words of a post were changed that the person passed on to their own followers.
        Updated = "updated",
        /// Somebody follows the person or, with the `detail` `waiting`, asks to follow the person or a community that
        /// the person moderates.
        Follow = "follow",
        /// A follow of ours was accepted.
        FollowAccepted = "follow_accepted",
        /// A moderator acted on something of the person's; `detail` is the [`ModerationAction`].
        Moderation = "moderation",
        /// The host of a community did not publish a post; `detail` is its reason.
        PostRefused = "post_refused",
        /// A post that waited for its time could not be published; `detail` is the reason.
        NotPublished = "not_published",
        /// A report waits in a community that the person moderates, or on the node.
        Report = "report",
        /// Moderators closed a report of the person's; `detail` is its [`ReportState`].
        ReportClosed = "report_closed",
        /// Somebody asked for an account.
        SignUp = "sign_up",
    }
}

/// Something a person is told about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: NotificationId,
    pub account_id: ActorId,
    pub kind: NotificationKind,
    pub actor_id: Option<ActorId>,
    pub post_id: Option<PostId>,
    pub community_id: Option<ActorId>,
    pub detail: Option<String>,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}
