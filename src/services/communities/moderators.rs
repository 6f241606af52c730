//! Who moderates a community.

use super::notices::tell_concerned;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::ActorId;
use crate::domain::moderation::ModerationAction;
use crate::domain::permission::{Action, Denial, can};
use crate::services::{Context, moderation, standing};
use crate::store::{StoreError, Tx, actors, moderators};

/// How many moderators a community has at most, also one that another node hosts.
pub const MAX_MODERATORS: u16 = 100;

/// Why the moderators stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum ModeratorsError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("somebody who is banned or suspended cannot moderate")]
    NotEligible,
    #[error("the community has {MAX_MODERATORS} moderators already")]
    TooMany,
    /// Somebody else must take over first.
    #[error("the last moderator cannot leave")]
    LastOne,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes `person` a moderator. `by`: a moderator of a community of this node, or one of the node's administrators; of
/// a remote community only its host's word counts. Safe to repeat.
pub async fn add(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    person: ActorId,
    origin: &Origin,
) -> Result<(), ModeratorsError> {
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    let from_host = origin.host() == Some(community);
    if !from_host {
        let viewer = standing::viewer(ctx, tx, by).await?;
        can(&viewer, Action::ManageCommunity(place.view()))?;
    }
    let in_office = moderators::ids(tx, community).await?;
    if in_office.contains(&person) {
        return Ok(());
    }
    if !from_host {
        may_moderate(ctx, tx, community, person).await?;
    }
    if in_office.len() >= usize::from(MAX_MODERATORS) {
        return Err(ModeratorsError::TooMany);
    }
    if moderators::add(tx, community, person, Some(by), ctx.now()).await? {
        note(ctx, tx, community, by, ModerationAction::AddModerator, person).await?;
        tell(ctx, tx, Fact::ModeratorAdded { community, moderator: person, by }, community, origin).await?;
    }
    Ok(())
}

/// Ends an office; with `by` equal to `person`, resigns. The last moderator of a community of this node stays until
/// there is another. Safe to repeat.
pub async fn remove(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    person: ActorId,
    origin: &Origin,
) -> Result<(), ModeratorsError> {
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    if origin.host() != Some(community) {
        let resigns = by == person;
        let act = if resigns { Action::Resign(place.view()) } else { Action::ManageCommunity(place.view()) };
        can(&standing::viewer(ctx, tx, by).await?, act)?;
        let in_office = moderators::lock_in_office(tx, community).await?;
        if in_office.iter().all(|moderator| *moderator == person) {
            return Err(ModeratorsError::LastOne);
        }
    }
    if moderators::remove(tx, community, person).await? {
        note(ctx, tx, community, by, ModerationAction::RemoveModerator, person).await?;
        tell(ctx, tx, Fact::ModeratorRemoved { community, moderator: person, by }, community, origin).await?;
    }
    Ok(())
}

async fn may_moderate(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
    person: ActorId,
) -> Result<(), ModeratorsError> {
    let viewer = standing::viewer(ctx, tx, person).await?;
    let place = standing::place(tx, community, Some(person), ctx.now()).await?.ok_or(Denial::NotFound)?;
    let is_person = actors::by_id(tx, person).await?.is_some_and(|actor| !actor.is_community());
    if viewer.barred || place.standing.banned || !is_person {
        return Err(ModeratorsError::NotEligible);
    }
    Ok(())
}

/// The act stands in the log, and the person learns of it.
async fn note(
    ctx: &Context,
    tx: &mut Tx,
    community: ActorId,
    by: ActorId,
    action: ModerationAction,
    person: ActorId,
) -> Result<(), StoreError> {
    moderation::log(ctx, tx, Some(community), by, action, moderation::Details::about(person)).await?;
    tell_concerned(ctx, tx, community, by, person, action).await
}

/// What others learn of an act in a community: the fact itself, or the activity that brought it, passed on unchanged.
pub(super) async fn tell(
    ctx: &Context,
    tx: &mut Tx,
    fact: Fact,
    community: ActorId,
    origin: &Origin,
) -> Result<(), StoreError> {
    match origin {
        Origin::Here => ctx.record(tx, &fact).await,
        Origin::Elsewhere { activity, .. } => {
            let activity = activity.clone();
            let relayed = Fact::Relayed { community, activity, thread: community.get(), share: None };
            ctx.record(tx, &relayed).await
        }
        Origin::Host(_) | Origin::Author => Ok(()),
    }
}
