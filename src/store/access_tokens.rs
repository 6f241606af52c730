//! What apps hold after people let them.

use super::{StoreError, Tx};
use crate::domain::app::AccessToken;
use crate::domain::ids::{ActorId, AppId, TokenId};
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

/// What somebody let apps do, the last used first.
pub async fn of_person(tx: &mut Tx, person: ActorId, limit: i64) -> Result<Vec<AccessToken>, StoreError> {
    const SQL: &str = "
        SELECT * FROM access_tokens WHERE actor_id = $1 ORDER BY last_used_at DESC, id DESC LIMIT $2";
    Ok(fetch_all!(tx, AccessToken, SQL, person, limit)?)
}

/// Ends a token; says whether it was there.
pub async fn delete(tx: &mut Tx, id: TokenId) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM access_tokens WHERE id = $1", id)? == 1)
}

/// Ends a token of somebody; says whether it was there.
pub async fn delete_of(tx: &mut Tx, person: ActorId, id: TokenId) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM access_tokens WHERE actor_id = $1 AND id = $2", person, id)? == 1)
}

/// Ends what somebody let an app do; says how many tokens that were.
pub async fn delete_for_app(tx: &mut Tx, person: ActorId, app: AppId) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM access_tokens WHERE actor_id = $1 AND app_id = $2", person, app)?)
}

/// Ends everything that somebody let apps do; says how many tokens that were.
pub async fn delete_all_of(tx: &mut Tx, person: ActorId) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM access_tokens WHERE actor_id = $1", person)?)
}

/// Forgets tokens of apps for themselves that were not used since `moment`. Gives how many.
pub async fn prune_without_person(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, "DELETE FROM access_tokens WHERE actor_id IS NULL AND last_used_at < $1", moment)?)
}
