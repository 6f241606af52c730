//! `Tombstone`: what is left of a deleted thing (FEP-4f05).

use serde::Serialize;

use crate::domain::time::Timestamp;

/// What is answered, with status 410, at the address of something that was deleted or removed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tombstone<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    former_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<Timestamp>,
}

impl<'a> Tombstone<'a> {
    pub fn new(id: &'a str, former_type: &'static str, deleted: Option<Timestamp>) -> Self {
        Self { id, kind: "Tombstone", former_type, deleted }
    }
}
