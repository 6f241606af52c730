//! The rules both schemes share: the clock, when a body must be covered, and how large things may be.

use std::time::Duration;

use http::Method;

use super::SignatureError;
use super::request::IncomingRequest;
use crate::domain::time::Timestamp;

/// How far the sender's clock may be from ours, either way. Also how long a captured request could be replayed, so
/// whoever remembers activities must remember them longer.
pub const CLOCK_WINDOW: Duration = Duration::from_hours(1);

/// More covered components than any sender has a reason for.
pub(super) const MAX_COMPONENTS: usize = 32;

/// An RSA signature with the largest key we accept.
const MAX_SIGNATURE_LENGTH: usize = 1024;

/// A signature made at `made` counts within [`CLOCK_WINDOW`] before and after our clock.
pub(super) fn check_made(made: Timestamp, now: Timestamp) -> Result<(), SignatureError> {
    if made.since(now).max(now.since(made)) <= CLOCK_WINDOW {
        Ok(())
    } else {
        Err(SignatureError::OutsideWindow)
    }
}

/// `expires` is obeyed to the second: the sender chose it.
pub(super) fn check_expires(expires: Timestamp, now: Timestamp) -> Result<(), SignatureError> {
    if now <= expires { Ok(()) } else { Err(SignatureError::Expired) }
}

/// Whether the signature must cover a digest: whenever there is a body, and for every method that usually has one,
/// so that a body cannot be slipped in.
pub(super) fn needs_digest(request: &IncomingRequest<'_>) -> bool {
    !request.body.is_empty() || !matches!(*request.method, Method::GET | Method::HEAD)
}

/// A signature's bytes are neither none nor more than the largest key makes.
pub(super) fn check_signature_length(signature: &[u8]) -> Result<(), SignatureError> {
    match signature.len() {
        0 => Err(SignatureError::Malformed("value")),
        1..=MAX_SIGNATURE_LENGTH => Ok(()),
        _ => Err(SignatureError::TooLarge),
    }
}

/// Unix seconds out of a header; a number beyond every calendar becomes the end of time.
pub(super) fn from_unix_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds.saturating_mul(1000))
}
