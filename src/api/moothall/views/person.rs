//! Somebody, in a line.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::store::bylines::{self, Byline};
use crate::store::{StoreError, Tx};

/// A person or community, in a line. `GET /api/v1/accounts/{id}` of the Mastodon API has the whole profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Person {
    pub(in crate::api) id: ActorId,
    /// `name` for those of this node, `name@domain` for the rest.
    pub(in crate::api) acct: String,
    pub(in crate::api) name: String,
    /// Whether they are of this node.
    pub(in crate::api) local: bool,
    /// The id in the network.
    pub(in crate::api) uri: String,
    /// The page for people.
    pub(in crate::api) url: String,
}

impl From<&Actor> for Person {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.id,
            acct: actor.local_acct(),
            name: actor.name.clone(),
            local: actor.local,
            uri: actor.uri.clone(),
            url: actor.url.clone().unwrap_or_else(|| actor.uri.clone()),
        }
    }
}

impl From<&Byline> for Person {
    fn from(line: &Byline) -> Self {
        Self {
            id: line.id,
            acct: line.local_acct(),
            name: line.name.clone(),
            local: line.local,
            uri: line.uri.clone(),
            url: line.url.clone().unwrap_or_else(|| line.uri.clone()),
        }
    }
}

/// Everybody whom a page names, read by one query.
pub(in crate::api) struct People(HashMap<ActorId, Byline>);

impl People {
    pub(in crate::api) async fn read(
        tx: &mut Tx,
        ids: impl IntoIterator<Item = ActorId>,
    ) -> Result<Self, StoreError> {
        Ok(Self(bylines::by_ids(tx, ids).await?))
    }

    /// `None` when nobody is named, or whoever it was is forgotten.
    pub(in crate::api) fn get(&self, id: Option<ActorId>) -> Option<Person> {
        self.0.get(&id?).map(Person::from)
    }
}
