//! A community's pages: its overview, lists and log, following it, and running it.

pub(super) mod follow;
pub(super) mod form;
pub(super) mod ground;
pub(super) mod lists;
pub(super) mod staff;
