//! <https://docs.joinmastodon.org/entities/Notification/> and what belongs to it.

use serde::Serialize;

use super::{Account, Status};
use crate::domain::alert::Alert;
use crate::domain::ids::{ActorId, NotificationId};
use crate::domain::notification_policy::Treatment;
use crate::domain::time::Timestamp;

/// Something a person is told.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Notification {
    pub(in crate::api) id: NotificationId,
    pub(in crate::api) r#type: Alert,
    pub(in crate::api) group_key: String,
    pub(in crate::api) created_at: Timestamp,
    pub(in crate::api) account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) moderation_warning: Option<ModerationWarning>,
}

/// <https://docs.joinmastodon.org/entities/AccountWarning/>
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct ModerationWarning {
    pub(in crate::api) id: NotificationId,
    /// `delete_statuses`, `suspend` or `none`.
    pub(in crate::api) action: &'static str,
    /// The moderator's reason, plain text.
    pub(in crate::api) text: String,
    pub(in crate::api) status_ids: Vec<String>,
    pub(in crate::api) target_account: Account,
    pub(in crate::api) appeal: Option<()>,
    pub(in crate::api) created_at: Timestamp,
}

/// A page of notifications, those of one time about one thing as one.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct GroupedNotifications {
    pub(in crate::api) accounts: Vec<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) partial_accounts: Option<Vec<PartialAccount>>,
    pub(in crate::api) statuses: Vec<Status>,
    pub(in crate::api) notification_groups: Vec<NotificationGroup>,
}

/// What is needed to show a row of pictures.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct PartialAccount {
    pub(in crate::api) id: ActorId,
    pub(in crate::api) acct: String,
    pub(in crate::api) url: String,
    pub(in crate::api) avatar: String,
    pub(in crate::api) avatar_static: String,
    pub(in crate::api) locked: bool,
    pub(in crate::api) bot: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct NotificationGroup {
    pub(in crate::api) group_key: String,
    pub(in crate::api) notifications_count: usize,
    pub(in crate::api) r#type: Alert,
    /// A number, as Mastodon has it; the ids of the page are text.
    pub(in crate::api) most_recent_notification_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) page_min_id: Option<NotificationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) page_max_id: Option<NotificationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) latest_page_notification_at: Option<Timestamp>,
    /// The latest of those who did it, each once.
    pub(in crate::api) sample_account_ids: Vec<ActorId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) status_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) moderation_warning: Option<ModerationWarning>,
}

/// <https://docs.joinmastodon.org/entities/NotificationPolicy/>
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct NotificationPolicy {
    pub(in crate::api) for_not_following: Treatment,
    pub(in crate::api) for_not_followers: Treatment,
    pub(in crate::api) for_new_accounts: Treatment,
    pub(in crate::api) for_private_mentions: Treatment,
    pub(in crate::api) for_limited_accounts: Treatment,
    pub(in crate::api) summary: PolicySummary,
}

/// The policy as the first version had it: put aside or not.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct NotificationPolicyV1 {
    pub(in crate::api) filter_not_following: bool,
    pub(in crate::api) filter_not_followers: bool,
    pub(in crate::api) filter_new_accounts: bool,
    pub(in crate::api) filter_private_mentions: bool,
    pub(in crate::api) summary: PolicySummary,
}

/// How much is put aside.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct PolicySummary {
    pub(in crate::api) pending_requests_count: i64,
    pub(in crate::api) pending_notifications_count: i64,
}

/// <https://docs.joinmastodon.org/entities/NotificationRequest/>
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct NotificationRequest {
    /// The id of who it comes from.
    pub(in crate::api) id: ActorId,
    pub(in crate::api) created_at: Timestamp,
    pub(in crate::api) updated_at: Timestamp,
    pub(in crate::api) account: Account,
    /// A number as text.
    pub(in crate::api) notifications_count: String,
    pub(in crate::api) last_status: Option<Status>,
}

/// <https://docs.joinmastodon.org/entities/WebPushSubscription/>
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct WebPushSubscription {
    pub(in crate::api) id: String,
    pub(in crate::api) endpoint: String,
    /// Whether it is encrypted as RFC 8291 has it.
    pub(in crate::api) standard: bool,
    /// What the app is woken for, by the names of [`Alert`].
    pub(in crate::api) alerts: std::collections::BTreeMap<&'static str, bool>,
    pub(in crate::api) policy: &'static str,
    /// The key by which the push service recognizes this node, base64url.
    pub(in crate::api) server_key: String,
}
