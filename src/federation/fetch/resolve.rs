//! Finding actors and posts: in the database, or where their ids say they are.

use std::time::Duration;

use serde_json::Value;

use super::remote::{Beside, actor as remote_actor, wording};
use super::vouch::Vouchers;
use super::{FetchFailure, Fetcher};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::handle::Acct;
use crate::domain::ids::ActorId;
use crate::domain::post::Post;
use crate::federation::objects::activity::id_of;
use crate::federation::objects::actor::{self, ActorDocument};
use crate::federation::objects::collection;
use crate::federation::objects::post::{self, PostDocument};
use crate::federation::objects::uri::authority;
use crate::services::actors::{ListedModerators, RememberError, RemoteActor, remember};
use crate::services::posts::{Accepted, PostError, ReceivedPost, accept, read_rest};
use crate::store::{actors, posts};

/// How far up a thread is read from a reply (threat 63).
const MAX_ANCESTORS: usize = 50;
/// How many moderators of a community are looked up.
const MAX_MODERATORS: usize = 20;
/// An actor's document is read again after this long.
const STALE_AFTER: Duration = Duration::from_hours(24);

impl Fetcher {
    /// The actor with this id: known and read within the last day, or read now.
    ///
    /// An actor whose server does not answer, or not with its document, stays as it is known.
    ///
    /// # Errors
    /// When it is neither here nor there.
    pub async fn actor(&self, uri: &str) -> Result<Actor, FetchFailure> {
        let Some(known) = self.known_actor(uri).await? else { return self.refresh_actor(uri).await };
        if known.deleted_at.is_some() {
            return Err(FetchFailure::Gone);
        }
        if known.local || self.is_fresh(&known) {
            return Ok(known);
        }
        match self.refresh_actor(uri).await {
            // Some servers close their documents to strangers for a while, and deliver all the same.
            Err(FetchFailure::Unreachable | FetchFailure::Busy(_) | FetchFailure::Unusable(_)) => Ok(known),
            read => read,
        }
    }

    /// Whether the actor's document was read within the last day.
    pub(super) fn is_fresh(&self, actor: &Actor) -> bool {
        actor.fetched_at.is_some_and(|read| self.ctx.now().since(read) < STALE_AFTER)
    }

    /// An actor that is known here, and nothing else.
    pub async fn known_actor(&self, uri: &str) -> Result<Option<Actor>, FetchFailure> {
        if let Some(known) = self.actors.find(uri) {
            return Ok(Some(known));
        }
        let begun = self.actors.begin();
        let known = actors::by_uri(&mut self.db.read().await?, uri).await?;
        if let Some(known) = &known {
            self.actors.keep(uri, begun, known);
        }
        Ok(known)
    }

    /// Reads an actor's document, whatever is known, and remembers it.
    ///
    /// # Errors
    /// When there is none, or it is not believed.
    pub async fn refresh_actor(&self, uri: &str) -> Result<Actor, FetchFailure> {
        let document = self.document(uri).await?;
        let id = self.learn_actor(&document).await?;
        actors::by_id(&mut self.db.read().await?, id).await?.ok_or(FetchFailure::Gone)
    }

    /// Remembers an actor whose document came from its origin.
    pub(super) async fn learn_actor(&self, document: &Value) -> Result<ActorId, FetchFailure> {
        let document = actor::read(document).map_err(FetchFailure::unusable)?;
        let moderators = match &document.moderators_url {
            Some(url) if document.kind == ActorKind::Group => self.moderators(url).await,
            _ => None,
        };
        let remote = self.believe(document, moderators, true).await?;
        self.remember(remote).await
    }

    /// An actor as it is remembered, with what WebFinger says; `with_count`, with the number of its followers.
    pub(super) async fn believe(
        &self,
        document: ActorDocument,
        moderators: Option<ListedModerators>,
        with_count: bool,
    ) -> Result<RemoteActor, FetchFailure> {
        let account = authority(&document.uri).map(|domain| format!("{}@{domain}", document.handle));
        let account = account.and_then(|account| Acct::parse(&account, self.ctx.url_rules()).ok());
        let handle_confirmed = match &account {
            Some(account) => self.confirms(account, &document.uri).await,
            None => false,
        };
        let follower_count = match &document.followers_url {
            Some(url) if with_count && document.kind == ActorKind::Group => self.count(url).await,
            _ => None,
        };
        let beside = Beside { handle_confirmed, moderators, follower_count };
        remote_actor(document, beside).ok_or(FetchFailure::NotAnAddress)
    }

    pub(super) async fn remember(&self, remote: RemoteActor) -> Result<ActorId, FetchFailure> {
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
    async fn moderators(&self, url: &str) -> Option<ListedModerators> {
        let read_at = self.ctx.now();
        let list = collection::read(&self.document(url).await.ok()?)?;
        let mut people = Vec::new();
        for uri in list.items.iter().filter_map(id_of).take(MAX_MODERATORS) {
            people.extend(self.person(uri).await);
        }
        Some(ListedModerators { people, read_at })
    }

    async fn person(&self, uri: &str) -> Option<ActorId> {
        if let Some(known) = self.known_actor(uri).await.ok()? {
            return known.deleted_at.is_none().then_some(known.id);
        }
        let document = actor::read(&self.document(uri).await.ok()?).ok()?;
        if document.kind == ActorKind::Group {
            return None;
        }
        let remote = self.believe(document, None, false).await.ok()?;
        self.remember(remote).await.ok()
    }

    async fn count(&self, url: &str) -> Option<i64> {
        collection::read(&self.document(url).await.ok()?)?.total
    }

    /// The post with this id, read with everything above it when it is not known here. `host`: the community whose host
    /// named the post, and nothing above it. Nobody else makes it part of that community (see [`vouch`](super::vouch)).
    ///
    /// What belongs to a community here is not taken from elsewhere: it comes by being sent, where rules are applied.
    ///
    /// # Errors
    /// When it is neither here nor there, or may not be here.
    pub async fn post(&self, uri: &str, host: Option<ActorId>) -> Result<Post, FetchFailure> {
        self.post_vouched_for(uri, &mut Vouchers::of(host, [uri.to_owned()])).await
    }

    /// The post that the host of a community announces at this moment.
    ///
    /// # Errors
    /// As for [`Fetcher::post`].
    pub async fn announced(&self, uri: &str, community: ActorId) -> Result<Post, FetchFailure> {
        let mut vouchers = Vouchers::of(Some(community), [uri.to_owned()]);
        vouchers.announced = Some(uri.to_owned());
        self.post_vouched_for(uri, &mut vouchers).await
    }

    /// As [`Fetcher::post`]; when its thread was not known here, the rest of the thread is read in the background.
    ///
    /// # Errors
    /// As for [`Fetcher::post`].
    pub async fn post_with_thread(&self, uri: &str, host: Option<ActorId>) -> Result<Post, FetchFailure> {
        let mut vouchers = Vouchers::of(host, [uri.to_owned()]);
        let post = self.post_vouched_for(uri, &mut vouchers).await?;
        if let Some(root) = vouchers.new_thread {
            let mut tx = self.db.begin().await?;
            read_rest(&self.ctx, &mut tx, root).await?;
            tx.commit().await?;
        }
        Ok(post)
    }

    pub(super) async fn post_vouched_for(
        &self,
        uri: &str,
        vouchers: &mut Vouchers,
    ) -> Result<Post, FetchFailure> {
        let mut above = Vec::new();
        let mut wanted = uri.to_owned();
        let known = loop {
            if let Some(known) = self.known_post(&wanted).await? {
                break Some(self.published_by(known, vouchers).await?);
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
            last = Some(Box::pin(self.take_in(document, last.as_ref(), vouchers)).await?);
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
    pub async fn known_post(&self, uri: &str) -> Result<Option<Post>, FetchFailure> {
        if let Some(known) = self.posts.find(uri) {
            return Ok(Some(known));
        }
        let begun = self.posts.begin();
        let known = posts::by_uri(&mut self.db.read().await?, uri).await?;
        if let Some(known) = &known {
            self.posts.keep(uri, begun, known);
        }
        Ok(known)
    }

    async fn take_in(
        &self,
        document: PostDocument,
        parent: Option<&Post>,
        vouchers: &mut Vouchers,
    ) -> Result<Post, FetchFailure> {
        let mut received = self.received(document, parent).await?;
        received.history = vouchers.announced.as_ref() != Some(&received.uri);
        let origin = self.origin_of(&received, vouchers).await?;
        let mut tx = self.db.begin().await?;
        let accepted = accept(&self.ctx, &mut tx, received, &origin).await.map_err(refused)?;
        let id = match accepted {
            Accepted::New(post) | Accepted::Confirmed(post) | Accepted::Known(post) => post,
            Accepted::NotAccepted(why) => return Err(FetchFailure::unusable(why)),
        };
        let post = posts::by_id(&mut tx, id).await?.ok_or(FetchFailure::Gone)?;
        tx.commit().await?;
        if post.is_root() {
            vouchers.new_thread = Some(post.id);
        }
        Ok(post)
    }

    /// A document as a service takes it: its author and community are known here afterwards. `parent` is what it answers;
    /// a reply belongs where that stands, whatever it says itself.
    ///
    /// # Errors
    /// When its author cannot be found.
    pub async fn received(
        &self,
        document: PostDocument,
        parent: Option<&Post>,
    ) -> Result<ReceivedPost, FetchFailure> {
        let author = self.actor(&document.author_uri).await?.id;
        let community = match parent {
            Some(parent) => parent.community_id,
            None => self.community_of(&document).await?,
        };
        let mut mentions = Vec::new();
        for uri in &document.tags.mentions {
            mentions.extend(
                self.known_actor(uri).await?.filter(|actor| !actor.is_community()).map(|actor| actor.id),
            );
        }
        let steward = match document.resource.as_ref().and_then(|resource| resource.steward_uri.as_ref()) {
            Some(uri) => self.actor(uri).await.ok().map(|steward| steward.id),
            None => None,
        };
        Ok(ReceivedPost {
            uri: document.uri.clone(),
            url: document.url.clone(),
            author,
            community,
            parent: parent.map(|parent| parent.id),
            context_uri: document.context_uri.clone(),
            published_at: document.published.unwrap_or_else(|| self.ctx.now()).min(self.ctx.now()),
            updated_at: document.updated,
            history: false,
            wording: wording(document, mentions, steward),
        })
    }

    /// The community a post says it belongs to: its `audience`, else a community that it is addressed to.
    async fn community_of(&self, document: &PostDocument) -> Result<Option<ActorId>, FetchFailure> {
        if let [named] = document.audience.as_slice() {
            let named = self.actor(named).await?;
            return Ok(named.is_community().then_some(named.id));
        }
        for uri in &document.addressed {
            if let Some(known) = self.known_actor(uri).await?.filter(Actor::is_community) {
                return Ok(Some(known.id));
            }
        }
        Ok(None)
    }
}

pub(super) fn refused(error: PostError) -> FetchFailure {
    match error {
        PostError::Store(error) => error.into(),
        other => FetchFailure::unusable(other),
    }
}
