//! <https://docs.joinmastodon.org/entities/ScheduledStatus/>

use serde::Serialize;

use super::MediaAttachment;
use crate::domain::ids::{MediaId, PostId, ScheduledId};
use crate::domain::time::Timestamp;

/// A status that waits for its time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct ScheduledStatus {
    pub(in crate::api) id: ScheduledId,
    pub(in crate::api) scheduled_at: Timestamp,
    pub(in crate::api) params: ScheduledParams,
    pub(in crate::api) media_attachments: Vec<MediaAttachment>,
}

/// What its author wrote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct ScheduledParams {
    pub(in crate::api) text: String,
    pub(in crate::api) poll: Option<()>,
    pub(in crate::api) media_ids: Option<Vec<MediaId>>,
    pub(in crate::api) sensitive: bool,
    pub(in crate::api) spoiler_text: Option<String>,
    /// Always `public`.
    pub(in crate::api) visibility: &'static str,
    pub(in crate::api) in_reply_to_id: Option<PostId>,
    pub(in crate::api) language: Option<String>,
    pub(in crate::api) application_id: i64,
    pub(in crate::api) scheduled_at: Option<()>,
    pub(in crate::api) idempotency: Option<()>,
    pub(in crate::api) with_rate_limit: bool,
}
