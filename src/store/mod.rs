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
mod migrate;
mod sqlite;
mod tx;
mod types;

pub mod activities;
pub mod actors;
pub mod communities;
pub mod delivery_failures;
pub mod inbox;
pub mod jobs;
pub mod leases;
pub mod outgoing;
pub mod peers;
pub mod subscriptions;
pub mod upkeep;

pub use db::{Db, DbOptions};
pub use error::StoreError;
pub use migrate::{MigrationPlan, SCHEMA_VERSION};
pub use tx::{Signal, Signals, Tx};

#[cfg(test)]
pub mod contract;
