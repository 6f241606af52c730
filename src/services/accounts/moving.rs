//! Going to another server, and coming from one (FEP-7628). Both sides must say so: the new account names the old among
//! its other names, then the old one says where it goes.

use super::{PasswordError, Passwords};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::services::{Context, standing};
use crate::store::{Db, StoreError, Tx, accounts, actors};

/// How many other names an account has.
pub const MAX_ALIASES: usize = 10;

/// Why an account stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("the password is wrong")]
    Wrong,
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Another name is a person's account on another server.
    #[error("this is not a person's account on another server")]
    NotAnAccount,
    #[error("an account has at most {MAX_ALIASES} other names")]
    TooMany,
    /// The new account has to name this one first.
    #[error("the new account does not name this one among its other names")]
    NotConfirmed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Says which accounts elsewhere are the person's too, so that their followers can come here. Replaces what was said.
///
/// # Errors
/// When one of them is no person elsewhere.
pub async fn set_aliases(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    others: &[ActorId],
) -> Result<(), MoveError> {
    let mut actor = own(ctx, tx, person).await?;
    if others.len() > MAX_ALIASES {
        return Err(MoveError::TooMany);
    }
    let mut names = Vec::new();
    for other in others {
        names.push(elsewhere(tx, *other).await?.uri);
    }
    actor.also_known_as = names;
    save(ctx, tx, actor).await
}

/// Says that the person goes to another account, with the password as proof: followers elsewhere are asked to follow that
/// one instead. It must have been read just now, and name this one. The account here stays, and shows where the person
/// went. Opens its own transactions.
///
/// # Errors
/// When the password is wrong, or the new account does not confirm it.
pub async fn move_away(
    ctx: &Context,
    db: &Db,
    passwords: &Passwords,
    person: ActorId,
    password: &str,
    to: ActorId,
) -> Result<(), MoveError> {
    let credentials = accounts::credentials_of(&mut db.read().await?, person).await?;
    let hash = credentials.map(|credentials| credentials.password_hash);
    if !passwords.matches(password, hash).await? {
        return Err(MoveError::Wrong);
    }
    let mut tx = db.begin().await?;
    move_in(ctx, &mut tx, person, to).await?;
    Ok(tx.commit().await?)
}

async fn move_in(ctx: &Context, tx: &mut Tx, person: ActorId, to: ActorId) -> Result<(), MoveError> {
    let mut actor = own(ctx, tx, person).await?;
    let target = elsewhere(tx, to).await?;
    if !target.also_known_as.contains(&actor.uri) || target.moved_to.is_some() {
        return Err(MoveError::NotConfirmed);
    }
    actor.moved_to = Some(target.uri.clone());
    save(ctx, tx, actor).await?;
    Ok(ctx.record(tx, &Fact::ActorMoved { actor: person, target: target.uri }).await?)
}

/// Takes back that the person went. Followers who went along stay where they are.
///
/// # Errors
/// When the person may not.
pub async fn stay(ctx: &Context, tx: &mut Tx, person: ActorId) -> Result<(), MoveError> {
    let mut actor = own(ctx, tx, person).await?;
    actor.moved_to = None;
    save(ctx, tx, actor).await
}

async fn own(ctx: &Context, tx: &mut Tx, person: ActorId) -> Result<Actor, MoveError> {
    let viewer = standing::viewer(ctx, tx, person).await?;
    can(&viewer, Action::Speak)?;
    let actor = actors::by_id(tx, person).await?.filter(|actor| actor.local);
    actor.filter(|actor| actor.kind == ActorKind::Person).ok_or(MoveError::Denied(Denial::NotFound))
}

async fn elsewhere(tx: &mut Tx, other: ActorId) -> Result<Actor, MoveError> {
    let actor = actors::by_id(tx, other).await?.filter(|actor| !actor.local && actor.is_active());
    actor.filter(|actor| actor.kind == ActorKind::Person).ok_or(MoveError::NotAnAccount)
}

async fn save(ctx: &Context, tx: &mut Tx, mut actor: Actor) -> Result<(), MoveError> {
    actor.updated_at = ctx.now();
    actors::update(tx, &actor).await?;
    Ok(ctx.record(tx, &Fact::ActorChanged { actor: actor.id }).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::{community, context, facts, on_both_engines, person, remote_person};
    use crate::store::Db;

    on_both_engines! {
        async fn threat_098_whoever_goes_needs_the_new_accounts_word(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            let mut there = remote_person(&ctx, &mut tx, "lee", "b.test").await;
            facts(&mut tx).await;
            let moved = move_in(&ctx, &mut tx, lee.id, there.id).await;
            assert!(matches!(moved, Err(MoveError::NotConfirmed)));
            let moved = move_in(&ctx, &mut tx, lee.id, sepsis.id).await;
            assert!(matches!(moved, Err(MoveError::NotAnAccount)));
            assert_eq!(facts(&mut tx).await, []);

            there.also_known_as = vec![lee.uri.clone()];
            actors::update(&mut tx, &there).await.unwrap();
            move_in(&ctx, &mut tx, lee.id, there.id).await.unwrap();
            let told = facts(&mut tx).await;
            assert!(told.contains(&Fact::ActorMoved { actor: lee.id, target: there.uri.clone() }));
            let gone = actors::by_id(&mut tx, lee.id).await.unwrap().unwrap();
            assert_eq!(gone.moved_to, Some(there.uri));
            stay(&ctx, &mut tx, lee.id).await.unwrap();
            assert_eq!(actors::by_id(&mut tx, lee.id).await.unwrap().unwrap().moved_to, None);
        }

        async fn other_names_are_people_elsewhere(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let there = remote_person(&ctx, &mut tx, "lee", "b.test").await;
            let own = set_aliases(&ctx, &mut tx, lee.id, &[lee.id]).await;
            assert!(matches!(own, Err(MoveError::NotAnAccount)));
            set_aliases(&ctx, &mut tx, lee.id, &[there.id]).await.unwrap();
            let named = actors::by_id(&mut tx, lee.id).await.unwrap().unwrap();
            assert_eq!(named.also_known_as, [there.uri]);
        }
    }
}
