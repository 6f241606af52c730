//! Who sent this? Signing what we send and verifying what we receive: HTTP signatures by draft-cavage-12 and by
//! RFC 9421, and object integrity proofs (FEP-8b32).
//!
//! Verifying has two steps, because between them the caller must find the key: [`parse`] applies every rule that needs
//! no key (which headers are covered, the clock, the digest of the body, our own address) and gives the key id;
//! [`Unverified::verify`] does the cryptography. Only when both succeed did the owner of the key send the request; that
//! the key belongs to the actor it claims is for the caller to establish (design: one `authenticate`).
//!
//! JSON-LD signatures are neither made nor verified: every implementation that verified them was broken.

mod cavage;
mod digest;
mod encoding;
mod key;
mod policy;
mod proof;
mod request;
mod rfc9421;
mod sign;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use http::HeaderValue;

pub use digest::BodyDigest;
pub use key::{KeyParseError, SigningFailed, SigningKey, VerifyingKey};
pub use policy::CLOCK_WINDOW;
pub use proof::{ProofError, attach_proof, verification_method, verify_proof};
pub use request::{IncomingRequest, OwnAddress};
pub use sign::{SignError, sign};

use crate::domain::actor::KeyAlgorithm;
use crate::domain::delivery::SignatureScheme;
use crate::domain::time::Timestamp;

/// Why a request does not count as signed. All of them are the sender's to mend; answer 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No `Signature` header.
    #[error("the request is not signed")]
    Missing,
    /// More than one signature, of one scheme or of both.
    #[error("the request carries more than one signature")]
    Several,
    /// A header or list is longer than any honest one.
    #[error("a header that belongs to the signature is too large")]
    TooLarge,
    /// The syntax of the named part is wrong, or it occurs twice.
    #[error("the signature's {0} is malformed or repeated")]
    Malformed(&'static str),
    /// The signature does not cover what it must.
    #[error("the signature must cover {0}")]
    NotCovered(&'static str),
    /// A covered header is not in the request.
    #[error("the signature covers a header that is not there")]
    CoveredHeaderMissing,
    /// A component we do not know, or one no request has.
    #[error("the signature covers a component that is not supported")]
    UnsupportedComponent,
    /// An algorithm label we do not know, or that does not fit the other parameters.
    #[error("the signature's algorithm is not supported")]
    UnsupportedAlgorithm,
    /// The label names another kind of key than the one the key id leads to.
    #[error("the signature's algorithm does not fit the key")]
    AlgorithmMismatch,
    /// Made more than an hour ago or in more than an hour by our clock.
    #[error("the signature's time is more than an hour away from ours")]
    OutsideWindow,
    /// Past its `expires`.
    #[error("the signature has expired")]
    Expired,
    /// The request was made for another server.
    #[error("the request was signed for another host")]
    WrongHost,
    /// A request with a body must have a digest.
    #[error("the body has no digest")]
    DigestMissing,
    /// The digest header cannot be read.
    #[error("the digest is malformed")]
    DigestMalformed,
    /// No SHA-256 among the digests.
    #[error("the digest must contain a SHA-256")]
    DigestUnsupported,
    /// The body is not the one that was signed.
    #[error("the body does not match its digest")]
    DigestMismatch,
    /// The signature was not made with this key, or something it covers was changed.
    #[error("the signature does not verify")]
    BadSignature,
}

/// A signature that keeps every rule, but whose key has not been looked at yet: nobody sent this so far.
#[derive(Debug)]
#[must_use = "a parsed signature proves nothing until it is verified"]
pub struct Unverified {
    scheme: SignatureScheme,
    key_id: String,
    /// What the label says the key must be, when it says something.
    claimed: Option<KeyAlgorithm>,
    signature: Vec<u8>,
    /// What was signed, if the signature is right.
    base: String,
    /// What some servers sign instead: the target of a GET without its query.
    lenient_base: Option<String>,
}

impl Unverified {
    /// The key the sender says it used. Written by the sender: a claim, and not necessarily a URL.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The scheme the sender used, worth remembering for what we send there.
    pub fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// Whether the owner of `key` made this signature.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureError> {
        if self.claimed.is_some_and(|claimed| claimed != key.algorithm()) {
            return Err(SignatureError::AlgorithmMismatch);
        }
        let verified = std::iter::once(&self.base)
            .chain(&self.lenient_base)
            .any(|base| key.is_signature_of(base.as_bytes(), &self.signature));
        if verified { Ok(()) } else { Err(SignatureError::BadSignature) }
    }
}

/// Reads the signature of a request and applies every rule that needs no key.
///
/// `Signature-Input` makes it RFC 9421, and then there is no way back to draft-cavage. Costs a hash of the body and no
/// public-key cryptography.
pub fn parse(
    request: &IncomingRequest<'_>,
    own: &OwnAddress,
    now: Timestamp,
) -> Result<Unverified, SignatureError> {
    request.check_host(own)?;
    if request.headers.contains_key(rfc9421::SIGNATURE_INPUT) {
        rfc9421::parse(request, own, now)
    } else {
        cavage::parse(request, own, now)
    }
}

/// The `Accept-Signature` of our 401 answers (RFC 9421 section 5.1): what a signature must have to be accepted.
pub fn accept_signature() -> HeaderValue {
    HeaderValue::from_static(
        r#"sig1=("@method" "@target-uri" "content-digest");created;keyid;alg="rsa-v1_5-sha256""#,
    )
}
