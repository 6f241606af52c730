//! What `incoming` asks for.

use futures::future::BoxFuture;
use serde_json::Value;

use super::{FetchFailure, Fetcher};
use crate::domain::actor::{Actor, KeyAlgorithm};
use crate::domain::ids::ActorId;
use crate::domain::post::Post;
use crate::federation::incoming::{Act, Problem, References};
use crate::federation::objects::post::PostDocument;
use crate::federation::signatures::{VerifyingKey, verification_method, verify_proof};
use crate::services::posts::ReceivedPost;
use crate::store::{actors, blocks, follows, reactions, shares};

impl From<FetchFailure> for Problem {
    fn from(failure: FetchFailure) -> Self {
        match failure {
            FetchFailure::Unreachable | FetchFailure::Busy(_) => Self::Temporary,
            FetchFailure::Gone => Self::Gone,
            FetchFailure::NotAllowed => Self::Refused("this node does not federate with that server"),
            FetchFailure::NotAnAddress => Self::Refused("what it names has no address elsewhere"),
            FetchFailure::Unusable(why) => {
                tracing::debug!(%why, "a document is of no use");
                Self::Refused("what it names cannot be read at its origin")
            }
            FetchFailure::Store(error) => Self::Store(error),
        }
    }
}

impl References for Fetcher {
    fn actor<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Actor, Problem>> {
        Box::pin(async move { Ok(Self::actor(self, uri).await?) })
    }

    fn refresh_actor<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Actor, Problem>> {
        Box::pin(async move { Ok(Self::refresh_actor(self, uri).await?) })
    }

    fn known_actor<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Option<Actor>, Problem>> {
        Box::pin(async move { Ok(Self::known_actor(self, uri).await?) })
    }

    fn known_post<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Option<Post>, Problem>> {
        Box::pin(async move { Ok(Self::known_post(self, uri).await?) })
    }

    fn act<'a>(&'a self, uri: &'a str, actor: ActorId) -> BoxFuture<'a, Result<Option<Act>, Problem>> {
        Box::pin(async move {
            let mut tx = self.db.read().await?;
            if let Some(reaction) = reactions::by_uri(&mut tx, actor, uri).await? {
                return Ok(Some(Act::Reaction { post: reaction.post_id, kind: reaction.kind }));
            }
            if let Some(share) = shares::by_uri(&mut tx, actor, uri).await? {
                return Ok(Some(Act::Share { post: share.post_id }));
            }
            if let Some(block) = blocks::by_uri(&mut tx, uri, actor).await? {
                return Ok(Some(Act::Block { target: block.target_id }));
            }
            let follow = follows::by_uri(&mut tx, uri).await?.filter(|follow| follow.follower_id == actor);
            Ok(follow.map(|follow| Act::Follow { target: follow.target_id }))
        })
    }

    fn post<'a>(&'a self, uri: &'a str, host: Option<ActorId>) -> BoxFuture<'a, Result<Post, Problem>> {
        Box::pin(async move { Ok(Self::post(self, uri, host).await?) })
    }

    fn announced<'a>(&'a self, uri: &'a str, community: ActorId) -> BoxFuture<'a, Result<Post, Problem>> {
        Box::pin(async move { Ok(Self::announced(self, uri, community).await?) })
    }

    fn document<'a>(&'a self, uri: &'a str) -> BoxFuture<'a, Result<Value, Problem>> {
        Box::pin(async move { Ok(Self::document(self, uri).await?) })
    }

    fn received_post<'a>(
        &'a self,
        document: &'a PostDocument,
        parent_host: Option<ActorId>,
    ) -> BoxFuture<'a, Result<ReceivedPost, Problem>> {
        Box::pin(async move {
            let parent = match &document.in_reply_to {
                Some(uri) => Some(self.post_with_thread(uri, parent_host).await?),
                None => None,
            };
            Ok(self.received(document.clone(), parent.as_ref()).await?)
        })
    }

    fn is_proven_by<'a>(
        &'a self,
        document: &'a Value,
        actor: &'a Actor,
    ) -> BoxFuture<'a, Result<bool, Problem>> {
        Box::pin(async move {
            let Ok(method) = verification_method(document) else { return Ok(false) };
            let keys = actors::keys(&mut self.db.read().await?, actor.id).await?;
            let key = keys.iter().find(|key| key.key_uri == method && key.algorithm == KeyAlgorithm::Ed25519);
            let key = key.and_then(|key| VerifyingKey::from_multikey(&key.public_key).ok());
            Ok(key.is_some_and(|key| verify_proof(document, &key, self.ctx.now()).is_ok()))
        })
    }

    fn is_followed_here<'a>(&'a self, actor: &'a Actor) -> BoxFuture<'a, Result<bool, Problem>> {
        Box::pin(async move {
            let mut tx = self.db.read().await?;
            Ok(follows::count_local_followers(&mut tx, actor.id).await? > 0)
        })
    }

    fn hosts(&self, community: ActorId) -> BoxFuture<'_, Result<bool, Problem>> {
        Box::pin(async move {
            let actor = actors::by_id(&mut self.db.read().await?, community).await?;
            Ok(actor.is_some_and(|actor| actor.local))
        })
    }
}
