//! Use cases: one verb a file.
//!
//! A service checks the permission, writes the fact, and writes what must follow from it (counts, notifications, the
//! outgoing fact) into the transaction that its caller opened and commits. A page, a client API and an activity that
//! arrives all call the same service for the same verb. Services know nothing of HTTP and nothing of federation:
//! what others must learn of they record as a [`Fact`](crate::domain::fact::Fact).

pub mod accounts;
pub mod actors;
pub mod apps;
pub mod communities;
mod context;
pub mod drafts;
pub mod federation_policy;
pub mod filters;
pub mod lists;
pub mod markers;
pub mod marks;
pub mod media;
pub mod moderation;
pub mod network;
pub mod notification_policy;
pub mod notifications;
pub mod once;
pub mod own_tags;
pub mod peers;
pub mod posts;
pub mod profile_text;
pub mod push;
pub mod reactions;
pub mod reads;
pub mod relationships;
pub mod remote_pictures;
pub mod reports;
pub mod resources;
pub mod scheduled;
mod secret;
pub mod shares;
pub mod standing;
pub mod unfinished_media;

pub use context::{Context, Lengths};

#[cfg(test)]
pub(crate) mod testing;
