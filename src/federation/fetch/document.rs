//! One document, read from where its id says it is.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};
use serde_json::Value;
use url::Url;

use super::Fetcher;
use crate::domain::actor::KeyAlgorithm;
use crate::domain::delivery::SignatureScheme;
use crate::domain::time::Timestamp;
use crate::federation::keyring::Signer;
use crate::federation::objects::uri::{authority, parse, same_origin};
use crate::federation::signatures::sign;
use crate::infra::http::{Accept, ContentType, FetchError, FetchLimits, Fetched, RequestSigner};
use crate::services::federation_policy;
use crate::store::{StoreError, actors};

const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// An ActivityStreams document, and nothing that merely looks like JSON (threats 48 and 49).
const ACTIVITY_JSON: Accept = Accept {
    header: "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
    matches: is_activity_json,
};

fn is_activity_json(content_type: &ContentType) -> bool {
    match content_type.essence() {
        "application/activity+json" => true,
        "application/ld+json" => content_type.parameter("profile").is_some_and(|profiles| {
            profiles.split_ascii_whitespace().any(|profile| profile == ACTIVITY_STREAMS)
        }),
        _ => false,
    }
}

/// Why an answer is of no use, for the log.
pub(super) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum FetchFailure {
    #[error("this is not the address of a document elsewhere")]
    NotAnAddress,
    #[error("this node does not federate with that server")]
    NotAllowed,
    #[error("it is no longer there")]
    Gone,
    /// Asking again later may help.
    #[error("the server could not be reached")]
    Unreachable,
    /// The server asks not to be asked before. Only where nobody waits for the answer is this told apart.
    #[error("the server asked for a pause")]
    Busy(Duration),
    #[error("the server's answer is of no use: {0}")]
    Unusable(Cause),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FetchFailure {
    /// Whether the same question may be answered later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Busy(_) | Self::Store(_))
    }

    pub(super) fn unusable(why: impl Into<Cause>) -> Self {
        Self::Unusable(why.into())
    }
}

impl From<FetchError> for FetchFailure {
    fn from(error: FetchError) -> Self {
        if error.is_gone() {
            Self::Gone
        } else if error.is_transient() {
            Self::Unreachable
        } else {
            Self::unusable(error)
        }
    }
}

impl Fetcher {
    /// Reads the document with this id.
    ///
    /// What was asked for and what came must have the same id, from the same origin (threats 12, 14 and 15). A document
    /// that names another id, as pages for people do, is asked for once more under that id.
    ///
    /// # Errors
    /// See [`FetchFailure`].
    pub async fn document(&self, uri: &str) -> Result<Value, FetchFailure> {
        let (found, document) = self.read_once(uri).await?;
        if found == uri {
            return Ok(document);
        }
        let (again, document) = self.read_once(&found).await?;
        if again == found { Ok(document) } else { Err(FetchFailure::unusable("its id is another one")) }
    }

    /// Gives the id of the document too; it is on the origin that answered.
    async fn read_once(&self, uri: &str) -> Result<(String, Value), FetchFailure> {
        let url = self.permitted(uri).await?;
        let signer = self.signer().await;
        let signer = signer.as_ref().map(|signer| signer as &dyn RequestSigner);
        let fetched = self.get(&url, ACTIVITY_JSON, FetchLimits::DOCUMENT, signer).await?;
        let document: Value = serde_json::from_slice(&fetched.body).map_err(FetchFailure::unusable)?;
        let id = document.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if same_origin(&id, fetched.final_url.as_str()) {
            return Ok((id, document));
        }
        // An answer that claims to be from elsewhere is worth nothing but the hint where to look.
        if parse(&id).is_some() && id != uri {
            Ok((id, Value::Null))
        } else {
            Err(FetchFailure::unusable("no id"))
        }
    }

    /// The address, when this node may ask there.
    pub(super) async fn permitted(&self, uri: &str) -> Result<Url, FetchFailure> {
        let url = parse(uri).ok_or(FetchFailure::NotAnAddress)?;
        let domain = authority(uri).ok_or(FetchFailure::NotAnAddress)?;
        if self.ctx.addresses.is_ours(uri) || domain == self.ctx.addresses.authority() {
            return Err(FetchFailure::NotAnAddress);
        }
        let mut tx = self.db.read().await?;
        let allowed = federation_policy::is_allowed(&self.ctx, &mut tx, &domain).await?;
        if allowed { Ok(url) } else { Err(FetchFailure::NotAllowed) }
    }

    /// Asks one thing, when it is this server's turn.
    pub(super) async fn get(
        &self,
        url: &Url,
        accept: Accept,
        limits: FetchLimits,
        signer: Option<&dyn RequestSigner>,
    ) -> Result<Fetched, FetchFailure> {
        if !self.unhurried {
            return Ok(self.http.get(url, accept, limits, signer).await?);
        }
        let turn = self.pace.turn(&url.origin().ascii_serialization()).await.map_err(FetchFailure::Busy)?;
        match self.http.get(url, accept, limits, signer).await {
            Ok(fetched) => Ok(fetched),
            Err(error) => Err(turn.failed(&error).map_or_else(|| error.into(), FetchFailure::Busy)),
        }
    }

    /// The node's own actor signs; without its key the question is asked unsigned.
    async fn signer(&self) -> Option<GetSigner> {
        let mut tx = self.db.read().await.ok()?;
        let application = actors::by_uri(&mut tx, &self.ctx.addresses.application()).await.ok()??;
        drop(tx);
        let signer = self.keyring.signer(application.id, KeyAlgorithm::Rsa).await;
        let signer =
            signer.inspect_err(|error| tracing::warn!(%error, "fetching without a signature")).ok()?;
        Some(GetSigner { signer, now: self.ctx.now() })
    }
}

struct GetSigner {
    signer: Arc<Signer>,
    now: Timestamp,
}

impl RequestSigner for GetSigner {
    fn sign(&self, method: &Method, url: &Url) -> HeaderMap {
        // Draft-cavage: to the newer scheme Misskey answers with half a document instead of an error.
        let Signer { key, key_id } = &*self.signer;
        sign(SignatureScheme::Cavage, key, key_id, method, url, None, self.now).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_048_only_activity_streams_counts() {
        let is = |text: &str| is_activity_json(&text.parse().unwrap());
        assert!(is("application/activity+json;charset=UTF-8"));
        assert!(is("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"; charset=utf-8"));
        for other in ["text/plain", "application/json", "image/png", "application/ld+json", "text/html"] {
            assert!(!is(other), "{other}");
        }
    }
}
