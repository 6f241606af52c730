//! <https://docs.joinmastodon.org/entities/MediaAttachment/>

use serde::Serialize;

/// A file of a status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct MediaAttachment {
    pub(in crate::api) id: String,
    /// `image`, or `unknown` for what apps offer as a download.
    pub(in crate::api) r#type: &'static str,
    /// `None` while the file is being processed.
    pub(in crate::api) url: Option<String>,
    pub(in crate::api) preview_url: Option<String>,
    pub(in crate::api) remote_url: Option<String>,
    pub(in crate::api) text_url: Option<String>,
    pub(in crate::api) meta: Meta,
    pub(in crate::api) description: Option<String>,
    pub(in crate::api) blurhash: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(in crate::api) struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) original: Option<Size>,
    /// Of the preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) small: Option<Size>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) focus: Option<Focus>,
}

/// In pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
pub(in crate::api) struct Size {
    pub(in crate::api) width: i64,
    pub(in crate::api) height: i64,
    /// `{width}x{height}`.
    pub(in crate::api) size: String,
    pub(in crate::api) aspect: f64,
}

/// The middle of what matters in a picture; both from -1 to 1, up and to the right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct Focus {
    pub(in crate::api) x: f64,
    pub(in crate::api) y: f64,
}
