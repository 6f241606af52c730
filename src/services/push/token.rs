//! The token of an app, sealed for the messages that wake it.
//!
//! Elsewhere the node knows the hash of a token alone. Messages must name it, because an app that holds several accounts
//! tells by the token whose a message is, so its text is kept with the subscription: sealed with the node's secret, which
//! is not in the database, and for this token only. It goes with the subscription, and that goes with the token.

use crate::domain::ids::TokenId;
use crate::infra::keys::{KeyError, Sealer, Secret};
use crate::services::apps::tokens::Bearer;

/// # Errors
/// When it cannot be sealed.
pub(super) fn seal(sealer: &Sealer, token: TokenId, bearer: &Bearer) -> Result<String, KeyError> {
    sealer.seal(&purpose(token), &Secret::new(bearer.expose().as_bytes().to_vec()))
}

/// # Errors
/// When it was sealed for another token, or by a node with another secret.
pub(super) fn open(sealer: &Sealer, token: TokenId, sealed: &str) -> Result<Bearer, KeyError> {
    let text = sealer.open(&purpose(token), sealed)?;
    let text = str::from_utf8(text.expose()).map_err(|_| KeyError::Open)?;
    Ok(Bearer::presented(text.to_owned()))
}

fn purpose(token: TokenId) -> String {
    format!("push-token:{token}")
}
