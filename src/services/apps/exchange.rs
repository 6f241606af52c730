//! An app gets its token: for a person's consent, or for itself.

use super::clients::{ClientError, Credentials, identify};
use super::tokens::{self, Bearer};
use crate::domain::app::{AccessToken, App, AuthorizationCode};
use crate::domain::ids::TokenId;
use crate::domain::scope::Scopes;
use crate::services::secret::{challenge, equal, hash};
use crate::services::{Context, standing};
use crate::store::{Db, StoreError, Tx, access_tokens, authorization_codes};

/// The longest text that is looked at as a code or verifier, in bytes (RFC 7636 has 128 for the latter).
const MAX_TEXT: usize = 128;
/// How many tokens an app may have for itself; it needs one.
const MOST_FOR_ITSELF: i64 = 20;

/// A person's consent as the app brings it (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
#[derive(Debug, Clone, Copy)]
pub struct CodeGrant<'a> {
    pub code: &'a str,
    pub redirect_uri: &'a str,
    pub verifier: Option<&'a str>,
}

/// Why an app gets no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("the app is unknown, its secret is wrong, or it needs one")]
    Client,
    /// Unknown, used, expired, of another app or redirect, or without the right verifier: never said which.
    #[error("the code is not good")]
    Grant,
    #[error("the scope is unknown, or the app is not registered for it")]
    Scope,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ClientError> for TokenError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Unknown => Self::Client,
            ClientError::Store(error) => Self::Store(error),
        }
    }
}

/// Exchanges a code for a token, once. Whoever brings the code a second time shows that it was stolen: the token that was
/// given for it ends. Opens its own transaction.
///
/// A code that was brought is spent, also when something about it was wrong, so that nobody who got hold of one can try
/// verifiers or secrets. Every app is given a secret when it is registered, as Mastodon's are, and those that run on
/// phones and in browsers, where no secret is kept, often leave it out and send a challenge instead: that is why the secret
/// may be missing where there was one.
///
/// # Errors
/// See [`TokenError`].
pub async fn exchange(
    ctx: &Context,
    db: &Db,
    client: &Credentials,
    grant: CodeGrant<'_>,
) -> Result<(AccessToken, Bearer), TokenError> {
    if grant.code.len().max(grant.verifier.map_or(0, str::len)) > MAX_TEXT {
        return Err(TokenError::Grant);
    }
    let mut tx = db.begin().await?;
    let outcome = redeem(ctx, &mut tx, client, grant).await;
    if !matches!(outcome, Err(TokenError::Store(_))) {
        tx.commit().await?;
    }
    outcome
}

/// Notes that the code was brought, and gives the token when everything is right.
async fn redeem(
    ctx: &Context,
    tx: &mut Tx,
    client: &Credentials,
    grant: CodeGrant<'_>,
) -> Result<(AccessToken, Bearer), TokenError> {
    let token = TokenId::new(ctx.ids.next());
    let code_hash = hash(grant.code);
    // Before anything else, so that of two exchanges at once the second sees the first.
    let first = authorization_codes::redeem(tx, &code_hash, token).await?;
    let (app, proved) = identify(tx, client).await?;
    let found = authorization_codes::by_hash(tx, &code_hash).await?;
    let code = found.filter(|code| code.app_id == app.id).ok_or(TokenError::Grant)?;
    if !first {
        if let Some(stolen) = code.token_id {
            access_tokens::delete(tx, stolen).await?;
        }
        return Err(TokenError::Grant);
    }
    if !proved && code.challenge.is_none() {
        return Err(TokenError::Client);
    }
    if !is_good(ctx, &code, grant) || standing::viewer(ctx, tx, code.actor_id).await?.barred {
        return Err(TokenError::Grant);
    }
    Ok(tokens::issue_as(ctx, tx, token, app.id, Some(code.actor_id), code.scopes).await?)
}

fn is_good(ctx: &Context, code: &AuthorizationCode, grant: CodeGrant<'_>) -> bool {
    let verified = match (&code.challenge, grant.verifier) {
        (Some(asked), Some(verifier)) => equal(&challenge(verifier), asked),
        // A verifier without a challenge: somebody took the challenge out of the request.
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => true,
    };
    verified && code.expires_at > ctx.now() && code.redirect_uri == grant.redirect_uri
}

/// Gives an app a token for itself (RFC 6749, section 4.4). It needs its secret. Of more than twenty, the one that was not
/// used longest ends.
///
/// # Errors
/// See [`TokenError`].
pub async fn for_itself(
    ctx: &Context,
    tx: &mut Tx,
    client: &Credentials,
    scope: &str,
) -> Result<(AccessToken, Bearer), TokenError> {
    let (app, proved) = identify(tx, client).await?;
    if !proved {
        return Err(TokenError::Client);
    }
    let scopes = within(&app, scope)?;
    let issued = tokens::issue(ctx, tx, app.id, None, scopes).await?;
    access_tokens::keep_without_person(tx, app.id, MOST_FOR_ITSELF).await?;
    Ok(issued)
}

fn within(app: &App, scope: &str) -> Result<Scopes, TokenError> {
    let scopes = Scopes::parse(scope).map_err(|_| TokenError::Scope)?;
    // An app that names none and is not registered for the default gets what it is registered for.
    if scope.trim().is_empty() && !scopes.are_within(app.scopes) {
        return Ok(app.scopes);
    }
    if scopes.are_within(app.scopes) { Ok(scopes) } else { Err(TokenError::Scope) }
}
