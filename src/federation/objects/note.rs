//! `Note`: a reply, or what is said outside of communities. Never with a `name`, which Mastodon would take for a vote in a poll.

use serde::Serialize;
use serde_json::Value;

use super::post::{FullPost, PostJson};
use crate::domain::address::Addresses;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NoteJson<'a> {
    #[serde(flatten)]
    post: PostJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<&'a str>,
    /// What stands before words that one may not want to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
}

pub(super) fn write(full: &FullPost, addresses: &Addresses) -> serde_json::Result<Value> {
    serde_json::to_value(NoteJson {
        post: PostJson::of(full, "Note", addresses),
        in_reply_to: full.parent.as_ref().map(|(parent, _)| parent.uri.as_str()),
        summary: full.post.summary.as_deref().filter(|_| full.post.sensitive),
    })
}
