//! Wire shapes: ActivityStreams documents to and from what the rest of the program knows, one file per type.
//!
//! Liberal in what is read: every property may be missing, one or many, a string or an object, and every list and
//! text has a limit. Strict in what is written: arrays for `to`, `cc`, `tag` and `attachment`, one string for ids,
//! and a context that needs no fetching. Nothing here is stored, and nothing here knows the network.

mod context;
mod node;

pub mod activity;
pub mod actor;
pub mod application;
pub mod article;
pub mod attachment;
pub mod collection;
pub mod group;
pub mod key;
pub mod note;
pub mod organization;
pub mod page;
pub mod person;
pub mod post;
pub mod tag;
pub mod tombstone;
pub mod uri;

pub use context::{PUBLIC, is_public, with_context};
pub use node::Node;
