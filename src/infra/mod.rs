//! The outside world, behind small concrete types: the clock, the network, files, keys.
//!
//! Nothing else in the program reads the time, draws random numbers, opens a connection to another machine or
//! touches the disk (the database apart).

pub mod clock;
pub mod http;
pub mod images;
pub mod keys;
pub mod media;
pub mod secret;
pub mod web_push;
