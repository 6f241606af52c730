//! Everything other nodes see and send: documents, activities, signatures, inbox and delivery.

pub mod delivery;
pub mod inbox;
pub mod incoming;
pub mod keyring;
pub mod objects;
pub mod signatures;
