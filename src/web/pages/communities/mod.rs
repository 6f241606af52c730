//! A community's pages.

pub(super) mod follow;
pub(super) mod ground;
pub(super) mod lists;
