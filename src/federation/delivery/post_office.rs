//! One attempt at one delivery: sign, post, read the answer.

use std::time::Duration;

use http::Method;
use tokio::sync::Semaphore;
use url::Url;

use super::outcome::Outcome;
use super::signing::Signing;
use super::window::Item;
use crate::domain::actor::KeyAlgorithm;
use crate::domain::delivery::SignatureScheme;
use crate::federation::keyring::Keyring;
use crate::federation::signatures::sign;
use crate::infra::clock::Clock;
use crate::infra::http::{HttpClient, Keep};

/// An inbox has this long to answer.
const DEADLINE: Duration = Duration::from_secs(20);
/// Requests in flight to all peers together, without those that are slow.
const IN_FLIGHT: usize = 512;
/// Who has not answered by then no longer counts as in flight: peers that are dead must not keep the others waiting.
/// There can be many of them, and each has but one request under way.
const QUICK: Duration = Duration::from_secs(1);

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
    /// A signature takes a third of a millisecond. Were a thousand of them made in a row, no answer would be read
    /// meanwhile and no connection opened.
    signing: Semaphore,
}

impl PostOffice {
    pub(super) fn new(client: HttpClient, keyring: Keyring, clock: Clock) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            client,
            keyring,
            clock,
            in_flight: Semaphore::new(IN_FLIGHT),
            signing: Semaphore::new(2 * threads),
        }
    }

    /// Delivers once, when it is its turn. `signing` is what is known of the peer, and learns from this delivery; with `keep`,
    /// the connection stays open for the next.
    pub(super) async fn deliver(&self, item: &Item, signing: &Signing, keep: Keep) -> Attempt {
        // The semaphore is never closed.
        let turn = self.in_flight.acquire().await;
        // What waits for its turn takes no memory yet, however many peers there are.
        let mut delivery = Box::pin(self.deliver_now(item, signing, keep));
        if let Ok(attempt) = tokio::time::timeout(QUICK, &mut delivery).await {
            return attempt;
        }
        drop(turn);
        delivery.await
    }

    /// When the peer may not have understood the signature, the other scheme is tried at once ("double knock").
    async fn deliver_now(&self, item: &Item, signing: &Signing, keep: Keep) -> Attempt {
        let scheme = signing.accepted().unwrap_or(SignatureScheme::Cavage);
        let outcome = self.attempt(item, scheme, keep).await;
        if outcome == Outcome::Accepted {
            signing.accepts(scheme);
        }
        if !outcome.may_be_about_the_signature() {
            return Attempt { outcome, scheme };
        }
        let again = Box::pin(async { self.attempt(item, scheme.other(), keep).await == Outcome::Accepted });
        if signing.reconsider(scheme, self.clock.now(), again).await {
            return Attempt { outcome: Outcome::Accepted, scheme: scheme.other() };
        }
        Attempt { outcome, scheme }
    }

    async fn attempt(&self, item: &Item, scheme: SignatureScheme, keep: Keep) -> Outcome {
        let Ok(url) = Url::parse(&item.inbox_url) else {
            return Outcome::Rejected { status: None, error: "the inbox is not a web address".to_owned() };
        };
        let signer = match self.keyring.signer(item.entry.sender_id, KeyAlgorithm::Rsa).await {
            Ok(signer) => signer,
            Err(error) => return Outcome::Retry { error: error.to_string() },
        };
        let digest = Some(&item.entry.digest);
        let signed = {
            let _turn = self.signing.acquire().await;
            sign(scheme, &signer.key, &signer.key_id, &Method::POST, &url, digest, self.clock.now())
        };
        let headers = match signed {
            Ok(headers) => headers,
            Err(error) => return Outcome::Rejected { status: None, error: error.to_string() },
        };
        match self.client.post(&url, headers, item.entry.body.clone(), DEADLINE, keep).await {
            Ok(answer) => Outcome::of_answer(&answer),
            Err(error) => Outcome::of_error(&error),
        }
    }
}
