//! Accounts of the people who sign in here.

use super::dialect::contains_pattern;
use super::error::exactly_one;
use super::{StoreError, Tx};
use crate::domain::account::{Account, PostingDefaults};
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::role::{AccountState, NodeRole};
use crate::domain::time::Timestamp;

row!(Account {
    actor_id,
    email,
    role,
    state,
    locale,
    time_zone,
    theme,
    sign_up_note,
    created_at,
    updated_at,
});

row!(PostingDefaults { sensitive, language });

/// What a sign-in is checked against.
pub struct Credentials {
    pub actor_id: ActorId,
    /// argon2id, PHC string.
    pub password_hash: String,
    pub state: AccountState,
}

row!(Credentials { actor_id, password_hash, state });

/// A person with what an administrator sees of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub actor: Actor,
    pub email: String,
    pub role: NodeRole,
    pub state: AccountState,
    pub sign_up_note: Option<String>,
    /// When one of the person's sessions was last used, to the hour; of those that are open.
    pub last_used_at: Option<Timestamp>,
}

row!(AccountRow { email, role, state, sign_up_note, last_used_at } flatten { actor });

/// Adds an account to a local person. `password_hash` is an argon2id PHC string.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when the person has one, or the address has.
pub async fn insert(tx: &mut Tx, account: &Account, password_hash: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO accounts (
            actor_id, email, password_hash, role, state, locale, time_zone, theme, sign_up_note, created_at, updated_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        tx,
        SQL,
        account.actor_id,
        &account.email,
        password_hash,
        account.role,
        account.state,
        &account.locale,
        &account.time_zone,
        account.theme,
        &account.sign_up_note,
        account.created_at,
        account.updated_at,
    )?;
    Ok(())
}

/// Writes what its owner says: address, language, time zone, theme and note. Password, role and state have verbs of their
/// own, so that a value which was read before one of them changed does not take the change back.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account or it is closed, [`StoreError::AlreadyExists`] when the address
/// is taken.
pub async fn update(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE accounts SET
            email = $2, locale = $3, time_zone = $4, theme = $5, sign_up_note = $6, updated_at = $7
        WHERE actor_id = $1 AND state <> 'closed'";
    let rows = execute!(
        tx,
        SQL,
        account.actor_id,
        &account.email,
        &account.locale,
        &account.time_zone,
        account.theme,
        &account.sign_up_note,
        account.updated_at,
    )?;
    exactly_one(rows)
}

/// Gives an account another role on the node.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account or it is closed.
pub async fn set_role(tx: &mut Tx, id: ActorId, role: NodeRole, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE accounts SET role = $2, updated_at = $3 WHERE actor_id = $1 AND state <> 'closed'";
    exactly_one(execute!(tx, SQL, id, role, now)?)
}

/// Moves an account from one state to another; says whether it was in the first.
pub async fn set_state(
    tx: &mut Tx,
    id: ActorId,
    from: AccountState,
    to: AccountState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE accounts SET state = $3, updated_at = $4 WHERE actor_id = $1 AND state = $2";
    Ok(execute!(tx, SQL, id, from, to, now)? == 1)
}

/// Closes an account for good, and takes away everything that belongs to it; says whether it was open. A row stays which
/// says to administrators that there was one: nobody can sign in with it, and its e-mail address can be used for another.
pub async fn close(tx: &mut Tx, id: ActorId, now: Timestamp) -> Result<bool, StoreError> {
    const FORGET: &str =
        "DELETE FROM accounts WHERE actor_id = $1 AND state <> 'closed' RETURNING created_at";
    const MARK: &str = "
        INSERT INTO accounts (
            actor_id, email, password_hash, role, state, locale, time_zone, theme, created_at, updated_at
        ) VALUES ($1, $2, '', 'person', 'closed', 'en', 'UTC', 'system', $3, $4)";
    let Some(created_at) = fetch_values!(tx, Timestamp, FORGET, id)?.pop() else { return Ok(false) };
    execute!(tx, MARK, id, format!("closed-{id}@invalid"), created_at, now)?;
    Ok(true)
}

/// Replaces the password.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account or it is closed.
pub async fn set_password(
    tx: &mut Tx,
    id: ActorId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE accounts SET password_hash = $2, updated_at = $3 WHERE actor_id = $1 AND state <> 'closed'";
    exactly_one(execute!(tx, SQL, id, password_hash, now)?)
}

/// Takes an account away whose request is refused; says whether it still waited. Its actor must go too.
pub async fn delete_pending(tx: &mut Tx, id: ActorId) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM accounts WHERE actor_id = $1 AND state = 'pending'", id)? == 1)
}

pub async fn by_id(tx: &mut Tx, id: ActorId) -> Result<Option<Account>, StoreError> {
    Ok(fetch_optional!(tx, Account, "SELECT * FROM accounts WHERE actor_id = $1", id)?)
}

/// What to check a password against; `login` is an e-mail address or a handle, in any case of letters. Of an account that
/// is closed there is nothing, as if there had never been one.
pub async fn credentials(tx: &mut Tx, login: &str) -> Result<Option<Credentials>, StoreError> {
    const SQL: &str = "
        SELECT accounts.actor_id, accounts.password_hash, accounts.state
        FROM accounts JOIN actors ON actors.id = accounts.actor_id
        WHERE accounts.state <> 'closed'
            AND (lower(accounts.email) = lower($1) OR (actors.local AND lower(actors.handle) = lower($1)))
        ORDER BY lower(accounts.email) = lower($1) DESC LIMIT 1";
    Ok(fetch_optional!(tx, Credentials, SQL, login)?)
}

/// The same, of an account that is known.
pub async fn credentials_of(tx: &mut Tx, id: ActorId) -> Result<Option<Credentials>, StoreError> {
    const SQL: &str = "
        SELECT actor_id, password_hash, state FROM accounts WHERE actor_id = $1 AND state <> 'closed'";
    Ok(fetch_optional!(tx, Credentials, SQL, id)?)
}

/// Whether somebody has this e-mail address.
pub async fn email_is_taken(tx: &mut Tx, email: &str) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM accounts WHERE lower(email) = lower($1))";
    Ok(fetch_value!(tx, bool, SQL, email)?)
}

/// How many active administrators there are, for a page; what decides by it asks [`lock_admins`].
pub async fn count_admins(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM accounts WHERE role = 'admin' AND state = 'active'";
    Ok(fetch_value!(tx, i64, SQL)?)
}

/// The active administrators. Whoever else would make one fewer of them waits until this transaction ends.
pub async fn lock_admins(tx: &mut Tx) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_for_update!(
        tx,
        "SELECT actor_id FROM accounts WHERE role = 'admin' AND state = 'active' ORDER BY actor_id"
    );
    Ok(fetch_values!(tx, ActorId, sql)?)
}

/// To be called before something that a person keeps for themselves, such as a list or a filter, is read to be changed:
/// whoever else changes such things of theirs waits until this transaction ends.
pub async fn lock(tx: &mut Tx, person: ActorId) -> Result<(), StoreError> {
    let sql = sql_for_update!(tx, "SELECT actor_id FROM accounts WHERE actor_id = $1");
    fetch_values!(tx, ActorId, sql, person)?;
    Ok(())
}

/// Who handles reports and requests for accounts on this node.
pub async fn staff(tx: &mut Tx) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        SELECT actor_id FROM accounts WHERE role IN ('admin', 'moderator') AND state = 'active' ORDER BY actor_id";
    Ok(fetch_values!(tx, ActorId, SQL)?)
}

/// How many accounts are in a state.
pub async fn count(tx: &mut Tx, state: AccountState) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM accounts WHERE state = $1", state)?)
}

/// Which accounts an administrator looks at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    pub state: Option<AccountState>,
    /// Found anywhere in handle, name or address.
    pub text: &'a str,
}

/// Accounts, newest first, older than `before`.
pub async fn list(
    tx: &mut Tx,
    filter: Filter<'_>,
    before: Option<ActorId>,
    limit: i64,
) -> Result<Vec<AccountRow>, StoreError> {
    const SQL: &str = r"
        SELECT accounts.email, accounts.role, accounts.state, accounts.sign_up_note, actors.*,
            (SELECT MAX(sessions.last_used_at) FROM sessions WHERE sessions.actor_id = accounts.actor_id)
                AS last_used_at
        FROM accounts JOIN actors ON actors.id = accounts.actor_id
        WHERE accounts.actor_id < $1
            AND (CAST($2 AS TEXT) IS NULL OR accounts.state = $2)
            AND (lower(actors.handle) LIKE $3 ESCAPE '\' OR lower(actors.name) LIKE $3 ESCAPE '\'
                OR lower(accounts.email) LIKE $3 ESCAPE '\')
        ORDER BY accounts.actor_id DESC LIMIT $4";
    let before = before.map_or(i64::MAX, ActorId::get);
    let state = filter.state.map(AccountState::as_str);
    Ok(fetch_all!(tx, AccountRow, SQL, before, state, contains_pattern(filter.text), limit)?)
}

/// What a person's posts are when they do not say otherwise.
pub async fn posting_defaults(tx: &mut Tx, id: ActorId) -> Result<PostingDefaults, StoreError> {
    const SQL: &str = "SELECT sensitive, language FROM posting_defaults WHERE actor_id = $1";
    Ok(fetch_optional!(tx, PostingDefaults, SQL, id)?.unwrap_or_default())
}

/// Writes the same.
pub async fn set_posting_defaults(
    tx: &mut Tx,
    id: ActorId,
    defaults: &PostingDefaults,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO posting_defaults (actor_id, sensitive, language) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id) DO UPDATE SET sensitive = excluded.sensitive, language = excluded.language";
    execute!(tx, SQL, id, defaults.sensitive, &defaults.language)?;
    Ok(())
}
