//! Signing in, and changing the password.

use super::sessions::{self, Token};
use super::{PasswordError, Passwords};
use crate::domain::account::Session;
use crate::domain::ids::{ActorId, SessionId};
use crate::domain::role::AccountState;
use crate::services::{Context, apps};
use crate::store::{Db, StoreError, accounts};

/// The longest text that is looked at as a handle or address, in bytes.
const MAX_LOGIN: usize = 320;

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The same for an account that does not exist as for a wrong password, and after the same time.
    #[error("the name or the password is wrong")]
    Wrong,
    /// The password was right, and the account waits for approval.
    #[error("the account waits for approval")]
    Pending,
    /// The password was right, and the account is suspended.
    #[error("the account is suspended")]
    Suspended,
    #[error("the password could not be checked")]
    Unavailable,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs somebody in by handle or e-mail address. Opens its own transactions: none is held while the password is
/// checked.
pub async fn sign_in(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    login: &str,
    password: &str,
    user_agent: &str,
) -> Result<(Session, Token), SignInError> {
    let login = login.trim().trim_start_matches('@');
    let credentials = match login.len() {
        1..=MAX_LOGIN => accounts::credentials(&mut db.read().await?, login).await?,
        _ => None,
    };
    let hash = credentials.as_ref().map(|credentials| credentials.password_hash.clone());
    let matched = passwords.matches(password, hash).await.map_err(|_| SignInError::Unavailable)?;
    let Some(credentials) = credentials.filter(|_| matched) else { return Err(SignInError::Wrong) };
    match credentials.state {
        AccountState::Active => {}
        AccountState::Pending => return Err(SignInError::Pending),
        AccountState::Suspended => return Err(SignInError::Suspended),
        AccountState::Closed => return Err(SignInError::Wrong),
    }
    let mut tx = db.begin().await?;
    let opened = sessions::open(ctx, &mut tx, credentials.actor_id, user_agent).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Why the password stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    #[error("the current password is wrong")]
    Wrong,
    #[error(transparent)]
    New(#[from] PasswordError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes a password that is known, and ends all sessions but `kept` and all that apps were let do. Opens its own transactions.
pub async fn change_password(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    account: ActorId,
    current: &str,
    new: &str,
    kept: SessionId,
) -> Result<(), ChangePasswordError> {
    let credentials = accounts::credentials_of(&mut db.read().await?, account).await?;
    let hash = credentials.map(|credentials| credentials.password_hash);
    if !passwords.matches(current, hash).await? {
        return Err(ChangePasswordError::Wrong);
    }
    write_password(ctx, db, passwords, account, new, Some(kept)).await
}

/// Sets a password without knowing the old one, and ends all sessions and all that apps were let do; for the command line.
pub async fn set_password(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    account: ActorId,
    new: &str,
) -> Result<(), ChangePasswordError> {
    write_password(ctx, db, passwords, account, new, None).await
}

async fn write_password(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    account: ActorId,
    new: &str,
    kept: Option<SessionId>,
) -> Result<(), ChangePasswordError> {
    let hash = passwords.hash(new).await?;
    let mut tx = db.begin().await?;
    accounts::set_password(&mut tx, account, hash.as_str(), ctx.now()).await?;
    sessions::end_others(&mut tx, account, kept).await?;
    apps::end_all(&mut tx, account).await?;
    Ok(tx.commit().await?)
}
