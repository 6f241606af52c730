//! Web Push: what a push service is sent (RFC 8030), so that nobody but the person's app can read it (RFC 8291), and so
//! that the push service knows whose it is (VAPID, RFC 8292).
//!
//! Written over the library that signs and seals everything else here. The crates that do the same bring OpenSSL or a
//! second set of elliptic curves along, for what are two key derivations and one signature.

mod content;
mod vapid;

pub use self::content::{Encrypted, Encryption, NotReadable, Recipient};
pub use self::vapid::{NewVapidKey, VapidKey};
