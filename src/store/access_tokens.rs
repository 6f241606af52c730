//! What apps hold after people let them.

use super::{StoreError, Tx};
use crate::domain::app::AccessToken;
use crate::domain::ids::TokenId;
use crate::domain::time::Timestamp;

row!(AccessToken { id, app_id, actor_id, token_hash, scopes, created_at, last_used_at });

pub async fn insert(tx: &mut Tx, token: &AccessToken) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO access_tokens (id, app_id, actor_id, token_hash, scopes, created_at, last_used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx,
        SQL,
        token.id,
        token.app_id,
        token.actor_id,
        &token.token_hash,
        token.scopes,
        token.created_at,
        token.last_used_at,
    )?;
    Ok(())
}

/// A token by its hash, hexadecimal SHA-256, whatever became of the account.
pub async fn by_hash(tx: &mut Tx, token_hash: &str) -> Result<Option<AccessToken>, StoreError> {
    Ok(fetch_optional!(tx, AccessToken, "SELECT * FROM access_tokens WHERE token_hash = $1", token_hash)?)
}

/// Notes that a token was used.
pub async fn touch(tx: &mut Tx, id: TokenId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, "UPDATE access_tokens SET last_used_at = $2 WHERE id = $1", id, now)?;
    Ok(())
}
