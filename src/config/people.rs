//! `people`: who can get an account.

use serde::{Deserialize, Serialize};

use super::section::section;

section! {
    /// Who can get an account on this node.
    pub struct PeopleConfig = "people" {
        /// "closed": admins make accounts; "approval": anyone can ask and a moderator decides; "open": anyone.
        sign_up: SignUpMode = SignUpMode::Closed;
    }
}

/// How people come to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignUpMode {
    /// Admins make accounts.
    Closed,
    /// Anyone can ask; a moderator decides.
    Approval,
    /// Anyone.
    Open,
}
