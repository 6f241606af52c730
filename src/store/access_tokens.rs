//! What apps hold after people let them.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::app::AccessToken;
use crate::domain::ids::{ActorId, AppId, TokenId};
use crate::domain::scope::Scopes;
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

/// What somebody let these apps do, each of it once for an app, by whichever token.
pub async fn scopes_of(
    tx: &mut Tx,
    person: ActorId,
    apps: &[AppId],
) -> Result<Vec<(AppId, Scopes)>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT DISTINCT app_id, scopes FROM access_tokens WHERE actor_id = $2 AND app_id IN ",
        ""
    );
    Ok(fetch_all!(tx, (AppId, Scopes), sql, id_list(apps.iter().map(|id| id.get())), person)?)
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

/// Forgets tokens of apps for themselves that were last used before `used`, or made before `made` and never used. Gives how
/// many.
pub async fn prune_without_person(tx: &mut Tx, used: Timestamp, made: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM access_tokens
        WHERE actor_id IS NULL AND (last_used_at < $1 OR (last_used_at = created_at AND created_at < $2))";
    Ok(execute!(tx, SQL, used, made)?)
}

/// Leaves an app no more than `most` tokens for itself: those that were used or made last.
pub async fn keep_without_person(tx: &mut Tx, app: AppId, most: i64) -> Result<(), StoreError> {
    const SQL: &str = "
        DELETE FROM access_tokens
        WHERE app_id = $1 AND actor_id IS NULL AND id NOT IN (
            SELECT id FROM access_tokens WHERE app_id = $1 AND actor_id IS NULL
            ORDER BY last_used_at DESC, id DESC LIMIT $2)";
    execute!(tx, SQL, app, most)?;
    Ok(())
}
