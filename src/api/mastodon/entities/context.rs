//! <https://docs.joinmastodon.org/entities/Context/>

use serde::Serialize;

use super::Status;

/// What is around a status in its thread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::api) struct Context {
    /// What it answers, the first said first.
    pub(in crate::api) ancestors: Vec<Status>,
    /// What answers it: every status after the one that it answers.
    pub(in crate::api) descendants: Vec<Status>,
}
