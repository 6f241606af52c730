//! <https://docs.joinmastodon.org/entities/Report/>

use serde::Serialize;

use super::Account;
use crate::domain::ids::{PostId, ReportId};
use crate::domain::time::Timestamp;

/// What somebody asked moderators to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct Report {
    pub(in crate::api) id: ReportId,
    pub(in crate::api) action_taken: bool,
    pub(in crate::api) action_taken_at: Option<Timestamp>,
    /// `spam`, `legal`, `violation` or `other`.
    pub(in crate::api) category: &'static str,
    pub(in crate::api) comment: String,
    pub(in crate::api) forwarded: bool,
    pub(in crate::api) created_at: Timestamp,
    pub(in crate::api) status_ids: Vec<PostId>,
    pub(in crate::api) rule_ids: [(); 0],
    pub(in crate::api) target_account: Account,
}
