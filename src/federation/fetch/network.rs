//! What people look for: a handle, or an address that they pasted.

use super::{FetchFailure, Fetcher};
use crate::domain::handle::Acct;
use crate::domain::ids::ActorId;
use crate::federation::objects::{Node, actor};
use crate::services::network::{Found, Lookup, LookupError, Network};
use crate::store::actors;

impl Fetcher {
    async fn find(&self, query: &str) -> Result<Found, FetchFailure> {
        let query = query.trim();
        if query.starts_with("http://") || query.starts_with("https://") {
            return self.find_address(query).await;
        }
        let account = Acct::parse(query, self.ctx.url_rules()).map_err(|_| FetchFailure::NotAnAddress)?;
        let (name, domain) = (account.name.as_str(), account.domain.as_str());
        let known = actors::by_acct(&mut self.db.read().await?, name, domain).await?;
        if let Some(known) = known {
            return Ok(Found::Actor(known.id));
        }
        let uri = self.finger(&account).await?;
        self.actor(&uri).await.map(|actor| Found::Actor(actor.id))
    }

    async fn find_address(&self, uri: &str) -> Result<Found, FetchFailure> {
        if let Some(actor) = self.known_actor(uri).await? {
            return Ok(Found::Actor(actor.id));
        }
        if let Some(post) = self.known_post(uri).await? {
            return Ok(Found::Post(post.id));
        }
        let document = self.document(uri).await?;
        let id = Node::of(&document).and_then(|node| node.id()).unwrap_or(uri);
        if actor::read(&document).is_ok() {
            return self.learn_actor(&document).await.map(Found::Actor);
        }
        self.post_with_thread(id, None).await.map(|post| Found::Post(post.id))
    }

    /// `always`: even if it was read within the last day.
    async fn reread(&self, id: ActorId, always: bool) -> Result<Found, FetchFailure> {
        let actor = actors::by_id(&mut self.db.read().await?, id).await?.ok_or(FetchFailure::Gone)?;
        if actor.local || actor.deleted_at.is_some() || (self.is_fresh(&actor) && !always) {
            return Ok(Found::Actor(id));
        }
        self.refresh_actor(&actor.uri).await.map(|actor| Found::Actor(actor.id))
    }
}

impl Network for Fetcher {
    fn look_up<'a>(&'a self, query: &'a str) -> Lookup<'a> {
        Box::pin(async move { self.find(query).await.map_err(|failure| in_words(&failure)) })
    }

    fn refresh(&self, actor: ActorId) -> Lookup<'_> {
        Box::pin(async move { self.reread(actor, false).await.map_err(|failure| in_words(&failure)) })
    }

    fn read_again(&self, actor: ActorId) -> Lookup<'_> {
        Box::pin(async move { self.reread(actor, true).await.map_err(|failure| in_words(&failure)) })
    }
}

/// The same answer whatever stands behind an address (threat 103).
fn in_words(failure: &FetchFailure) -> LookupError {
    match failure {
        FetchFailure::NotAnAddress => LookupError::NotAnAddress,
        FetchFailure::NotAllowed => LookupError::NotAllowed,
        FetchFailure::Unreachable | FetchFailure::Busy(_) | FetchFailure::Store(_) => {
            LookupError::Unreachable
        }
        FetchFailure::Gone | FetchFailure::Unusable(_) => LookupError::NotFound,
    }
}
