//! Not seeing somebody, or anybody of a server. They do not learn of it.

use super::RelationshipError;
use crate::domain::handle::Domain;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::relationship::{MAX_MUTED_DOMAINS, Mute};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, actors, mutes};

/// Mutes somebody, or changes how.
///
/// # Errors
/// When there is nobody like that, or it is the person.
pub async fn mute(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    target: ActorId,
    mute: Mute,
) -> Result<(), RelationshipError> {
    let viewer = standing::viewer(ctx, tx, person).await?;
    can(&viewer, Action::Speak)?;
    if person == target {
        return Err(RelationshipError::Oneself);
    }
    actors::by_id(tx, target).await?.ok_or(Denial::NotFound)?;
    mutes::delete_ended(tx, person, ctx.now()).await?;
    Ok(mutes::put(tx, ctx.ids.next(), person, target, mute).await?)
}

/// Sees somebody again. Safe to repeat.
///
/// # Errors
/// When the database refuses.
pub async fn unmute(tx: &mut Tx, person: ActorId, target: ActorId) -> Result<(), StoreError> {
    mutes::delete(tx, person, target).await
}

/// Mutes everybody of a server; who of them follows the person goes on doing so. Safe to repeat.
///
/// # Errors
/// When it is no domain, this node's own, or one too many.
pub async fn mute_domain(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    domain: &str,
) -> Result<(), RelationshipError> {
    let domain = name(ctx, domain)?;
    if domain == ctx.addresses.authority() {
        return Err(RelationshipError::Domain);
    }
    if mutes::is_domain_muted(tx, person, &domain).await? {
        return Ok(());
    }
    if mutes::count_domains(tx, person).await? >= MAX_MUTED_DOMAINS {
        return Err(RelationshipError::TooManyDomains);
    }
    Ok(mutes::insert_domain(tx, ctx.ids.next(), person, &domain).await?)
}

/// Sees the people of a server again. Safe to repeat.
///
/// # Errors
/// When it is no domain.
pub async fn unmute_domain(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    domain: &str,
) -> Result<(), RelationshipError> {
    let domain = name(ctx, domain)?;
    Ok(mutes::delete_domain(tx, person, &domain).await?)
}

fn name(ctx: &Context, domain: &str) -> Result<String, RelationshipError> {
    let domain = Domain::parse_with(domain.trim(), ctx.url_rules()).map_err(|_| RelationshipError::Domain)?;
    Ok(domain.to_string())
}
