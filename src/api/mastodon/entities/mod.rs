//! The shapes of the Mastodon API, one file per entity. They are answers only: nothing is stored as one.
//!
//! Fields are there even where they are empty: apps are written in languages in which a missing field is a crash.

mod account;
mod context;
mod credential_account;
mod filter;
mod instance;
mod list;
mod marker;
mod media_attachment;
mod notification;
mod preferences;
mod relationship;
mod report;
mod scheduled_status;
mod search;
mod status;
mod status_edit;
mod tag;

pub(in crate::api) use self::account::{Account, Field};
pub(in crate::api) use self::context::Context;
pub(in crate::api) use self::credential_account::{CredentialAccount, OwnRole, Source};
pub(in crate::api) use self::filter::{Filter, FilterKeyword, FilterStatus, Rules, V1Filter};
pub(in crate::api) use self::instance::{
    AccountLimits, ApiVersions, Configuration, Contact, DomainBlock, Feeds, Instance, InstanceV1, Locale,
    MediaLimits, NodeText, PollLimits, Registrations, Rule, Stats, StatusLimits, Thumbnail, TimelinesAccess,
    Translation, Urls, UrlsV1, Usage, Users, Vapid, Versions, Week,
};
pub(in crate::api) use self::list::List;
pub(in crate::api) use self::marker::Marker;
pub(in crate::api) use self::media_attachment::{Focus, MediaAttachment, Meta, Size};
pub(in crate::api) use self::notification::{
    GroupedNotifications, ModerationWarning, Notification, NotificationGroup, NotificationPolicy,
    NotificationPolicyV1, NotificationRequest, PartialAccount, PolicySummary, WebPushSubscription,
};
pub(in crate::api) use self::preferences::Preferences;
pub(in crate::api) use self::relationship::{FamiliarFollowers, Relationship};
pub(in crate::api) use self::report::Report;
pub(in crate::api) use self::scheduled_status::{ScheduledParams, ScheduledStatus};
pub(in crate::api) use self::search::{FoundTag, Search, SearchV1};
pub(in crate::api) use self::status::{
    FilterResult, Mention, Own, PreviewCard, QuoteApproval, Status, Tag, Visibility,
};
pub(in crate::api) use self::status_edit::{StatusEdit, StatusSource};
pub(in crate::api) use self::tag::{FeaturedTag, TagDay, TagWithHistory};
