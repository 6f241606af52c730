//! Durable background work: a small engine, and one file per kind of job.
//!
//! A service adds a job in the transaction of what it belongs to ([`crate::store::jobs::enqueue`]); the [`Engine`] of some
//! process leases it, runs it outside any transaction and records what came of it. A process that dies leaves a lease
//! that runs out, and the job begins again: a handler must bear being run twice. Rooms above bring their own
//! [`JobHandler`]s, which the program registers when it starts.
//!
//! # What is kept, and for how long
//!
//! | what | until |
//! |---|---|
//! | sessions | they expire |
//! | codes on their way to apps | a day after they expired |
//! | tokens of apps for themselves | 90 days after the last use; a day after they were made, when there was none |
//! | registered apps that hold nothing | 7 days after they were registered |
//! | accepted deliveries, to recognise copies | 7 days after they were processed |
//! | the log of what we sent | 30 days, and longer while an active or paused peer has not got it |
//! | what peers refused | 30 days |
//! | names that apps give to requests, to recognise copies | a day |
//! | drafts | 90 days after the last change |
//! | files that no post has | 90 days after they were uploaded; a day, when whose they are is gone |
//! | pictures that were replaced | a day |
//! | pictures as they were sent, where making them anew takes long | it is done or refused |
//! | that such a picture waits, or was refused | two days |
//! | messages that wake an app | they are sent, read elsewhere, or were tried for some hours |
//! | where apps are woken | the app says so, or could not be reached for a week |
//! | jobs that were given up | a new one takes their key |
//! | posts, revisions, moderation log | for good |
//! | of a closed account: address, keys, marks of deleted posts | for good; everything else goes at once |
//!
//! A ban that has ended needs no upkeep: whether one holds is asked at the moment it matters.

mod backoff;
mod engine;
mod erase;
pub mod media;
mod processing;
mod push;
mod scheduled;
mod thread_words;
pub mod upkeep;

pub use engine::{Engine, JobHandler, Outcome, Running};
pub use erase::Erase;
pub use media::MediaCleaning;
pub use processing::MediaProcessing;
pub use push::{PushDelivery, Turns};
pub use scheduled::Scheduled;
pub use thread_words::Words;
