//! A community's pages.

pub(super) mod follow;
pub(super) mod form;
pub(super) mod ground;
pub(super) mod lists;
pub(super) mod staff;
