//! `Page`: a discussion, as Lemmy and PieFed know it. Mastodon shows its title, summary and link.

use serde::Serialize;
use serde_json::Value;

use super::post::{FullPost, PostJson};
use crate::domain::address::Addresses;
use crate::domain::post::MAX_SUMMARY;
use crate::domain::text::plain::excerpt;

#[derive(Debug, Serialize)]
struct PageJson<'a> {
    #[serde(flatten)]
    post: PostJson<'a>,
    name: &'a str,
    /// What Mastodon shows of the text beside title and link: it drops `content`.
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(rename = "cop:abstract", skip_serializing_if = "Option::is_none")]
    abstract_text: Option<&'a str>,
    #[serde(rename = "cop:kind")]
    kind: &'static str,
}

pub(super) fn write(full: &FullPost, addresses: &Addresses) -> serde_json::Result<Value> {
    let abstract_text = full.post.summary.as_deref();
    serde_json::to_value(PageJson {
        post: PostJson::of(full, "Page", addresses),
        name: full.post.title.as_deref().unwrap_or_default(),
        summary: abstract_text.map_or_else(|| excerpt(&full.post.html, MAX_SUMMARY), str::to_owned),
        abstract_text,
        kind: "discussion",
    })
}
