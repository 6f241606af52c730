//! Finding actors and posts: in the database, or where their ids say they are.

use serde_json::Value;

use super::remote::{Beside, actor as remote_actor, wording};
use super::{FetchFailure, Fetcher};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::fact::Origin;
use crate::domain::handle::Acct;
use crate::domain::ids::{ActorId, PostId};
use crate::federation::objects::actor::{self, ActorDocument};
use crate::federation::objects::activity::id_of;
use crate::federation::objects::post::{self, PostDocument};
use crate::federation::objects::uri::authority;
use crate::federation::objects::{Node, collection};
use crate::services::actors::{RememberError, RemoteActor, remember};
use crate::services::network::{Found, Lookup, LookupError, Network};
use crate::services::posts::{Accepted, PostError, ReceivedPost, accept};
use crate::store::{actors, posts};

/// How far up a thread is read from a reply (threat 63).
const MAX_ANCESTORS: usize = 50;
/// How many moderators of a community are looked up.
const MAX_MODERATORS: usize = 20;
/// An actor's document is read again after this long.
const STALE_AFTER: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

impl Fetcher {
    /// The actor with this id, read when it is not known here.
    ///
    /// # Errors
    /// When it is neither here nor there.
    pub async fn actor(&self, uri: &str) -> Result<ActorId, FetchFailure> {
        match self.known_actor(uri).await? {
            Some(actor) if actor.deleted_at.is_some() => Err(FetchFailure::Gone),
            Some(actor) => Ok(actor.id),
            None => self.read_actor(uri).await,
        }
    }

    /// An actor that is known here, and nothing else.
    pub async fn known_actor(&self, uri: &str) -> Result<Option<Actor>, FetchFailure> {
        Ok(actors::by_uri(&mut self.db.read().await?, uri).await?)
    }

    /// Reads an actor's document and remembers it.
    ///
    /// # Errors
    /// When there is none, or it is not believed.
    pub async fn read_actor(&self, uri: &str) -> Result<ActorId, FetchFailure> {
        let document = self.document(uri).await?;
        self.learn_actor(&document).await
    }

    /// Remembers an actor whose document came from its origin.
    async fn learn_actor(&self, document: &Value) -> Result<ActorId, FetchFailure> {
        let document = actor::read(document).map_err(FetchFailure::unusable)?;
        let moderators = match &document.moderators_url {
            Some(url) if document.kind == ActorKind::Group => self.moderators(url).await,
            _ => None,
        };
        let remote = self.believe(document, moderators).await?;
        self.remember(remote).await
    }

    /// An actor as it is remembered, with what WebFinger and its collections say.
    async fn believe(
        &self,
        document: ActorDocument,
        moderators: Option<Vec<ActorId>>,
    ) -> Result<RemoteActor, FetchFailure> {
        let account = authority(&document.uri).map(|domain| format!("{}@{domain}", document.handle));
        let account = account.and_then(|account| Acct::parse(&account, self.ctx.url_rules()).ok());
        let handle_confirmed = match &account {
            Some(account) => self.confirms(account, &document.uri).await,
            None => false,
        };
        let follower_count = match &document.followers_url {
            Some(url) if document.kind == ActorKind::Group => self.count(url).await,
            _ => None,
        };
        let beside = Beside { handle_confirmed, moderators, follower_count };
        remote_actor(document, beside).ok_or(FetchFailure::NotAnAddress)
    }

    async fn remember(&self, remote: RemoteActor) -> Result<ActorId, FetchFailure> {
        let mut tx = self.db.begin().await?;
        let id = remember(&self.ctx, &mut tx, remote).await.map_err(|error| match error {
            RememberError::Deleted => FetchFailure::Gone,
            RememberError::Store(error) => error.into(),
            other => FetchFailure::unusable(other),
        })?;
        tx.commit().await?;
        Ok(id)
    }

    /// The moderators in a community's list. They are people: their documents lead nowhere else.
    async fn moderators(&self, url: &str) -> Option<Vec<ActorId>> {
        let list = collection::read(&self.document(url).await.ok()?)?;
        let mut moderators = Vec::new();
        for uri in list.items.iter().filter_map(id_of).take(MAX_MODERATORS) {
            moderators.extend(self.person(uri).await);
        }
        Some(moderators)
    }

    async fn person(&self, uri: &str) -> Option<ActorId> {
        if let Some(known) = self.known_actor(uri).await.ok()? {
            return known.deleted_at.is_none().then_some(known.id);
        }
        let document = actor::read(&self.document(uri).await.ok()?).ok()?;
        if document.kind == ActorKind::Group {
            return None;
        }
        let remote = self.believe(document, None).await.ok()?;
        self.remember(remote).await.ok()
    }

    async fn count(&self, url: &str) -> Option<i64> {
        collection::read(&self.document(url).await.ok()?)?.total
    }

    /// The post with this id, read with everything above it when it is not known here.
    ///
    /// `host` is a community elsewhere that says the post is part of it: then it counts as published there. Without,
    /// it waits for the word of its community's host.
    ///
    /// # Errors
    /// When it is neither here nor there, or may not be here.
    pub async fn post(&self, uri: &str, host: Option<ActorId>) -> Result<PostId, FetchFailure> {
        let mut above = Vec::new();
        let mut wanted = uri.to_owned();
        let known = loop {
            if let Some(known) = self.known_post(&wanted).await? {
                break Some(known);
            }
            if above.len() >= MAX_ANCESTORS || above.iter().any(|post: &PostDocument| post.uri == wanted) {
                return Err(FetchFailure::unusable("its thread has no beginning"));
            }
            let document = self.post_document(&wanted).await?;
            let parent = document.in_reply_to.clone();
            above.push(document);
            match parent {
                Some(parent) => wanted = parent,
                None => break None,
            }
        };
        let mut last = known;
        while let Some(document) = above.pop() {
            last = Some(self.take_in(document, last, host).await?);
        }
        last.ok_or(FetchFailure::Gone)
    }

    /// A post's document from its origin.
    ///
    /// # Errors
    /// When there is none.
    pub async fn post_document(&self, uri: &str) -> Result<PostDocument, FetchFailure> {
        post::read(&self.document(uri).await?).map_err(FetchFailure::unusable)
    }

    /// A post that is known here, and nothing else.
    pub async fn known_post(&self, uri: &str) -> Result<Option<PostId>, FetchFailure> {
        Ok(posts::by_uri(&mut self.db.read().await?, uri).await?.map(|post| post.id))
    }

    async fn take_in(
        &self,
        document: PostDocument,
        parent: Option<PostId>,
        host: Option<ActorId>,
    ) -> Result<PostId, FetchFailure> {
        let uri = document.uri.clone();
        let received = self.received(document, parent).await?;
        let vouched = host.is_some() && (received.community == host || received.parent.is_some());
        let origin =
            if vouched { Origin::Host } else { Origin::Elsewhere { activity: String::new(), uri: uri.clone() } };
        let mut tx = self.db.begin().await?;
        if !vouched && self.is_hosted_here(&mut tx, &received).await? {
            // What belongs to a community here comes by being sent to it, where its rules are applied.
            return Err(FetchFailure::unusable("it was never sent to its community"));
        }
        let accepted = accept(&self.ctx, &mut tx, received, &origin).await.map_err(refused)?;
        tx.commit().await?;
        match accepted {
            Accepted::New(post) | Accepted::Confirmed(post) | Accepted::Known(post) => Ok(post),
            Accepted::NotAccepted(denial) => Err(FetchFailure::unusable(denial)),
        }
    }

    async fn is_hosted_here(
        &self,
        tx: &mut crate::store::Tx,
        received: &ReceivedPost,
    ) -> Result<bool, FetchFailure> {
        let community = match received.parent {
            Some(parent) => posts::by_id(tx, parent).await?.and_then(|parent| parent.community_id),
            None => received.community,
        };
        let Some(community) = community else { return Ok(false) };
        Ok(actors::by_id(tx, community).await?.is_some_and(|community| community.local))
    }

    /// A document as a service takes it: its author, community and parent are known here afterwards.
    ///
    /// # Errors
    /// When its author or parent cannot be found.
    pub async fn received(
        &self,
        document: PostDocument,
        parent: Option<PostId>,
    ) -> Result<ReceivedPost, FetchFailure> {
        let author = self.actor(&document.author_uri).await?;
        let parent = match (&document.in_reply_to, parent) {
            (_, Some(parent)) => Some(parent),
            (Some(uri), None) => self.known_post(uri).await?,
            (None, None) => None,
        };
        let community = self.community_of(&document).await?;
        let mut mentions = Vec::new();
        for uri in &document.tags.mentions {
            mentions.extend(self.known_actor(uri).await?.filter(|actor| !actor.is_community()).map(|actor| actor.id));
        }
        let steward = match document.resource.as_ref().and_then(|resource| resource.steward_uri.as_ref()) {
            Some(uri) => self.actor(uri).await.ok(),
            None => None,
        };
        Ok(ReceivedPost {
            uri: document.uri.clone(),
            url: document.url.clone(),
            author,
            community,
            parent,
            context_uri: document.context_uri.clone(),
            published_at: document.published.unwrap_or_else(|| self.ctx.now()).min(self.ctx.now()),
            updated_at: document.updated,
            wording: wording(document, mentions, steward),
        })
    }

    /// The community a post says it belongs to: its `audience`, else a community that it is addressed to.
    async fn community_of(&self, document: &PostDocument) -> Result<Option<ActorId>, FetchFailure> {
        if let [named] = document.audience.as_slice() {
            let actor = self.actor(named).await?;
            let is_community = actors::by_id(&mut self.db.read().await?, actor).await?;
            return Ok(is_community.filter(Actor::is_community).map(|community| community.id));
        }
        for uri in &document.addressed {
            if let Some(known) = self.known_actor(uri).await?.filter(Actor::is_community) {
                return Ok(Some(known.id));
            }
        }
        Ok(None)
    }

    async fn find(&self, query: &str) -> Result<Found, FetchFailure> {
        let query = query.trim();
        if query.starts_with("http://") || query.starts_with("https://") {
            return self.find_address(query).await;
        }
        let account = Acct::parse(query, self.ctx.url_rules()).map_err(|_| FetchFailure::NotAnAddress)?;
        let known = {
            let mut tx = self.db.read().await?;
            actors::by_acct(&mut tx, &account.name.to_string(), account.domain.as_str()).await?
        };
        if let Some(known) = known {
            return Ok(Found::Actor(known.id));
        }
        let uri = self.finger(&account).await?;
        self.actor(&uri).await.map(Found::Actor)
    }

    async fn find_address(&self, uri: &str) -> Result<Found, FetchFailure> {
        if let Some(actor) = self.known_actor(uri).await? {
            return Ok(Found::Actor(actor.id));
        }
        if let Some(post) = self.known_post(uri).await? {
            return Ok(Found::Post(post));
        }
        let document = self.document(uri).await?;
        let id = Node::of(&document).and_then(|node| node.id()).unwrap_or(uri);
        if actor::read(&document).is_ok() {
            return self.learn_actor(&document).await.map(Found::Actor);
        }
        self.post(id, None).await.map(Found::Post)
    }

    async fn read_again(&self, id: ActorId) -> Result<Found, FetchFailure> {
        let actor = actors::by_id(&mut self.db.read().await?, id).await?.ok_or(FetchFailure::Gone)?;
        let now = self.ctx.now();
        let fresh = actor.fetched_at.is_some_and(|read| now.since(read) < STALE_AFTER);
        if actor.local || fresh || actor.deleted_at.is_some() {
            return Ok(Found::Actor(id));
        }
        self.read_actor(&actor.uri).await.map(Found::Actor)
    }
}

fn refused(error: PostError) -> FetchFailure {
    match error {
        PostError::Store(error) => error.into(),
        other => FetchFailure::unusable(other),
    }
}

impl Network for Fetcher {
    fn look_up<'a>(&'a self, query: &'a str) -> Lookup<'a> {
        Box::pin(async move { self.find(query).await.map_err(|failure| in_words(&failure)) })
    }

    fn refresh(&self, actor: ActorId) -> Lookup<'_> {
        Box::pin(async move { self.read_again(actor).await.map_err(|failure| in_words(&failure)) })
    }
}

/// The same answer whatever stands behind an address (threat 103).
fn in_words(failure: &FetchFailure) -> LookupError {
    match failure {
        FetchFailure::NotAnAddress => LookupError::NotAnAddress,
        FetchFailure::NotAllowed => LookupError::NotAllowed,
        FetchFailure::Unreachable | FetchFailure::Store(_) => LookupError::Unreachable,
        FetchFailure::Gone | FetchFailure::Unusable(_) => LookupError::NotFound,
    }
}
