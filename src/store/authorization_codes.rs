//! What people's consents are on their way to apps.

use super::{StoreError, Tx};
use crate::domain::app::AuthorizationCode;
use crate::domain::ids::{ActorId, AppId, TokenId};
use crate::domain::time::Timestamp;

row!(AuthorizationCode {
    code_hash,
    app_id,
    actor_id,
    redirect_uri,
    scopes,
    challenge,
    expires_at,
    token_id,
    created_at
});

pub async fn insert(tx: &mut Tx, code: &AuthorizationCode) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO authorization_codes
            (code_hash, app_id, actor_id, redirect_uri, scopes, challenge, expires_at, token_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        tx,
        SQL,
        &code.code_hash,
        code.app_id,
        code.actor_id,
        &code.redirect_uri,
        code.scopes,
        &code.challenge,
        code.expires_at,
        code.token_id,
        code.created_at,
    )?;
    Ok(())
}

/// A code by its hash, hexadecimal SHA-256, whether it is still good or not.
pub async fn by_hash(tx: &mut Tx, code_hash: &str) -> Result<Option<AuthorizationCode>, StoreError> {
    const SQL: &str = "SELECT * FROM authorization_codes WHERE code_hash = $1";
    Ok(fetch_optional!(tx, AuthorizationCode, SQL, code_hash)?)
}

/// Notes what a code is exchanged for. `false`: it was exchanged before, or there is none. Of two that come at once, on
/// whichever engine, one gets `true`.
pub async fn redeem(tx: &mut Tx, code_hash: &str, token: TokenId) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE authorization_codes SET token_id = $2 WHERE code_hash = $1 AND token_id IS NULL";
    Ok(execute!(tx, SQL, code_hash, token)? == 1)
}

/// Ends the codes of somebody.
pub async fn delete_all_of(tx: &mut Tx, person: ActorId) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM authorization_codes WHERE actor_id = $1", person)?)
}

/// Ends the codes that somebody gave an app.
pub async fn delete_for_app(tx: &mut Tx, person: ActorId, app: AppId) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM authorization_codes WHERE actor_id = $1 AND app_id = $2", person, app)?)
}

/// Forgets the codes that expired before `moment`. Gives how many.
pub async fn prune(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM authorization_codes WHERE expires_at < $1", moment)?)
}
