//! What an activity refers to, and the door to it.

use futures::future::BoxFuture;
use serde_json::Value;

use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, ReactionKind};
use crate::federation::objects::post::PostDocument;
use crate::services::posts::ReceivedPost;
use crate::store::StoreError;

/// Why something that an activity names cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Its server did not answer; it may later.
    #[error("another server did not answer")]
    Temporary,
    /// Too much that waits for other servers is under way already; it was not this one's turn.
    #[error("too much waits for other servers")]
    Busy,
    /// Its server says that it is gone.
    #[error("it is gone")]
    Gone,
    /// It is not what it is said to be, or not allowed here.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An act of the past that can be taken back by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Reaction { post: PostId, kind: ReactionKind },
    Share { post: PostId },
    Follow { target: ActorId },
    Block { target: ActorId },
}

/// Finds people and posts, here or at their origin. `federation/fetch` is behind it.
pub trait References: Send + Sync {
    /// An actor: known and read within the last day, or read now and remembered.
    fn actor<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Actor, Problem>>;

    /// An actor, read again whatever we know.
    fn refresh_actor<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Actor, Problem>>;

    /// An actor, if it is known. Never uses the network.
    fn known_actor<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Option<Actor>, Problem>>;

    /// A post, if it is known. Never uses the network.
    fn known_post<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Option<Post>, Problem>>;

    /// What an actor once did under this id. Never uses the network.
    fn act<'a>(&'a self, uri: &'a str, actor: ActorId) -> BoxFuture<'a, Result<Option<Act>, Problem>>;

    /// A post: known, or read from its origin with what it answers, and kept. `host`: the community whose host named it,
    /// and so says that it belongs there.
    fn post<'a>(&'a self, uri: &'a str, host: Option<ActorId>) -> BoxFuture<'a, Result<Post, Problem>>;

    /// The same for a post that a community's host announces now, so that it is news.
    fn announced<'a>(&'a self, uri: &'a str, community: ActorId) -> BoxFuture<'a, Result<Post, Problem>>;

    /// A document, read from its origin and checked to be the one of that id.
    fn document<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Value, Problem>>;

    /// A post's document with everything that it names found: author, community, parent, mentions. `parent_host`: the
    /// community whose host said itself that the parent is answered there.
    fn received_post<'a>(
        &'a self,
        document: &'a PostDocument,
        parent_host: Option<ActorId>,
    ) -> BoxFuture<'a, Result<ReceivedPost, Problem>>;

    /// Whether a document carries a proof (FEP-8b32) by a key of this actor.
    fn is_proven_by<'a>(
        &'a self,
        document: &'a Value,
        actor: &'a Actor,
    ) -> BoxFuture<'a, Result<bool, Problem>>;

    /// Whether this node hosts the community. Never uses the network.
    fn hosts(&self, community: ActorId) -> BoxFuture<'_, Result<bool, Problem>>;

    /// Whether anybody here follows the actor.
    fn is_followed_here<'a>(&'a self, actor: &'a Actor) -> BoxFuture<'a, Result<bool, Problem>>;
}
