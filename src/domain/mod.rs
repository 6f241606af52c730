//! What things are and which rules hold.
//!
//! Pure: no I/O, no SQL, no HTTP and no clock of its own. Everything here can be tested by calling it.

pub mod handle;
pub mod ids;
pub mod text;
pub mod time;
pub mod url;
