//! Nodes of our own that federate with each other over real HTTP on loopback, and one node among servers that are not
//! ours. Each scenario runs on SQLite and on PostgreSQL; the clock is the test's.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test whose stage cannot be set fails")]

mod conversation;
mod delivery;
mod moderation;
mod pictures;
mod resources;
mod support;
mod threats;
mod trust;
