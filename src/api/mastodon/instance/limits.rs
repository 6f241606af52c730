//! What may be sent, and how much of it: the limits that the services hold everybody to.

use crate::api::ApiState;
use crate::api::mastodon::entities::{
    AccountLimits, Configuration, Feeds, MediaLimits, PollLimits, StatusLimits, TimelinesAccess, Translation,
    Urls, Vapid,
};
use crate::config::FederationMode;
use crate::domain::post::{MAX_ATTACHMENTS, MAX_SOURCE};
use crate::http::routes;
use crate::infra::media::FileType;
use crate::services::marks::MAX_PINS;
use crate::services::media::MAX_DESCRIPTION;
use crate::services::profile_text::{MAX_FIELD, MAX_FIELDS, MAX_NAME, MAX_SUMMARY};

/// How long apps count an address to be. Here it counts as what it is, and there is room for it.
const ADDRESS: usize = 23;
const FEATURED_TAGS: usize = 10;

pub(super) fn configuration(state: &ApiState, vapid: &str, mode: FederationMode) -> Configuration {
    let limits = &state.config.limits;
    Configuration {
        urls: Urls {
            streaming: streaming(state),
            status: None,
            about: state.context.addresses.absolute(routes::ABOUT),
            privacy_policy: None,
            terms_of_service: None,
        },
        vapid: Vapid { public_key: vapid.to_owned() },
        accounts: AccountLimits {
            max_featured_tags: FEATURED_TAGS,
            max_pinned_statuses: MAX_PINS,
            max_profile_fields: MAX_FIELDS,
            profile_field_name_limit: MAX_FIELD,
            profile_field_value_limit: MAX_FIELD,
            max_display_name_length: MAX_NAME,
            max_note_length: MAX_SUMMARY,
        },
        statuses: StatusLimits {
            max_characters: MAX_SOURCE,
            max_media_attachments: MAX_ATTACHMENTS,
            characters_reserved_per_url: ADDRESS,
        },
        media_attachments: MediaLimits {
            supported_mime_types: FileType::ALL.into_iter().map(FileType::media_type).collect(),
            description_limit: MAX_DESCRIPTION,
            image_size_limit: limits.upload_bytes,
            image_matrix_limit: limits.image_pixels,
            // Apps hold every file that is no image to this one.
            video_size_limit: limits.upload_bytes,
            video_frame_rate_limit: 0,
            video_matrix_limit: 0,
        },
        // There are none. Apps make a menu of the times between the last two, and break when it is empty.
        polls: PollLimits {
            max_options: 0,
            max_characters_per_option: 0,
            min_expiration: 300,
            max_expiration: 2_629_746,
        },
        // What is ranked by links is nothing.
        timelines_access: TimelinesAccess {
            live_feeds: Feeds { local: "public", remote: "public" },
            hashtag_feeds: Feeds { local: "public", remote: "public" },
            trending_link_feeds: Feeds { local: "disabled", remote: "disabled" },
        },
        translation: Translation { enabled: false },
        limited_federation: mode != FederationMode::Open,
    }
}

/// Where streams are: the node's own address as a WebSocket has it.
pub(super) fn streaming(state: &ApiState) -> String {
    let origin = state.context.addresses.origin();
    origin.strip_prefix("http").map_or_else(|| origin.to_owned(), |rest| format!("ws{rest}"))
}
