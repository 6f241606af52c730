//! <https://docs.joinmastodon.org/entities/Account/#CredentialAccount>

use serde::Serialize;

use super::{Account, Field};

/// Somebody's own account, with what only they see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct CredentialAccount {
    #[serde(flatten)]
    pub(in crate::api) account: Account,
    pub(in crate::api) source: Source,
    pub(in crate::api) role: OwnRole,
}

/// A profile as its owner edits it, and what their posts are when they do not say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Source {
    /// What is said here can be read by everyone.
    pub(in crate::api) privacy: &'static str,
    pub(in crate::api) sensitive: bool,
    pub(in crate::api) language: Option<String>,
    /// Markdown.
    pub(in crate::api) note: String,
    /// Values as they were typed.
    pub(in crate::api) fields: Vec<Field>,
    pub(in crate::api) follow_requests_count: i64,
    pub(in crate::api) hide_collections: bool,
    pub(in crate::api) discoverable: bool,
    pub(in crate::api) indexable: bool,
    pub(in crate::api) attribution_domains: [&'static str; 0],
    pub(in crate::api) quote_policy: &'static str,
}

/// What somebody is on the node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct OwnRole {
    pub(in crate::api) id: &'static str,
    /// Empty for whoever has none.
    pub(in crate::api) name: &'static str,
    pub(in crate::api) color: &'static str,
    /// The bits of Mastodon's administration API, which is not offered here.
    pub(in crate::api) permissions: &'static str,
    pub(in crate::api) highlighted: bool,
}
