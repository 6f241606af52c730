//! Changing the address under which somebody signs in.

use super::sign_up::email;
use super::{PasswordError, Passwords};
use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::store::{Db, StoreError, accounts};

/// Why the address stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeEmailError {
    #[error("the password is wrong")]
    Wrong,
    #[error("this is not an e-mail address")]
    Email,
    #[error("somebody has an account with this e-mail address")]
    Taken,
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes a person's own e-mail address, with the password as proof. Opens its own transactions: none is held while
/// the password is checked.
pub async fn change_email(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    person: ActorId,
    password: &str,
    new: &str,
) -> Result<(), ChangeEmailError> {
    let credentials = accounts::credentials_of(&mut db.read().await?, person).await?;
    let hash = credentials.map(|credentials| credentials.password_hash);
    if !passwords.matches(password, hash).await? {
        return Err(ChangeEmailError::Wrong);
    }
    let new = email(new).ok_or(ChangeEmailError::Email)?;
    let mut tx = db.begin().await?;
    let mut account = accounts::by_id(&mut tx, person).await?.ok_or(StoreError::NotFound)?;
    if account.email == new {
        return Ok(());
    }
    let own = account.email.eq_ignore_ascii_case(&new);
    if !own && accounts::email_is_taken(&mut tx, &new).await? {
        return Err(ChangeEmailError::Taken);
    }
    account.email = new;
    account.updated_at = ctx.now();
    accounts::update(&mut tx, &account).await?;
    Ok(tx.commit().await?)
}
