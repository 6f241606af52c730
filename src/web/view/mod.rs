//! What each page shows, as plain values.
//!
//! Handlers fill these structs from the store and the services; templates read them and decide nothing else. For a form, the
//! doc comment of its struct names the address it posts to and its fields: that is the contract with the handler. Every form
//! also carries the hidden field `csrf`.

mod about;
mod account;
mod admin;
mod api_reference;
mod apps;
mod community;
mod community_settings;
mod compose;
mod confirm;
mod error;
mod explore;
mod form;
mod history;
mod home;
mod moderation;
mod notifications;
mod parts;
mod profile;
mod resource;
#[cfg(test)]
pub(super) mod sample;
mod settings;
mod tags;
mod thread;

pub use about::{About, KnownOrganization};
pub use account::{SignIn, SignUp, SignUpWaiting};
pub use admin::{
    AccountState, AdminFederation, AdminOrganization, AdminPeers, AdminPeople, DomainRule, DryRun,
    FederationMode, ManagedPerson, NodeRole, Peer, PeerState, QueueSummary, Refusal, RuleKind,
};
pub use api_reference::{
    ApiAnswer, ApiField, ApiGroup, ApiKind, ApiOperation, ApiReference, ApiShape, Piece, Prose,
};
pub use apps::{AuthorizationCode, Authorize, AuthorizeRefused, AuthorizedApp, SettingsApps};
pub use community::{
    Backfill, CommunityHeader, CommunityOverview, CommunityPeople, Facet, FollowState, Library, LogAction,
    LogEntry, Member, ModerationLog, ResourceCard, Role, TopicFilter, TopicList, TopicRow, Validity,
};
pub use community_settings::{Ban, Bans, CommunityForm, Moderators, PostPolicy, Visibility};
pub use compose::{AttachedFile, Compose, ComposeKind, Licence, ResourceKind};
pub use confirm::{Confirm, ConfirmKind, ConfirmReview, ReportForm, ReportReason};
pub use error::ErrorPage;
pub use explore::{Explore, Lookup, PersonResult, ThreadResult};
pub use form::{Choice, FieldError, FormErrors};
pub use history::{Change, DiffLine, PostHistory, ResourceDiff, Revision, Versions};
pub use home::{FrontPage, Home, MyCommunity};
pub use moderation::{MayDecide, Report, ReportDetail, ReportList, ReportRow, ReportState};
pub use notifications::{FollowRequest, Notification, NotificationKind, Notifications};
pub use parts::{Attachment, Community, Organization, Pagination, Person, SafeHtml};
pub use profile::{Profile, ProfileField};
pub use resource::{Resource, ResourceFacts, VersionNotice};
pub use settings::{
    KeptAway, Session, SettingsAccount, SettingsAppearance, SettingsData, SettingsKeptAway, SettingsMoving,
    SettingsProfile, SettingsSessions,
};
pub use tags::TagPage;
pub use thread::{DeliveryState, InReplyTo, May, Nesting, Note, Post, Removal, Step, Thread};
