//! `Undo`: of thanks, shares, follows, blocks, bans, locks and removals.

use serde::Serialize;

use super::announce::{concerned, shared};
use super::block::{block, of_person, to_person_too};
use super::delete::{moderation, removal};
use super::desk::{Desk, Outgoing, RenderError, Statement, personally};
use super::follow::request;
use super::like::thanks;
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::delivery::Rendering;
use crate::domain::ids::ActorId;
use crate::federation::objects::activity::ActivityJson;

pub(super) fn like(
    desk: &Desk<'_>,
    loaded: &Loaded,
    actor: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, actor) = (loaded.post()?, loaded.actor(actor)?);
    let statement = undo(desk, actor, full.post.root_id.get(), thanks(uri, actor, full))?;
    desk.say_in(full.community.as_ref(), statement, &[&full.author], false)
}

pub(super) fn share(
    desk: &Desk<'_>,
    loaded: &Loaded,
    actor: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, actor) = (loaded.post()?, loaded.actor(actor)?);
    let statement = undo(desk, actor, full.post.root_id.get(), shared(uri, actor, full))?;
    Ok(vec![statement.for_followers(None, Rendering::Any, concerned(full))])
}

pub(super) fn follow(
    desk: &Desk<'_>,
    loaded: &Loaded,
    follower: ActorId,
    target: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (follower, target) = (loaded.actor(follower)?, loaded.actor(target)?);
    let statement = undo(desk, follower, target.id.get(), request(uri, follower, target))?;
    Ok(vec![statement.directly(personally(target))])
}

pub(super) fn block_of(
    desk: &Desk<'_>,
    loaded: &Loaded,
    person: ActorId,
    target: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (person, target) = (loaded.actor(person)?, loaded.actor(target)?);
    let statement = undo(desk, person, target.id.get(), of_person(uri, person, target))?;
    Ok(vec![statement.directly(personally(target))])
}

pub(super) fn ban(
    desk: &Desk<'_>,
    loaded: &Loaded,
    (community, person, by): (ActorId, ActorId, ActorId),
) -> Result<Vec<Outgoing>, RenderError> {
    let (community, person, by) = (loaded.actor(community)?, loaded.actor(person)?, loaded.actor(by)?);
    let statement = undo(desk, by, community.id.get(), block(desk.fresh_uri(), by, community, person))?;
    Ok(to_person_too(desk.say_in(Some(community), statement, &[person], false)?, person))
}

pub(super) fn lock(desk: &Desk<'_>, loaded: &Loaded, by: ActorId) -> Result<Vec<Outgoing>, RenderError> {
    let (full, by) = (loaded.post()?, loaded.actor(by)?);
    let community = full.community.as_ref();
    let locked = moderation(desk.fresh_uri(), "Lock", by, community, full.post.uri.as_str());
    let statement = undo(desk, by, full.post.root_id.get(), locked)?;
    desk.say_in(community, statement, &[&full.author], false)
}

/// A moderator puts a post back. The reason of the removal is not repeated.
pub(super) fn removal_of(
    desk: &Desk<'_>,
    loaded: &Loaded,
    by: ActorId,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, by) = (loaded.post()?, loaded.actor(by)?);
    let statement = undo(desk, by, full.post.root_id.get(), removal(desk.fresh_uri(), by, full, ""))?;
    desk.say_in(full.community.as_ref(), statement, &[&full.author], false)
}

/// Undoes an activity of the same actor, addressed like it.
fn undo<O: Serialize>(
    desk: &Desk<'_>,
    actor: &Actor,
    ordering_key: i64,
    undone: ActivityJson<'_, O>,
) -> Result<Statement, RenderError> {
    let (to, cc, audience) = (undone.to.clone(), undone.cc.clone(), undone.audience);
    let activity =
        ActivityJson::new(desk.fresh_uri(), "Undo", &actor.uri, undone).to(to).cc(cc).audience(audience);
    desk.state(actor, ordering_key, &activity)
}
