//! The composition root: where the rooms become a node.
//!
//! [`Base`] is what a node and the commands of an operator share: configuration, database, secret, clock and addresses.
//! [`Node`] is a running node: web server, workers, and how they start and stop. The room also says what operators can
//! do from the command line; `cli` only reads arguments and prints.

mod backfill;
mod background;
mod base;
mod connections;
mod conversation;
pub mod demo;
mod gauges;
mod health;
mod id_slot;
mod migrate;
mod node;
pub mod operator;
mod peer_software;
mod router;
mod serve;
mod state;
mod telemetry;
mod workers;

pub use self::base::{Base, OpenError, Schema};
pub use self::health::Readiness;
pub use self::migrate::{MigrationPlan, migrate};
pub use self::node::{Node, Options, Roles, StartError};
pub use self::state::AppState;
pub use self::telemetry::start_logging;
