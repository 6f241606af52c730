//! An activity of the log in memory: one copy, however many peers it goes to.

use bytes::Bytes;

use crate::domain::delivery::{Audience, Rendering};
use crate::domain::ids::ActorId;
use crate::federation::signatures::BodyDigest;
use crate::store::activities::LogRow;

/// The bytes are shared and their digest is taken once.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) sender_id: ActorId,
    pub(super) ordering_key: i64,
    pub(super) audience: Audience,
    pub(super) audience_id: Option<ActorId>,
    pub(super) rendering: Rendering,
    pub(super) body: Bytes,
    pub(super) digest: BodyDigest,
}

impl From<LogRow> for Entry {
    fn from(row: LogRow) -> Self {
        let body = Bytes::from(row.body);
        Self {
            seq: row.seq,
            sender_id: row.sender_id,
            ordering_key: row.ordering_key,
            audience: row.audience,
            audience_id: row.audience_id,
            rendering: row.rendering,
            digest: BodyDigest::of(&body),
            body,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn entry(seq: i64, ordering_key: i64) -> Entry {
        let body = Bytes::from_static(b"{}");
        Entry {
            seq,
            sender_id: ActorId::new(1),
            ordering_key,
            audience: Audience::Direct,
            audience_id: None,
            rendering: Rendering::Any,
            digest: BodyDigest::of(&body),
            body,
        }
    }
}
