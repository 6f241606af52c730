//! <https://docs.joinmastodon.org/entities/Search/>

use serde::Serialize;

use super::{Account, Status};

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct Search {
    pub(in crate::api) accounts: Vec<Account>,
    pub(in crate::api) statuses: Vec<Status>,
    pub(in crate::api) hashtags: Vec<FoundTag>,
}

/// The same as older apps know it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::api) struct SearchV1 {
    pub(in crate::api) accounts: Vec<Account>,
    pub(in crate::api) statuses: Vec<Status>,
    pub(in crate::api) hashtags: Vec<String>,
}

/// <https://docs.joinmastodon.org/entities/Tag/>
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct FoundTag {
    /// The name: tags have no ids here.
    pub(in crate::api) id: String,
    pub(in crate::api) name: String,
    pub(in crate::api) url: String,
    pub(in crate::api) history: [(); 0],
    /// Absent without a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) following: Option<bool>,
}
