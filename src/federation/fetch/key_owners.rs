//! Whose key is this? Read before anybody has proved anything, so it reads little: the key, its owner, and the owner's
//! name.

use futures::future::BoxFuture;

use super::{FetchFailure, Fetcher};
use crate::federation::inbox::{KeyOwners, OwnerError};
use crate::federation::objects::uri::same_origin;
use crate::federation::objects::{Node, actor};

impl KeyOwners for Fetcher {
    fn read<'a>(&'a self, key_id: &'a str) -> BoxFuture<'a, Result<(), OwnerError>> {
        Box::pin(async move { self.read_owner(key_id).await.map_err(|failure| owner_error(&failure)) })
    }

    fn read_again<'a>(&'a self, actor: &'a str) -> BoxFuture<'a, Result<Vec<String>, OwnerError>> {
        Box::pin(async move { self.read_keys(actor).await.map_err(|failure| owner_error(&failure)) })
    }
}

impl Fetcher {
    /// A key document names its owner; the owner's own document must list the key (threats 10 to 12).
    async fn read_owner(&self, key_id: &str) -> Result<(), FetchFailure> {
        let address = key_id.split_once('#').map_or(key_id, |(address, _)| address);
        let mut document = self.document(address).await?;
        if actor::read(&document).is_err() {
            let node = Node::of(&document).ok_or_else(|| FetchFailure::unusable("it is not a key"))?;
            let owner = node.uri("owner").or_else(|| node.uri("controller"));
            let owner = owner.filter(|owner| same_origin(owner, key_id));
            let owner = owner.ok_or_else(|| FetchFailure::unusable("the key has no owner on its server"))?;
            document = self.document(&owner).await?;
        }
        let owner = actor::read(&document).map_err(FetchFailure::unusable)?;
        let listed = same_origin(&owner.uri, key_id) && owner.keys.iter().any(|key| key.uri == key_id);
        if !listed {
            return Err(FetchFailure::unusable("the owner does not list the key"));
        }
        let remote = self.believe(owner, None, false).await?;
        self.remember(remote).await?;
        Ok(())
    }

    /// The keys that an actor's own document lists, wherever each has a document.
    async fn read_keys(&self, uri: &str) -> Result<Vec<String>, FetchFailure> {
        let actor = actor::read(&self.document(uri).await?).map_err(FetchFailure::unusable)?;
        if actor.uri != uri {
            return Err(FetchFailure::unusable("it is another actor"));
        }
        let remote = self.believe(actor, None, false).await?;
        let keys = remote.keys.iter().map(|key| key.uri.clone()).collect();
        self.remember(remote).await?;
        Ok(keys)
    }
}

fn owner_error(failure: &FetchFailure) -> OwnerError {
    if failure.is_transient() { OwnerError::Unreachable } else { OwnerError::NotAKey }
}
