//! Keeping somebody out of a community, for a while or for good.

use super::end_follow;
use super::moderators::tell;
use super::notices::tell_concerned;
use crate::domain::actor::Actor;
use crate::domain::community::Ban;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::ActorId;
use crate::domain::moderation::ModerationAction;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::time::Timestamp;
use crate::services::moderation::{self, Details, MAX_REASON};
use crate::services::standing::Place;
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, actors, bans};

/// Why nobody was banned or let back in.
#[derive(Debug, thiserror::Error)]
pub enum BanError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("nobody bans themselves")]
    Oneself,
    /// The office must end first.
    #[error("a moderator cannot be banned")]
    Moderator,
    #[error("a ban ends in the future")]
    EndsInThePast,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whom to ban, why, and until when.
#[derive(Debug, Clone)]
pub struct NewBan {
    pub person: ActorId,
    /// Plain text; public in the moderation log.
    pub reason: String,
    /// `None`: until lifted.
    pub ends_at: Option<Timestamp>,
}

/// Bans a person from a community, or changes the reason and end of a ban. A community of this node also drops the
/// person as a follower. `by`: one of its moderators, or a moderator of the node that hosts it.
///
/// From another node (`Origin::Elsewhere`) only acts in communities of this node count; a remote community's bans come
/// through its host.
pub async fn ban(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    new: NewBan,
    origin: &Origin,
) -> Result<(), BanError> {
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    let person = actors::by_id(tx, new.person).await?.ok_or(Denial::NotFound)?;
    if origin.host() != Some(community) {
        may_moderate(ctx, tx, by, &place, origin).await?;
        check(ctx, tx, by, community, &new).await?;
    }
    let reason: String = new.reason.trim().chars().take(MAX_REASON).collect();
    let ban = Ban {
        community_id: community,
        actor_id: person.id,
        banned_by: Some(by),
        reason: reason.clone(),
        created_at: ctx.now(),
        ends_at: new.ends_at,
    };
    bans::put(tx, &ban).await?;
    if place.local {
        drop_follower(ctx, tx, &person, community).await?;
    }
    let details = Details { reason: Some(reason.clone()), ends_at: new.ends_at, ..Details::about(person.id) };
    moderation::log(ctx, tx, Some(community), by, ModerationAction::BanPerson, details).await?;
    tell_concerned(ctx, tx, community, by, person.id, ModerationAction::BanPerson).await?;
    let banned = Fact::Banned { community, person: person.id, by, reason, ends_at: new.ends_at };
    Ok(tell(ctx, tx, banned, community, origin).await?)
}

/// Lifts a ban. Safe to repeat.
pub async fn unban(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    person: ActorId,
    origin: &Origin,
) -> Result<(), BanError> {
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    if origin.host() != Some(community) {
        may_moderate(ctx, tx, by, &place, origin).await?;
    }
    if bans::delete(tx, community, person).await? {
        let details = Details::about(person);
        moderation::log(ctx, tx, Some(community), by, ModerationAction::UnbanPerson, details).await?;
        tell_concerned(ctx, tx, community, by, person, ModerationAction::UnbanPerson).await?;
        tell(ctx, tx, Fact::Unbanned { community, person, by }, community, origin).await?;
    }
    Ok(())
}

async fn may_moderate(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    place: &Place,
    origin: &Origin,
) -> Result<(), BanError> {
    if !place.local && *origin != Origin::Here {
        return Err(Denial::RoleNeeded.into());
    }
    let viewer = standing::viewer(ctx, tx, by).await?;
    Ok(can(&viewer, Action::ModerateCommunity(place.view()))?)
}

async fn check(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    new: &NewBan,
) -> Result<(), BanError> {
    if by == new.person {
        return Err(BanError::Oneself);
    }
    if new.reason.trim().chars().count() > MAX_REASON {
        return Err(BanError::ReasonTooLong);
    }
    if new.ends_at.is_some_and(|end| end <= ctx.now()) {
        return Err(BanError::EndsInThePast);
    }
    let theirs = standing::place(tx, community, Some(new.person), ctx.now()).await?;
    if theirs.is_some_and(|place| place.standing.moderates) { Err(BanError::Moderator) } else { Ok(()) }
}

async fn drop_follower(
    ctx: &Context,
    tx: &mut Tx,
    person: &Actor,
    community: ActorId,
) -> Result<(), StoreError> {
    let Some(follow) = end_follow(ctx, tx, person.id, community).await? else { return Ok(()) };
    if person.local {
        return Ok(());
    }
    let refused = Fact::FollowRefused { follower: person.id, target: community, uri: follow.uri };
    ctx.record(tx, &refused).await
}
