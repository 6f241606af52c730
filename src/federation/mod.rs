//! federation.

pub mod signatures;
