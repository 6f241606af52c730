//! What apps call the things that people are told: the types of notifications of the Mastodon API.

use super::moderation::{Notification, NotificationKind};

text_enum! {
    /// A type of notification that apps know. Some never come up here, and can be asked for all the same.
    Alert {
        /// A reply is one too: Mastodon makes no difference.
        Mention = "mention",
        Status = "status",
        Reblog = "reblog",
        Follow = "follow",
        FollowRequest = "follow_request",
        Favourite = "favourite",
        Poll = "poll",
        Update = "update",
        Quote = "quote",
        QuotedUpdate = "quoted_update",
        AdminSignUp = "admin.sign_up",
        AdminReport = "admin.report",
        ModerationWarning = "moderation_warning",
    }
}

impl Alert {
    /// What apps call this; `None` for what they have no word for, and what would break them.
    pub fn of(notification: &Notification) -> Option<Self> {
        match notification.kind {
            NotificationKind::Reply | NotificationKind::Mention => Some(Self::Mention),
            NotificationKind::Thanks => Some(Self::Favourite),
            NotificationKind::Shared => Some(Self::Reblog),
            NotificationKind::Follow if notification.community_id.is_some() => None,
            NotificationKind::Follow if notification.detail.as_deref() == Some("waiting") => {
                Some(Self::FollowRequest)
            }
            NotificationKind::Follow => Some(Self::Follow),
            NotificationKind::Moderation => Some(Self::ModerationWarning),
            NotificationKind::FollowAccepted
            | NotificationKind::PostRefused
            | NotificationKind::NotPublished
            | NotificationKind::Report
            | NotificationKind::SignUp => None,
        }
    }

    /// The kinds that it may be. Which of two alerts a follow is, [`Alert::of`] says.
    pub const fn kinds(self) -> &'static [NotificationKind] {
        match self {
            Self::Mention => &[NotificationKind::Reply, NotificationKind::Mention],
            Self::Favourite => &[NotificationKind::Thanks],
            Self::Reblog => &[NotificationKind::Shared],
            Self::Follow | Self::FollowRequest => &[NotificationKind::Follow],
            Self::ModerationWarning => &[NotificationKind::Moderation],
            Self::Status
            | Self::Poll
            | Self::Update
            | Self::Quote
            | Self::QuotedUpdate
            | Self::AdminSignUp
            | Self::AdminReport => &[],
        }
    }

    /// Whether those of one time about one thing are shown as one.
    pub const fn is_grouped(self) -> bool {
        matches!(self, Self::Favourite | Self::Reblog | Self::Follow)
    }

    /// Whether it is about a post, and nothing without it.
    pub const fn is_about_a_post(self) -> bool {
        matches!(self, Self::Mention | Self::Status | Self::Reblog | Self::Favourite | Self::Update)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ActorId, NotificationId};
    use crate::domain::time::Timestamp;

    #[test]
    fn what_something_is_called_is_among_the_names_that_its_kind_is_asked_for_by() {
        for kind in NotificationKind::ALL {
            for (community_id, detail) in
                [(None, None), (Some(ActorId::new(2)), None), (None, Some("waiting".to_owned()))]
            {
                let notification = Notification {
                    id: NotificationId::new(1),
                    account_id: ActorId::new(1),
                    kind: *kind,
                    actor_id: Some(ActorId::new(3)),
                    post_id: None,
                    community_id,
                    detail,
                    created_at: Timestamp::from_millis(0),
                    read_at: None,
                };
                if let Some(alert) = Alert::of(&notification) {
                    assert!(alert.kinds().contains(kind), "{kind:?} is called {alert:?}");
                }
            }
        }
    }
}
