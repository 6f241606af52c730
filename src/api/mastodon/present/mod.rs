//! From what is stored to what apps see: the only makers of entities, a constant number of queries for any number of them.

mod accounts;
mod content;
mod edits;
mod files;
mod filtered;
mod notifications;
mod own;
mod statuses;
mod wanted;

pub(in crate::api) use self::accounts::{account, accounts, accounts_by_id, visible_among, visible_by_id};
pub(in crate::api) use self::edits::{edits, source};
pub(in crate::api) use self::files::{attachment, unfinished, uploaded};
pub(in crate::api) use self::notifications::{
    SPAN, Shown, group_key, notification, notifications, ungrouped_key,
};
pub(in crate::api) use self::own::own;
pub(in crate::api) use self::statuses::{entry, status, statuses};
pub(in crate::api) use self::wanted::{wanted, wanted_places};
pub(in crate::api) use crate::store::timelines::Entry;
