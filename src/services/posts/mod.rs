//! Discussions, replies and resources, from people here and from other servers.
//!
//! A local person's post goes through [`publish()`], a remote one through [`accept()`]; from there on both are the same.
//! Whatever appears, goes or comes back also settles the counts of its thread and community, tells the people
//! concerned, and records what other servers must learn of.

mod accept;
mod conversation;
mod delete;
mod edit;
mod ground;
mod moderate;
pub mod one_text;
mod outcome;
mod publish;
pub(super) mod review;
mod settle;
pub mod text;
mod wording;
mod words;

#[cfg(test)]
mod tests;

pub use accept::{Accepted, ReceivedPost, accept, refuse};
pub use conversation::{CONVERSATION_JOB, read_rest};
pub use delete::delete;
pub use edit::{Edit, Edited, ReceivedEdit, accept_edit, edit};
pub use moderate::{found_pinned, lock, pin, remove, remove_all_of, restore, unlock, unpin};
pub use outcome::{confirm, refused, undeliverable};
pub use publish::{NewPost, Target, publish};
pub use wording::{Edition, Flaw, NewAttachment, NewResource, Wording, all_tags, web_address};
pub use words::{WORDS_JOB, index_earlier};

pub(super) use delete::delete_all_of;
pub(super) use settle::pass_on;

use crate::domain::permission::Denial;
use crate::store::StoreError;

/// The deepest reply. A chain that goes deeper is either a program or an attack.
pub const MAX_DEPTH: i64 = 100;

/// Why a verb on a post was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// Not permitted.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// There is no such post, or community to post to.
    #[error("there is no such post")]
    NotFound,
    /// What was written cannot stand like this.
    #[error(transparent)]
    Flawed(#[from] Flaw),
    /// The reply would stand deeper than [`MAX_DEPTH`].
    #[error("the discussion is too deeply nested")]
    TooDeep,
    /// A host spoke about a community that it does not host.
    #[error("only the host of a community speaks for it")]
    NotTheHost,
    #[error(transparent)]
    Store(#[from] StoreError),
}
