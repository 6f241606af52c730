//! Browsers that are signed in.

use super::{StoreError, Tx};
use crate::domain::account::Session;
use crate::domain::ids::{ActorId, SessionId};
use crate::domain::time::Timestamp;

row!(Session { id, actor_id, token_hash, user_agent, created_at, last_used_at, expires_at });

pub async fn insert(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO sessions (id, actor_id, token_hash, user_agent, created_at, last_used_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx,
        SQL,
        session.id,
        session.actor_id,
        &session.token_hash,
        &session.user_agent,
        session.created_at,
        session.last_used_at,
        session.expires_at,
    )?;
    Ok(())
}

/// The session of a token that has not expired and whose account is active. `token_hash` is hexadecimal SHA-256.
pub async fn by_token_hash(
    tx: &mut Tx,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    const SQL: &str = "
        SELECT sessions.* FROM sessions JOIN accounts ON accounts.actor_id = sessions.actor_id
        WHERE sessions.token_hash = $1 AND sessions.expires_at > $2 AND accounts.state = 'active'";
    Ok(fetch_optional!(tx, Session, SQL, token_hash, now)?)
}

/// Whether a session of an active account is open, which stays so until the transaction ends.
pub async fn is_open(
    tx: &mut Tx,
    account: ActorId,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = sql_for_update!(
        tx,
        "SELECT sessions.id FROM sessions JOIN accounts ON accounts.actor_id = sessions.actor_id
        WHERE sessions.id = $1 AND sessions.actor_id = $2 AND sessions.expires_at > $3
            AND accounts.state = 'active'"
    );
    Ok(!fetch_values!(tx, SessionId, sql, session, account, now)?.is_empty())
}

/// The sessions of an account that have not expired, the last used first.
pub async fn of_account(tx: &mut Tx, account: ActorId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    const SQL: &str = "
        SELECT * FROM sessions WHERE actor_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id DESC LIMIT 100";
    Ok(fetch_all!(tx, Session, SQL, account, now)?)
}

/// Notes that a session was used, and until when it is good now.
pub async fn touch(
    tx: &mut Tx,
    id: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        "UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1",
        id,
        now,
        expires_at
    )?;
    Ok(())
}

/// Ends one session of an account; says whether it was there.
pub async fn delete(tx: &mut Tx, account: ActorId, id: SessionId) -> Result<bool, StoreError> {
    let rows = execute!(tx, "DELETE FROM sessions WHERE actor_id = $1 AND id = $2", account, id)?;
    Ok(rows == 1)
}

/// Ends the sessions of an account, all but `kept`; says how many.
pub async fn delete_others(
    tx: &mut Tx,
    account: ActorId,
    kept: Option<SessionId>,
) -> Result<u64, StoreError> {
    let kept = kept.map_or(0, SessionId::get);
    Ok(execute!(tx, "DELETE FROM sessions WHERE actor_id = $1 AND id <> $2", account, kept)?)
}
