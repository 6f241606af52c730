//! What apps call the things that people are told: the types of notifications of the Mastodon API.

use super::moderation::{ModerationAction, Notification, NotificationKind};

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
    /// What of moderators is a warning. That a thread is pinned, locked or put back is none.
    pub const WARNINGS: &[ModerationAction] =
        &[ModerationAction::RemovePost, ModerationAction::BanPerson, ModerationAction::SuspendPerson];

    /// What apps call this; `None` for what they have no word for, and what would break them.
    ///
    /// That the host of a community refused a post, or that one did not appear when its time came, has no word: a
    /// `moderation_warning` says that moderators acted on the person, and `severed_relationships` that follows are lost;
    /// neither is so. Both stand on the page of notifications. The refused post is among those that its author sees, and the
    /// other still among those that apps list as scheduled.
    pub fn of(notification: &Notification) -> Option<Self> {
        match notification.kind {
            NotificationKind::Reply | NotificationKind::Mention => Some(Self::Mention),
            NotificationKind::Thanks => Some(Self::Favourite),
            NotificationKind::Posted => Some(Self::Status),
            NotificationKind::Shared => Some(Self::Reblog),
            NotificationKind::Updated => Some(Self::Update),
            NotificationKind::Follow if notification.community_id.is_some() => None,
            NotificationKind::Follow if notification.detail.as_deref() == Some("waiting") => {
                Some(Self::FollowRequest)
            }
            NotificationKind::Follow => Some(Self::Follow),
            NotificationKind::Moderation => {
                let act = notification.detail.as_deref().and_then(ModerationAction::parse);
                act.filter(|act| Self::WARNINGS.contains(act)).map(|_| Self::ModerationWarning)
            }
            NotificationKind::FollowAccepted
            | NotificationKind::PostRefused
            | NotificationKind::NotPublished
            | NotificationKind::Report
            | NotificationKind::ReportClosed
            | NotificationKind::SignUp => None,
        }
    }

    /// The kinds that it may be; [`Alert::details`] says more of them.
    pub const fn kinds(self) -> &'static [NotificationKind] {
        match self {
            Self::Mention => &[NotificationKind::Reply, NotificationKind::Mention],
            Self::Favourite => &[NotificationKind::Thanks],
            Self::Status => &[NotificationKind::Posted],
            Self::Reblog => &[NotificationKind::Shared],
            Self::Update => &[NotificationKind::Updated],
            Self::Follow | Self::FollowRequest => &[NotificationKind::Follow],
            Self::ModerationWarning => &[NotificationKind::Moderation],
            Self::Poll | Self::Quote | Self::QuotedUpdate | Self::AdminSignUp | Self::AdminReport => &[],
        }
    }

    /// What the `detail` of a notification is where it is this: one of these, and none where there are none. It tells a
    /// request to follow from a follow, and a warning from other acts of moderators.
    pub fn details(self) -> Vec<&'static str> {
        match self {
            Self::FollowRequest => vec!["waiting"],
            Self::ModerationWarning => Self::WARNINGS.iter().map(|act| act.as_str()).collect(),
            _ => Vec::new(),
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

    fn told(kind: NotificationKind, detail: Option<&str>) -> Notification {
        Notification {
            id: NotificationId::new(1),
            account_id: ActorId::new(1),
            kind,
            actor_id: Some(ActorId::new(3)),
            post_id: None,
            community_id: None,
            detail: detail.map(str::to_owned),
            created_at: Timestamp::from_millis(0),
            read_at: None,
        }
    }

    #[test]
    fn nobody_is_warned_by_a_thread_that_is_pinned() {
        let acts = ModerationAction::ALL.iter().copied();
        let warned =
            acts.filter(|act| Alert::of(&told(NotificationKind::Moderation, Some(act.as_str()))).is_some());
        assert_eq!(warned.collect::<Vec<_>>(), Alert::WARNINGS);
    }

    #[test]
    fn what_something_is_called_is_among_the_names_that_its_kind_is_asked_for_by() {
        for kind in NotificationKind::ALL {
            for (community_id, detail) in [
                (None, None),
                (Some(ActorId::new(2)), None),
                (None, Some("waiting")),
                (None, Some("ban_person")),
            ] {
                let notification = Notification { community_id, ..told(*kind, detail) };
                if let Some(alert) = Alert::of(&notification) {
                    assert!(alert.kinds().contains(kind), "{kind:?} is called {alert:?}");
                    let said = detail.is_none_or(|detail| alert.details().contains(&detail));
                    assert!(
                        said || alert.details().is_empty(),
                        "{kind:?} with {detail:?} is called {alert:?}"
                    );
                }
            }
        }
    }
}
