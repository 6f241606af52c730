//! Leaving for good.

use super::roles::is_last_admin;
use super::{PasswordError, Passwords};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::moderation::NotificationKind;
use crate::services::Context;
use crate::services::actors::{MOST_SERVERS, begin_erasing};
use crate::services::communities::end_follow;
use crate::store::{
    Db, StoreError, Tx, accounts, actors, follows, moderators, notifications, reach, reads, relationships,
};

/// Why an account stays open.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    #[error("the password is wrong")]
    Wrong,
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Somebody else must take over first.
    #[error("the node needs an administrator")]
    LastAdmin,
    /// Their communities need another moderator first.
    #[error("a community would be left without a moderator")]
    LastModerator,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Closes a person's own account, with the password as proof: the profile is emptied, posts are deleted, sessions,
/// follows and what apps were let do end, others are told. What stays is what the address needs to say that it is gone, and to tell others so; files
/// go with the next cleaning. The handle is not given out again. Opens its own transactions.
pub async fn close(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    person: ActorId,
    password: &str,
) -> Result<(), CloseError> {
    let credentials = accounts::credentials_of(&mut db.read().await?, person).await?;
    let hash = credentials.map(|credentials| credentials.password_hash);
    if !passwords.matches(password, hash).await? {
        return Err(CloseError::Wrong);
    }
    let mut tx = db.begin().await?;
    close_in(ctx, &mut tx, person).await?;
    Ok(tx.commit().await?)
}

async fn close_in(ctx: &Context, tx: &mut Tx, person: ActorId) -> Result<(), CloseError> {
    if is_last_admin(tx, person).await? {
        return Err(CloseError::LastAdmin);
    }
    for community in moderators::communities_of(tx, person).await? {
        let in_office = moderators::lock_in_office(tx, community.id).await?;
        if community.local && in_office.iter().all(|moderator| *moderator == person) {
            return Err(CloseError::LastModerator);
        }
    }
    // Sessions, drafts and notifications go with it.
    if !accounts::close(tx, person, ctx.now()).await? {
        return Err(StoreError::NotFound.into());
    }
    moderators::remove_everywhere(tx, person).await?;
    // Before what the person took part in is taken away.
    let told = reach::one_of_each_server(tx, person, MOST_SERVERS).await?;
    for follow in follows::involving(tx, person).await? {
        if follow.follower_id == person {
            end_follow(ctx, tx, person, follow.target_id).await?;
        }
    }
    actors::mark_deleted(tx, person, ctx.now()).await?;
    reads::delete_all(tx, person).await?;
    relationships::forget(tx, person).await?;
    notifications::withdraw_all(tx, NotificationKind::SignUp, person).await?;
    begin_erasing(ctx, tx, person).await?;
    Ok(ctx.record(tx, &Fact::ActorDeleted { actor: person, told }).await?)
}
