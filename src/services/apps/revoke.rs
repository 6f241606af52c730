//! Taking back what an app was let do. The rows go at once; whoever keeps a connection open for a token looks for its row
//! now and then.

use super::clients::{ClientError, Credentials, identify};
use super::tokens;
use crate::domain::ids::{ActorId, AppId, TokenId};
use crate::store::{StoreError, Tx, access_tokens, authorization_codes};

/// Why nothing was revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("the token is another app's")]
    NotItsOwn,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An app gives a token back (RFC 7009). One that is unknown is as good as revoked. An app without a secret proves by the
/// token itself that it is its own.
///
/// # Errors
/// See [`RevokeError`].
pub async fn revoke(tx: &mut Tx, client: &Credentials, token: &str) -> Result<(), RevokeError> {
    let (app, _) = identify(tx, client).await?;
    let Some(token) = tokens::by_text(tx, token).await? else { return Ok(()) };
    if token.app_id != app.id {
        return Err(RevokeError::NotItsOwn);
    }
    access_tokens::delete(tx, token.id).await?;
    Ok(())
}

/// A person takes back all that they let an app do. Says whether there was anything.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_app(tx: &mut Tx, person: ActorId, app: AppId) -> Result<bool, StoreError> {
    let codes = authorization_codes::delete_for_app(tx, person, app).await?;
    let tokens = access_tokens::delete_for_app(tx, person, app).await?;
    Ok(codes + tokens > 0)
}

/// Ends one token of a person. Says whether it was there.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_token(tx: &mut Tx, person: ActorId, token: TokenId) -> Result<bool, StoreError> {
    access_tokens::delete_of(tx, person, token).await
}

/// Ends all that somebody let apps do: their password was changed, or they may no longer act here.
///
/// # Errors
/// When the database refuses.
pub async fn end_all(tx: &mut Tx, person: ActorId) -> Result<(), StoreError> {
    authorization_codes::delete_all_of(tx, person).await?;
    access_tokens::delete_all_of(tx, person).await?;
    Ok(())
}
