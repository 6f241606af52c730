//! `Block`: a moderator bans somebody from a community.

use super::delete::moderation;
use super::desk::{Desk, Outgoing, RenderError};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::federation::objects::activity::ActivityJson;

pub(super) fn ban(
    desk: &Desk<'_>,
    loaded: &Loaded,
    (community, person, by): (ActorId, ActorId, ActorId),
    reason: &str,
    ends_at: Option<Timestamp>,
) -> Result<Vec<Outgoing>, RenderError> {
    let (community, person, by) = (loaded.actor(community)?, loaded.actor(person)?, loaded.actor(by)?);
    let mut activity = block(desk.fresh_uri(), by, community, person);
    activity.summary = Some(reason).filter(|reason| !reason.is_empty());
    activity.end_time = ends_at;
    let statement = desk.state(by, community.id.get(), &activity)?;
    desk.say_in(Some(community), statement, &[person], false)
}

pub(super) fn block<'a>(
    uri: String,
    by: &'a Actor,
    community: &'a Actor,
    person: &'a Actor,
) -> ActivityJson<'a, &'a str> {
    let mut activity = moderation(uri, "Block", by, Some(community), person.uri.as_str());
    activity.target = Some(&community.uri);
    activity
}
