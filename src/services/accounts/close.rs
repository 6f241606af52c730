//! Leaving for good.

use super::roles::is_last_admin;
use super::{PasswordError, Passwords};
use crate::domain::actor::Actor;
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::role::AccountState;
use crate::services::{Context, apps};
use crate::services::actors::begin_erasing;
use crate::services::communities::end_follow;
use crate::store::{Db, StoreError, Tx, accounts, actors, drafts, follows, moderators, sessions};

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
/// follows and what apps were let do end, others are told. The handle is not given out again. Opens its own transactions.
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
    let mut account = accounts::by_id(tx, person).await?.ok_or(StoreError::NotFound)?;
    if is_last_admin(tx, account.role, account.state).await? {
        return Err(CloseError::LastAdmin);
    }
    for community in moderators::communities_of(tx, person).await? {
        let in_office = moderators::of_community(tx, community.id).await?;
        if community.local && in_office.iter().all(|moderator| moderator.id == person) {
            return Err(CloseError::LastModerator);
        }
    }
    moderators::remove_everywhere(tx, person).await?;
    for follow in follows::involving(tx, person).await? {
        if follow.follower_id == person {
            end_follow(ctx, tx, person, follow.target_id).await?;
        }
    }
    sessions::delete_others(tx, person, None).await?;
    apps::end_all(tx, person).await?;
    let actor = actors::by_id(tx, person).await?.ok_or(StoreError::NotFound)?;
    // Nobody can know it, and the address can be used for another account.
    account.email = format!("closed-{person}@invalid");
    account.sign_up_note = None;
    account.state = AccountState::Closed;
    account.updated_at = ctx.now();
    accounts::update(tx, &account).await?;
    actors::update(tx, &emptied(actor, ctx)).await?;
    drafts::delete_all(tx, person).await?;
    begin_erasing(ctx, tx, person).await?;
    Ok(ctx.record(tx, &Fact::ActorDeleted { actor: person }).await?)
}

fn emptied(actor: Actor, ctx: &Context) -> Actor {
    Actor {
        name: actor.handle.clone(),
        summary_html: String::new(),
        summary_source: None,
        icon_url: None,
        banner_url: None,
        fields: vec![],
        also_known_as: vec![],
        discoverable: false,
        indexable: false,
        deleted_at: Some(ctx.now()),
        updated_at: ctx.now(),
        ..actor
    }
}
