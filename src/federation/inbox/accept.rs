//! One delivery, from its bytes to the database.

use std::sync::Arc;

use url::Url;

use super::authenticate::{AuthenticationError, Authenticator};
use super::envelope::{Envelope, EnvelopeError};
use super::intake::{Intake, IntakeError};
use crate::domain::ids::InboxId;
use crate::domain::url::same_origin;
use crate::federation::signatures::IncomingRequest;
use crate::infra::clock::{Clock, IdGenerator};
use crate::store::inbox::NewDelivery;

/// Why a delivery is turned away. The sentences are safe to send: they echo nothing of the request.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    #[error(transparent)]
    Malformed(#[from] EnvelopeError),
    #[error(transparent)]
    NotAuthenticated(#[from] AuthenticationError),
    /// Threat 16: or anybody could make us take another server's activity for a duplicate.
    #[error("the activity's id is not on its actor's server")]
    ForeignId,
    #[error("this node does not federate with that server")]
    NotAllowed,
    #[error(transparent)]
    NotWritten(#[from] IntakeError),
}

/// What became of a delivery that was answered with 202.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Durable; it will be processed.
    Written,
    /// Somebody we never heard of is gone. Mastodon tells everybody; there is nothing to do and nothing to fetch.
    Irrelevant,
}

/// Says with which servers this node federates.
pub trait Policy: Send + Sync {
    /// Whether deliveries from this authority are taken.
    fn allows(&self, authority: &str) -> bool;
    /// Whether an actor is known here.
    fn knows<'a>(&'a self, actor_uri: &'a str) -> futures::future::BoxFuture<'a, bool>;
}

/// Accepts deliveries. Shared by all inboxes of the node.
pub struct Inbox {
    pub authenticator: Authenticator,
    pub intake: Intake,
    pub policy: Arc<dyn Policy>,
    pub clock: Clock,
    pub ids: IdGenerator,
}

impl Inbox {
    /// Takes one delivery. `request.body` has been bounded by the caller.
    ///
    /// # Errors
    /// Why it is turned away; nothing has changed then.
    pub async fn accept(&self, request: &IncomingRequest<'_>) -> Result<Received, AcceptError> {
        let envelope = Envelope::read(request.body)?;
        let (Ok(id), Ok(actor)) = (Url::parse(&envelope.id), Url::parse(&envelope.actor)) else {
            return Err(EnvelopeError::Actor.into());
        };
        if !same_origin(&id, &actor) {
            return Err(AcceptError::ForeignId);
        }
        let authority = actor.host_str().unwrap_or_default();
        if !self.policy.allows(authority) {
            return Err(AcceptError::NotAllowed);
        }
        if envelope.deletes_its_actor() && !self.policy.knows(&envelope.actor).await {
            return Ok(Received::Irrelevant);
        }
        let now = self.clock.now();
        let signer_uri = self.authenticator.authenticate(request, &envelope.actor, now).await?;
        let Ok(body) = std::str::from_utf8(request.body) else { return Err(EnvelopeError::NotJson.into()) };
        let delivery = NewDelivery {
            id: InboxId::new(self.ids.next()),
            activity_uri: envelope.id,
            signer_uri,
            body: body.to_owned(),
            ordering_key: envelope.order.to_string(),
            received_at: now,
        };
        self.intake.hand_in(delivery).await?;
        Ok(Received::Written)
    }
}
