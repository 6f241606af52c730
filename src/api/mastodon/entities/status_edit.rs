//! <https://docs.joinmastodon.org/entities/StatusEdit/> and <https://docs.joinmastodon.org/entities/StatusSource/>

use serde::Serialize;

use super::{Account, MediaAttachment};
use crate::domain::ids::PostId;
use crate::domain::time::Timestamp;

/// A wording of a status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct StatusEdit {
    /// Sanitised HTML.
    pub(in crate::api) content: String,
    /// As that of the status.
    pub(in crate::api) spoiler_text: String,
    pub(in crate::api) sensitive: bool,
    /// Since when it was worded so.
    pub(in crate::api) created_at: Timestamp,
    /// Who worded it.
    pub(in crate::api) account: Account,
    pub(in crate::api) media_attachments: Vec<MediaAttachment>,
    pub(in crate::api) emojis: [(); 0],
    pub(in crate::api) poll: Option<()>,
}

/// A status as its author typed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct StatusSource {
    pub(in crate::api) id: PostId,
    /// The title, where there is one, is the first line.
    pub(in crate::api) text: String,
    pub(in crate::api) spoiler_text: String,
}
