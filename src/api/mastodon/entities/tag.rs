//! <https://docs.joinmastodon.org/entities/Tag/> and <https://docs.joinmastodon.org/entities/FeaturedTag/>

use serde::Serialize;

/// A tag by itself, with how much it was used lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct TagWithHistory {
    /// The name: tags have no ids here.
    pub(in crate::api) id: String,
    pub(in crate::api) name: String,
    pub(in crate::api) url: String,
    /// The last seven days, today first.
    pub(in crate::api) history: Vec<TagDay>,
    /// Absent without a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) following: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) featuring: Option<bool>,
}

/// How much a tag was used on a day. Numbers are texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct TagDay {
    /// Its beginning in Unix seconds.
    pub(in crate::api) day: String,
    pub(in crate::api) uses: String,
    pub(in crate::api) accounts: String,
}

/// A tag on somebody's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct FeaturedTag {
    pub(in crate::api) id: String,
    pub(in crate::api) name: String,
    pub(in crate::api) url: String,
    pub(in crate::api) statuses_count: String,
    /// `YYYY-MM-DD`.
    pub(in crate::api) last_status_at: Option<String>,
}
