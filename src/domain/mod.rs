//! What things are and which rules hold.
//!
//! Pure: no I/O, no SQL, no HTTP and no clock of its own. Everything here can be tested by calling it.

pub mod actor;
pub mod community;
pub mod fact;
pub mod handle;
pub mod ids;
pub mod permission;
pub mod post;
pub mod resource;
pub mod role;
pub mod text;
pub mod time;
pub mod url;
