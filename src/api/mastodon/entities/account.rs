//! <https://docs.joinmastodon.org/entities/Account/>

use serde::Serialize;

use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// A person, community or organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Account {
    pub(in crate::api) id: ActorId,
    pub(in crate::api) username: String,
    /// `name` for local accounts, `name@domain` for the rest.
    pub(in crate::api) acct: String,
    pub(in crate::api) display_name: String,
    /// Following needs approval.
    pub(in crate::api) locked: bool,
    pub(in crate::api) bot: bool,
    /// A community.
    pub(in crate::api) group: bool,
    pub(in crate::api) discoverable: bool,
    pub(in crate::api) indexable: bool,
    pub(in crate::api) noindex: bool,
    pub(in crate::api) created_at: Timestamp,
    /// Sanitised HTML.
    pub(in crate::api) note: String,
    pub(in crate::api) url: String,
    pub(in crate::api) uri: String,
    pub(in crate::api) avatar: String,
    pub(in crate::api) avatar_static: String,
    pub(in crate::api) header: String,
    pub(in crate::api) header_static: String,
    pub(in crate::api) followers_count: i64,
    pub(in crate::api) following_count: i64,
    pub(in crate::api) statuses_count: i64,
    /// `YYYY-MM-DD`.
    pub(in crate::api) last_status_at: Option<String>,
    pub(in crate::api) hide_collections: bool,
    pub(in crate::api) emojis: [(); 0],
    pub(in crate::api) fields: Vec<Field>,
    pub(in crate::api) roles: Vec<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) suspended: Option<bool>,
    /// Where this account went (FEP-7628).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) moved: Option<Box<Account>>,
}

impl Account {
    /// Of an account elsewhere, its domain.
    pub(in crate::api) fn domain(&self) -> Option<&str> {
        self.acct.split_once('@').map(|(_, domain)| domain)
    }
}

/// A line of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Field {
    pub(in crate::api) name: String,
    /// Sanitised HTML.
    pub(in crate::api) value: String,
    pub(in crate::api) verified_at: Option<Timestamp>,
}

/// What somebody is on the node, as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Role {
    pub(in crate::api) id: String,
    pub(in crate::api) name: String,
    pub(in crate::api) color: String,
}
