//! One attempt at one delivery: sign, post, read the answer.

use std::time::Duration;

use http::Method;
use tokio::sync::Semaphore;
use url::Url;

use super::outcome::Outcome;
use super::window::Item;
use crate::domain::actor::KeyAlgorithm;
use crate::domain::delivery::SignatureScheme;
use crate::federation::keyring::Keyring;
use crate::federation::signatures::sign;
use crate::infra::clock::Clock;
use crate::infra::http::HttpClient;

/// An inbox has this long to answer.
const DEADLINE: Duration = Duration::from_secs(20);
/// Requests in flight to all peers together.
const IN_FLIGHT: usize = 512;

/// What a delivery came to, and with which signature.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) outcome: Outcome,
    pub(super) scheme: SignatureScheme,
}

/// Sends requests; bounded over all peers.
pub(super) struct PostOffice {
    client: HttpClient,
    keyring: Keyring,
    clock: Clock,
    in_flight: Semaphore,
}

impl PostOffice {
    pub(super) fn new(client: HttpClient, keyring: Keyring, clock: Clock) -> Self {
        Self { client, keyring, clock, in_flight: Semaphore::new(IN_FLIGHT) }
    }

    /// Delivers once. When the peer does not understand the signature and has not accepted one before, the other
    /// scheme is tried at once ("double knock"). `known` is what it accepted last.
    pub(super) async fn deliver(&self, item: &Item, known: Option<SignatureScheme>) -> Attempt {
        let first = known.unwrap_or(SignatureScheme::Cavage);
        let outcome = self.attempt(item, first).await;
        if known.is_some() || !outcome.may_be_about_the_signature() {
            return Attempt { outcome, scheme: first };
        }
        match self.attempt(item, SignatureScheme::Rfc9421).await {
            Outcome::Accepted => Attempt { outcome: Outcome::Accepted, scheme: SignatureScheme::Rfc9421 },
            _ => Attempt { outcome, scheme: first },
        }
    }

    async fn attempt(&self, item: &Item, scheme: SignatureScheme) -> Outcome {
        // The semaphore is never closed.
        let Ok(_permit) = self.in_flight.acquire().await else {
            return Outcome::Retry { error: "shutting down".to_owned() };
        };
        let Ok(url) = Url::parse(&item.inbox_url) else {
            return Outcome::Rejected { status: None, error: "the inbox is not a web address".to_owned() };
        };
        let signer = match self.keyring.signer(item.entry.sender_id, KeyAlgorithm::Rsa).await {
            Ok(signer) => signer,
            Err(error) => return Outcome::Retry { error: error.to_string() },
        };
        let digest = Some(&item.entry.digest);
        let headers =
            sign(scheme, &signer.key, &signer.key_id, &Method::POST, &url, digest, self.clock.now());
        let headers = match headers {
            Ok(headers) => headers,
            Err(error) => return Outcome::Rejected { status: None, error: error.to_string() },
        };
        match self.client.post(&url, headers, item.entry.body.clone(), DEADLINE).await {
            Ok(answer) => Outcome::of_answer(&answer),
            Err(error) => Outcome::of_error(&error),
        }
    }
}
