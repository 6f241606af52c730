//! `Page`: a discussion, as Lemmy and PieFed know it. Mastodon shows its title, summary and link.

use serde::Serialize;
use serde_json::Value;

use super::post::{FullPost, PostJson};
use crate::domain::address::Addresses;

#[derive(Debug, Serialize)]
struct PageJson<'a> {
    #[serde(flatten)]
    post: PostJson<'a>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(rename = "cop:kind")]
    kind: &'static str,
}

pub(super) fn write(full: &FullPost, addresses: &Addresses) -> serde_json::Result<Value> {
    serde_json::to_value(PageJson {
        post: PostJson::of(full, "Page", addresses),
        name: full.post.title.as_deref().unwrap_or_default(),
        summary: full.post.summary.as_deref(),
        kind: "discussion",
    })
}
