//! <https://docs.joinmastodon.org/entities/Status/>

use serde::Serialize;

use super::{Account, Filter, MediaAttachment};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// A discussion, reply or resource; or that somebody shared one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct Status {
    pub(in crate::api) id: String,
    pub(in crate::api) uri: String,
    pub(in crate::api) url: Option<String>,
    pub(in crate::api) created_at: Timestamp,
    pub(in crate::api) edited_at: Option<Timestamp>,
    pub(in crate::api) account: Account,
    /// Sanitised HTML. A title is its bold first paragraph.
    pub(in crate::api) content: String,
    pub(in crate::api) visibility: Visibility,
    pub(in crate::api) sensitive: bool,
    /// A warning, never a title: apps fold what has one.
    pub(in crate::api) spoiler_text: String,
    pub(in crate::api) media_attachments: Vec<MediaAttachment>,
    pub(in crate::api) application: Option<Application>,
    pub(in crate::api) mentions: Vec<Mention>,
    pub(in crate::api) tags: Vec<Tag>,
    pub(in crate::api) emojis: [(); 0],
    pub(in crate::api) reblogs_count: i64,
    pub(in crate::api) favourites_count: i64,
    pub(in crate::api) replies_count: i64,
    pub(in crate::api) quotes_count: i64,
    pub(in crate::api) in_reply_to_id: Option<String>,
    pub(in crate::api) in_reply_to_account_id: Option<ActorId>,
    pub(in crate::api) reblog: Option<Box<Status>>,
    pub(in crate::api) poll: Option<()>,
    pub(in crate::api) card: Option<PreviewCard>,
    pub(in crate::api) language: Option<String>,
    pub(in crate::api) quote: Option<()>,
    pub(in crate::api) quote_approval: QuoteApproval,
    /// What of it depends on who asks; absent without a person.
    #[serde(flatten)]
    pub(in crate::api) own: Option<Own>,
}

/// Who may quote a status: nobody, there are no quotes here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct QuoteApproval {
    pub(in crate::api) automatic: [(); 0],
    pub(in crate::api) manual: [(); 0],
    /// Always `denied`.
    pub(in crate::api) current_user: &'static str,
}

impl QuoteApproval {
    pub(in crate::api) const NONE: Self = Self { automatic: [], manual: [], current_user: "denied" };
}

/// How the person who asks stands to a status.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(in crate::api) struct Own {
    pub(in crate::api) favourited: bool,
    pub(in crate::api) reblogged: bool,
    /// Of its thread.
    pub(in crate::api) muted: bool,
    pub(in crate::api) bookmarked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) pinned: Option<bool>,
    pub(in crate::api) filtered: Vec<FilterResult>,
}

/// Who may see a status, in the words that apps know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Visibility {
    Public,
    Unlisted,
}

/// By which program a status was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Application {
    pub(in crate::api) name: String,
    pub(in crate::api) website: Option<String>,
}

/// Somebody named in a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Mention {
    pub(in crate::api) id: ActorId,
    pub(in crate::api) username: String,
    pub(in crate::api) url: String,
    pub(in crate::api) acct: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Tag {
    pub(in crate::api) name: String,
    pub(in crate::api) url: String,
}

/// The link of a discussion or resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct PreviewCard {
    pub(in crate::api) url: String,
    pub(in crate::api) title: String,
    pub(in crate::api) description: String,
    /// Always `link`.
    pub(in crate::api) r#type: &'static str,
    pub(in crate::api) author_name: String,
    pub(in crate::api) author_url: String,
    pub(in crate::api) provider_name: String,
    pub(in crate::api) provider_url: String,
    pub(in crate::api) html: String,
    pub(in crate::api) width: i64,
    pub(in crate::api) height: i64,
    pub(in crate::api) image: Option<String>,
    pub(in crate::api) embed_url: String,
    pub(in crate::api) blurhash: Option<String>,
    pub(in crate::api) authors: [(); 0],
    pub(in crate::api) published_at: Option<Timestamp>,
}

/// A filter of the person's that a status meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct FilterResult {
    pub(in crate::api) filter: Filter,
    pub(in crate::api) keyword_matches: Option<Vec<String>>,
    pub(in crate::api) status_matches: Option<Vec<String>>,
}
