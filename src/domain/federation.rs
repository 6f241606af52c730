//! Whom the node federates with.

use super::ids::ActorId;
use super::time::Timestamp;

text_enum! {
    /// What is said about a domain and its subdomains.
    Rule {
        /// Spoken with in allow-list mode too.
        Allow = "allow",
        /// Nothing is accepted from it, fetched from it or sent to it.
        Block = "block",
    }
}

/// An administrator's decision about a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRule {
    /// Lower-cased, Punycode, with the port where there is one.
    pub domain: String,
    pub rule: Rule,
    pub reason: String,
    pub created_by: Option<ActorId>,
    pub created_at: Timestamp,
}
