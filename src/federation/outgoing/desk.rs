//! Where activities are written, signed and addressed.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::announce;
use crate::domain::actor::Actor;
use crate::domain::address::Addresses;
use crate::domain::delivery::{Audience, Rendering};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::federation::keyring::Signer;
use crate::federation::objects::activity::ActivityJson;
use crate::federation::objects::with_context;
use crate::federation::signatures::{ProofError, attach_proof};
use crate::infra::clock::IdGenerator;

/// What rendering needs beside the facts.
pub struct Desk<'a> {
    pub addresses: &'a Addresses,
    pub ids: &'a IdGenerator,
    pub now: Timestamp,
    /// Ed25519 keys of the local actors that speak. Who has none here speaks without a proof.
    pub signers: &'a HashMap<ActorId, Arc<Signer>>,
}

/// Why a fact became no activity.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("what the fact names is no longer there: {0}")]
    Missing(&'static str),
    #[error("the activity could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("the activity could not be proven")]
    Proof(#[from] ProofError),
}

/// An activity, and who is to get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub sender: ActorId,
    pub uri: String,
    pub body: String,
    pub ordering_key: i64,
    pub audience: Audience,
    pub audience_id: Option<ActorId>,
    pub rendering: Rendering,
    pub direct: Vec<Receiver>,
}

/// An inbox of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Lower-cased authority of the server.
    pub domain: String,
    pub inbox_url: String,
}

/// An activity as it will be sent, not addressed yet.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) sender: ActorId,
    pub(super) uri: String,
    pub(super) body: String,
    pub(super) ordering_key: i64,
}

/// A document with the proof that its author made it (FEP-8b32).
#[derive(Serialize)]
struct Proven<T> {
    #[serde(flatten)]
    document: T,
    proof: Value,
}

impl Desk<'_> {
    /// A fresh id for an activity.
    pub(super) fn fresh_uri(&self) -> String {
        self.addresses.activity(self.ids.next())
    }

    /// Writes an activity, with its speaker's proof.
    pub(super) fn state<O: Serialize>(
        &self,
        speaker: &Actor,
        ordering_key: i64,
        activity: &ActivityJson<'_, O>,
    ) -> Result<Statement, RenderError> {
        let document = with_context(activity);
        let body = match self.signers.get(&speaker.id) {
            Some(signer) => {
                let mut proven = serde_json::to_value(&document)?;
                attach_proof(&mut proven, &signer.key, &signer.key_id, self.now)?;
                // The bytes of an embedded activity must not change, so the document is written anew.
                serde_json::to_string(&Proven { document, proof: proven["proof"].take() })?
            }
            None => serde_json::to_string(&document)?,
        };
        Ok(Statement { sender: speaker.id, uri: activity.id.clone(), body, ordering_key })
    }

    /// Sends what `speaker` says in a community: to its host, or from here wrapped by the community itself. `told` are
    /// those who get it in any case; with `to_followers`, those who follow the speaker get it too.
    pub(super) fn say_in(
        &self,
        community: Option<&Actor>,
        statement: Statement,
        told: &[&Actor],
        to_followers: bool,
    ) -> Result<Vec<Outgoing>, RenderError> {
        let host = community.filter(|community| !community.local);
        let direct = receivers(told.iter().copied().chain(host));
        let mut said = Vec::new();
        if let Some(community) = community.filter(|community| community.local) {
            said.push(announce::wrap(self, community, &statement)?);
        }
        let own = if to_followers {
            statement.for_followers(None, Rendering::Any, direct)
        } else {
            statement.directly(direct)
        };
        // The speaker's own copy goes first: the Announce is about it.
        said.insert(0, own);
        Ok(said)
    }
}

impl Statement {
    /// For the followers of `of`, or of the sender.
    pub(super) fn for_followers(
        self,
        of: Option<ActorId>,
        rendering: Rendering,
        direct: Vec<Receiver>,
    ) -> Outgoing {
        let of = of.unwrap_or(self.sender);
        self.address(Audience::Followers, Some(of), rendering, direct)
    }

    /// Only for those who are named.
    pub(super) fn directly(self, direct: Vec<Receiver>) -> Outgoing {
        self.address(Audience::Direct, None, Rendering::Any, direct)
    }

    /// For every server that listens to anything here, and those who are named.
    pub(super) fn for_everyone(self, direct: Vec<Receiver>) -> Outgoing {
        self.address(Audience::Everyone, None, Rendering::Any, direct)
    }

    fn address(
        self,
        audience: Audience,
        audience_id: Option<ActorId>,
        rendering: Rendering,
        direct: Vec<Receiver>,
    ) -> Outgoing {
        let Self { sender, uri, body, ordering_key } = self;
        Outgoing { sender, uri, body, ordering_key, audience, audience_id, rendering, direct }
    }
}

/// The inboxes of those who are not here, each once.
pub(super) fn receivers<'a>(actors: impl IntoIterator<Item = &'a Actor>) -> Vec<Receiver> {
    let mut receivers: Vec<Receiver> = Vec::new();
    for actor in actors {
        let inbox_url = actor.delivery_inbox();
        let known = receivers.iter().any(|receiver| receiver.inbox_url == inbox_url);
        if !actor.local && actor.is_active() && !known {
            receivers.push(Receiver { domain: actor.domain.clone(), inbox_url: inbox_url.to_owned() });
        }
    }
    receivers
}

/// The personal inbox, for what is between two.
pub(super) fn personally(actor: &Actor) -> Vec<Receiver> {
    if actor.local {
        return Vec::new();
    }
    vec![Receiver { domain: actor.domain.clone(), inbox_url: actor.inbox_url.clone() }]
}
