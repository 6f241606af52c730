//! Threads and resources, and what can be done with a post.

pub(super) mod actions;
pub(super) mod confirm;
pub(super) mod edit;
mod facts;
pub(super) mod history;
mod note;
pub(super) mod reading;
pub(super) mod reply;
pub(super) mod review;
