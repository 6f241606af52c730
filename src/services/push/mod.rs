//! Web Push: telling a person's apps of what the person is told, also while they are closed.

mod keys;

pub use self::keys::{PushKeyError, key, public_key};
