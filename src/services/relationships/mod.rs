//! How people keep others away, or near: blocks, mutes, wishes about whom they follow, and private remarks.
//!
//! A block is between two and both sides keep it: neither follows, thanks or is told of the other. The server of whoever is
//! blocked learns of it, because it has to keep it too. Everything else here is nobody's business but the person's own.

mod block;
mod mute;
mod wishes;

#[cfg(test)]
mod tests;

pub use block::{block, receive_block, receive_unblock, remove_follower, unblock};
pub use mute::{mute, mute_domain, unmute, unmute_domain};
pub use wishes::{set_note, set_wishes};

use crate::domain::permission::Denial;
use crate::domain::relationship::{MAX_MUTED_DOMAINS, MAX_NOTE};
use crate::store::StoreError;

/// Why it stays between the two as it is.
#[derive(Debug, thiserror::Error)]
pub enum RelationshipError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("nobody keeps away from themselves")]
    Oneself,
    #[error("this is no domain of another server")]
    Domain,
    #[error("nobody mutes more than {MAX_MUTED_DOMAINS} domains")]
    TooManyDomains,
    #[error("a note has at most {MAX_NOTE} characters")]
    NoteTooLong,
    #[error("this is not a list of languages")]
    Languages,
    #[error(transparent)]
    Store(#[from] StoreError),
}
