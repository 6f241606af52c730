//! The only room that knows SQL.
//!
//! [`Db`] is one of two engines, chosen by the URL; both run the same text. Functions live in a file per noun and
//! take [`&mut Tx`](Tx): a service opens one, writes the fact and what must follow from it, and commits. What the
//! two engines truly do differently is in `dialect`. The rules for portable SQL are in `migrations/README.md`.

#[macro_use]
mod dispatch;
#[macro_use]
mod dialect;
mod db;
mod error;
mod json;
mod just_read;
#[macro_use]
mod languages;
mod migrate;
#[macro_use]
mod page;
mod signals;
mod sqlite;
pub(crate) mod tx;
mod types;

pub mod access_tokens;
pub mod account_counts;
pub mod accounts;
pub mod activities;
pub mod actors;
pub mod apps;
pub mod attachments;
pub mod authorization_codes;
pub mod bans;
pub mod blocks;
pub mod bookmarks;
pub mod bylines;
pub mod collections;
pub mod communities;
pub mod community_lists;
pub mod community_people;
pub mod counts;
pub mod delivery_failures;
pub mod directory;
pub mod domain_rules;
pub mod drafts;
pub mod filters;
pub mod follows;
pub mod hearing;
pub mod idempotency_keys;
pub mod inbox;
pub mod jobs;
pub mod leases;
pub mod library;
mod listening;
pub mod lists;
pub mod markers;
pub mod media;
pub mod mentions;
pub mod moderation_log;
pub mod moderators;
pub mod mutes;
pub mod notification_lists;
pub mod notification_policies;
pub mod notifications;
pub mod onlookers;
pub mod organizations;
pub mod outgoing;
pub mod own_marks;
pub mod own_tags;
pub mod peer_overview;
pub mod peers;
pub mod posts;
pub mod profile_pins;
pub mod push_subscriptions;
pub mod reach;
pub mod reactions;
pub mod reads;
pub mod relationships;
pub mod remote_pictures;
pub mod reports;
pub mod resources;
pub mod revisions;
pub mod scheduled_posts;
pub mod sessions;
pub mod settings;
pub mod shares;
pub mod standing;
pub mod subscriptions;
pub mod tags;
pub mod thread_mutes;
pub mod thread_words;
pub mod threads;
pub mod timelines;
pub mod topics;
pub mod unfinished_media;
pub mod upkeep;
pub mod usage;

pub use db::{Db, DbOptions};
pub use error::StoreError;
pub use just_read::JustRead;
pub use migrate::{MigrationPlan, SCHEMA_VERSION};
pub use page::{Cursor, Page, Span};
pub use signals::{Known, Signal, Signals};
pub use sqlite::{is_open_elsewhere, sqlite_file};
pub use tx::Tx;

#[cfg(test)]
pub mod contract;
