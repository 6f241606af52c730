//! Reading what other servers publish: actors, posts, their threads, WebFinger and NodeInfo.
//!
//! Everything goes through the one HTTP client, signed by the node's own actor, and nothing counts unless it comes from
//! the origin that its id names. No transaction is open while the network is asked.

mod backfill;
mod conversation;
mod document;
mod history;
mod key_owners;
mod network;
mod nodeinfo;
mod older;
mod pace;
mod pending;
mod references;
mod remote;
mod resolve;
mod vouch;
mod webfinger;

pub use backfill::BackfillError;
pub use conversation::Conversation;
pub use document::FetchFailure;
pub use history::{Backfill, Stage};
pub use nodeinfo::Software;
pub use older::Older;

use std::sync::Arc;

use self::pace::Pace;
use crate::domain::actor::Actor;
use crate::domain::post::Post;
use crate::federation::keyring::Keyring;
use crate::infra::http::HttpClient;
use crate::services::Context;
use crate::store::{Db, JustRead, Known};

/// Reads from other servers. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher {
    pub(super) ctx: Context,
    pub(super) db: Db,
    http: HttpClient,
    keyring: Keyring,
    actors: JustRead<String, Actor>,
    posts: JustRead<String, Post>,
    pace: Arc<Pace>,
    /// Nobody waits for the answers: servers are asked no faster than `pace` allows.
    unhurried: bool,
}

impl Fetcher {
    pub fn new(ctx: Context, db: Db, http: HttpClient, keyring: Keyring) -> Self {
        let (actors, posts) =
            (JustRead::new(db.clone(), Known::Actors), JustRead::new(db.clone(), Known::Posts));
        let pace = Arc::new(Pace::new(ctx.clock.clone()));
        Self { ctx, db, http, keyring, actors, posts, pace, unhurried: false }
    }

    /// The same for work in the background: each server is asked one thing at a time and no faster than is polite, all of
    /// these together, and gets the pauses that it asks for.
    #[must_use]
    pub fn unhurried(&self) -> Self {
        Self { unhurried: true, ..self.clone() }
    }
}
