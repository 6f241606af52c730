//! <https://docs.joinmastodon.org/entities/Instance/> and <https://docs.joinmastodon.org/entities/V1_Instance/>

use serde::Serialize;

use super::Account;
use crate::domain::time::Timestamp;

/// The node, as apps since Mastodon 4 ask for it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Instance {
    /// The domain of its handles.
    pub(in crate::api) domain: String,
    pub(in crate::api) title: String,
    /// Begins with the version of Mastodon whose API this is: apps read it as a number.
    pub(in crate::api) version: String,
    pub(in crate::api) source_url: &'static str,
    /// Plain text.
    pub(in crate::api) description: String,
    pub(in crate::api) usage: Usage,
    pub(in crate::api) thumbnail: Thumbnail,
    pub(in crate::api) icon: [(); 0],
    pub(in crate::api) languages: &'static [&'static str],
    pub(in crate::api) configuration: Configuration,
    pub(in crate::api) registrations: Registrations,
    pub(in crate::api) api_versions: ApiVersions,
    pub(in crate::api) contact: Contact,
    pub(in crate::api) rules: Vec<Rule>,
}

/// The node, as older apps ask for it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct InstanceV1 {
    /// The domain of its handles.
    pub(in crate::api) uri: String,
    pub(in crate::api) title: String,
    pub(in crate::api) short_description: String,
    /// Sanitised HTML.
    pub(in crate::api) description: String,
    pub(in crate::api) email: String,
    pub(in crate::api) version: String,
    pub(in crate::api) urls: UrlsV1,
    pub(in crate::api) stats: Stats,
    pub(in crate::api) thumbnail: String,
    pub(in crate::api) languages: &'static [&'static str],
    pub(in crate::api) registrations: bool,
    pub(in crate::api) approval_required: bool,
    pub(in crate::api) invites_enabled: bool,
    pub(in crate::api) configuration: Configuration,
    pub(in crate::api) contact_account: Option<Account>,
    pub(in crate::api) rules: Vec<Rule>,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Usage {
    pub(in crate::api) users: Users,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Users {
    pub(in crate::api) active_month: i64,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Thumbnail {
    pub(in crate::api) url: String,
    pub(in crate::api) blurhash: Option<String>,
    pub(in crate::api) description: Option<String>,
    pub(in crate::api) versions: Versions,
}

/// Other sizes of a picture; there are none.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Versions {}

/// What may be sent, and how much of it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Configuration {
    pub(in crate::api) urls: Urls,
    pub(in crate::api) vapid: Vapid,
    pub(in crate::api) accounts: AccountLimits,
    pub(in crate::api) statuses: StatusLimits,
    pub(in crate::api) media_attachments: MediaLimits,
    pub(in crate::api) polls: PollLimits,
    pub(in crate::api) timelines_access: TimelinesAccess,
    pub(in crate::api) translation: Translation,
    /// Whether the node speaks with those alone that it was told to.
    pub(in crate::api) limited_federation: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Urls {
    /// `wss://host`, without a path.
    pub(in crate::api) streaming: String,
    pub(in crate::api) status: Option<String>,
    pub(in crate::api) about: String,
    pub(in crate::api) privacy_policy: Option<String>,
    pub(in crate::api) terms_of_service: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct UrlsV1 {
    pub(in crate::api) streaming_api: String,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Vapid {
    /// base64url.
    pub(in crate::api) public_key: String,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct AccountLimits {
    pub(in crate::api) max_featured_tags: usize,
    pub(in crate::api) max_pinned_statuses: i64,
    pub(in crate::api) max_profile_fields: usize,
    pub(in crate::api) profile_field_name_limit: usize,
    pub(in crate::api) profile_field_value_limit: usize,
    pub(in crate::api) max_display_name_length: usize,
    pub(in crate::api) max_note_length: usize,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct StatusLimits {
    pub(in crate::api) max_characters: usize,
    pub(in crate::api) max_media_attachments: usize,
    pub(in crate::api) characters_reserved_per_url: usize,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct MediaLimits {
    pub(in crate::api) supported_mime_types: Vec<&'static str>,
    pub(in crate::api) description_limit: usize,
    /// Bytes.
    pub(in crate::api) image_size_limit: usize,
    /// Pixels.
    pub(in crate::api) image_matrix_limit: u64,
    /// Bytes of whatever is no image.
    pub(in crate::api) video_size_limit: usize,
    pub(in crate::api) video_frame_rate_limit: usize,
    pub(in crate::api) video_matrix_limit: usize,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct PollLimits {
    pub(in crate::api) max_options: usize,
    pub(in crate::api) max_characters_per_option: usize,
    /// Seconds.
    pub(in crate::api) min_expiration: u64,
    /// Seconds.
    pub(in crate::api) max_expiration: u64,
}

/// Who may read which timeline without signing in.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
pub(in crate::api) struct TimelinesAccess {
    pub(in crate::api) live_feeds: Feeds,
    pub(in crate::api) hashtag_feeds: Feeds,
    pub(in crate::api) trending_link_feeds: Feeds,
}

/// `public`, `authenticated` or `disabled`.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Feeds {
    pub(in crate::api) local: &'static str,
    pub(in crate::api) remote: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Translation {
    pub(in crate::api) enabled: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Registrations {
    pub(in crate::api) enabled: bool,
    pub(in crate::api) approval_required: bool,
    pub(in crate::api) reason_required: bool,
    pub(in crate::api) message: Option<String>,
    pub(in crate::api) min_age: Option<u8>,
    pub(in crate::api) url: Option<String>,
}

/// What apps ask before they use a feature.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct ApiVersions {
    pub(in crate::api) mastodon: u32,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Contact {
    pub(in crate::api) email: String,
    pub(in crate::api) account: Option<Account>,
}

#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
pub(in crate::api) struct Stats {
    pub(in crate::api) user_count: i64,
    pub(in crate::api) status_count: i64,
    pub(in crate::api) domain_count: i64,
}

/// A language of the pages.
#[derive(Debug, Clone, Copy, Serialize)]
pub(in crate::api) struct Locale {
    /// ISO 639-1.
    pub(in crate::api) code: &'static str,
    /// In English.
    pub(in crate::api) name: &'static str,
}

/// A rule of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Rule {
    pub(in crate::api) id: String,
    pub(in crate::api) text: String,
    pub(in crate::api) hint: &'static str,
}

/// What was done here within a week; numbers as text, as Mastodon has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
pub(in crate::api) struct Week {
    /// Its first moment, in seconds since 1970.
    pub(in crate::api) week: String,
    pub(in crate::api) statuses: String,
    pub(in crate::api) logins: String,
    pub(in crate::api) registrations: String,
}

/// A text about the node.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::api) struct NodeText {
    pub(in crate::api) updated_at: Option<Timestamp>,
    /// Sanitised HTML.
    pub(in crate::api) content: String,
}

/// A domain that the node does not speak with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct DomainBlock {
    pub(in crate::api) domain: String,
    /// SHA-256 of the domain, hexadecimal.
    pub(in crate::api) digest: String,
    /// Always `suspend`.
    pub(in crate::api) severity: &'static str,
    pub(in crate::api) comment: String,
}
