//! Files and links of a post. `Image`, `Document` and `Link` are written, because those are what everybody reads.

use serde::Serialize;
use serde_json::{Value, json};

use super::Node;
use crate::domain::post::{Attachment, AttachmentKind, Focus, MAX_ATTACHMENTS};

const MAX_NAME: usize = 1_500;
const MAX_BLURHASH: usize = 100;

/// A file or link as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentDocument {
    pub kind: AttachmentKind,
    pub url: String,
    pub media_type: Option<String>,
    pub name: String,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub blurhash: Option<String>,
    /// The middle of what matters in an image: `x,y`, see [`Attachment::focus`].
    pub focus: Option<String>,
}

/// A picture of an actor.
#[derive(Debug, Serialize)]
pub(super) struct ImageJson<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

impl<'a> ImageJson<'a> {
    pub(super) fn of(url: &'a str) -> Self {
        Self { kind: "Image", url }
    }
}

/// Reads the files and links of a post; what is neither is left out.
pub fn read(node: Node<'_>) -> Vec<AttachmentDocument> {
    // What the post points to stands before its files.
    node.nodes("attachment", MAX_ATTACHMENTS + 1).filter_map(read_one).collect()
}

fn read_one(node: Node<'_>) -> Option<AttachmentDocument> {
    let media_type = node.text("mediaType", 100);
    let is_image = media_type.as_deref().is_some_and(|media_type| media_type.starts_with("image/"));
    let kind = match node.kind()? {
        // Lemmy and Mbin link with a Page too.
        "Link" | "Page" | "Article" => AttachmentKind::Link,
        "Image" => AttachmentKind::Image,
        "Document" if is_image => AttachmentKind::Image,
        "Document" | "Audio" | "Video" => AttachmentKind::Document,
        _ => return None,
    };
    Some(AttachmentDocument {
        kind,
        url: node.uri("href").or_else(|| node.uri("url"))?,
        media_type,
        name: node.text("name", MAX_NAME).unwrap_or_default(),
        width: node.number("width").filter(|pixels| (1..=100_000).contains(pixels)),
        height: node.number("height").filter(|pixels| (1..=100_000).contains(pixels)),
        blurhash: node.text("blurhash", MAX_BLURHASH),
        focus: focal_point(node),
    })
}

/// Mastodon's `focalPoint`: two numbers from -1 to 1.
fn focal_point(node: Node<'_>) -> Option<String> {
    let [x, y] = node.get("focalPoint")?.as_array()?.as_slice() else { return None };
    Focus::new(x.as_f64()?, y.as_f64()?).map(|focus| focus.to_string())
}

/// Writes what a post points to, as Lemmy and all that understand it do: the first attachment is a link.
pub fn write_link(url: &str) -> Value {
    json!({"type": "Link", "href": url, "mediaType": "text/html"})
}

/// Writes one. A link carries `href`; the others `url`.
pub fn write(attachment: &Attachment) -> Value {
    let media_type = attachment.media_type.as_deref();
    let mut written = match attachment.kind {
        AttachmentKind::Link => {
            json!({"type": "Link", "href": attachment.url, "mediaType": media_type.unwrap_or("text/html")})
        }
        AttachmentKind::Image => json!({"type": "Image", "url": attachment.url}),
        AttachmentKind::Document => json!({"type": "Document", "url": attachment.url}),
    };
    if !attachment.name.is_empty() {
        written["name"] = json!(attachment.name);
    }
    for (name, value) in [
        ("mediaType", media_type.map(|value| json!(value))),
        ("width", attachment.width.map(|value| json!(value))),
        ("height", attachment.height.map(|value| json!(value))),
        ("blurhash", attachment.blurhash.as_ref().map(|value| json!(value))),
    ] {
        if let Some(value) = value {
            written[name] = value;
        }
    }
    if let Some(Ok(focus)) = attachment.focus.as_deref().map(str::parse::<Focus>) {
        written["focalPoint"] = json!([focus.x, focus.y]);
    }
    written
}
