//! federation.

pub mod delivery;
pub mod keyring;
pub mod signatures;
