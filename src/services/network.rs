//! What services and pages may ask of the network: to find somebody or something that is not known here yet.
//!
//! The door is a trait because this room must not know federation. `federation/fetch` is behind it.

use std::future::Future;
use std::pin::Pin;

use crate::domain::ids::{ActorId, PostId};

/// What an address turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Actor(ActorId),
    Post(PostId),
}

/// Why nothing was found, in words that are safe to show: they say nothing about what was contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("this is neither a handle nor a web address")]
    NotAnAddress,
    #[error("nothing was found there")]
    NotFound,
    #[error("the other server could not be reached")]
    Unreachable,
    #[error("this node does not federate with that server")]
    NotAllowed,
    #[error("too many look-ups; try again in a minute")]
    TooMany,
}

/// The future of a look-up.
pub type Lookup<'a> = Pin<Box<dyn Future<Output = Result<Found, LookupError>> + Send + 'a>>;

/// Finds people, communities and posts by handle or address, here or elsewhere, and remembers what it finds.
pub trait Network: Send + Sync {
    /// `query` is what a person typed: `@name@host`, `!name@host`, `name@host` or an http(s) address.
    fn look_up<'a>(&'a self, query: &'a str) -> Lookup<'a>;

    /// Reads an actor's document again when it is older than a day.
    fn refresh(&self, actor: ActorId) -> Lookup<'_>;

    /// Reads an actor's document again, however lately that was done: for what depends on its latest word.
    fn read_again(&self, actor: ActorId) -> Lookup<'_>;
}
