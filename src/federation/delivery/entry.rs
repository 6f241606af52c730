//! An activity of the log in memory: one copy, however many peers it goes to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use bytes::Bytes;

use crate::domain::delivery::{Audience, Rendering};
use crate::domain::ids::ActorId;
use crate::federation::signatures::BodyDigest;
use crate::store::activities::LogRow;

/// How many activities are shared at most; the rest are each lane's own.
const MOST_SHARED: usize = 4_096;

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

/// The entries that somebody holds, by their places in the log. After a start all lanes read the log for themselves: ten
/// thousand of them would hold as many copies of each post.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    entries: Mutex<HashMap<i64, Weak<Entry>>>,
}

impl Shelf {
    /// The entry of a row: the one that others hold, or a new one.
    pub(super) fn share(&self, row: LogRow) -> Arc<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(&row.seq).and_then(Weak::upgrade) {
            return entry;
        }
        if entries.len() >= MOST_SHARED {
            entries.retain(|_, entry| entry.strong_count() > 0);
        }
        let entry = Arc::new(Entry::from(row));
        if entries.len() < MOST_SHARED {
            entries.insert(entry.seq, Arc::downgrade(&entry));
        }
        entry
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    fn row(seq: i64) -> LogRow {
        LogRow {
            seq,
            uri: format!("https://a.test/activities/{seq}"),
            sender_id: ActorId::new(1),
            body: "{}".to_owned(),
            ordering_key: seq,
            audience: Audience::Everyone,
            audience_id: None,
            rendering: Rendering::Any,
            created_at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn whoever_reads_an_activity_while_another_holds_it_gets_the_same() {
        let shelf = Shelf::default();
        let (one, two) = (shelf.share(row(1)), shelf.share(row(1)));
        assert!(Arc::ptr_eq(&one, &two));
        assert!(!Arc::ptr_eq(&one, &shelf.share(row(2))));
    }

    #[test]
    fn what_nobody_holds_takes_no_place_for_long() {
        let shelf = Shelf::default();
        let many = i64::try_from(MOST_SHARED).unwrap();
        let held = shelf.share(row(0));
        for seq in 1..=many {
            drop(shelf.share(row(seq)));
        }
        assert!(shelf.entries.lock().unwrap().len() <= 2);
        assert!(Arc::ptr_eq(&held, &shelf.share(row(0))));
    }

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
