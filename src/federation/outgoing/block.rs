//! `Block`: a moderator bans somebody from a community, or a person keeps somebody away.

use super::delete::moderation;
use super::desk::{Desk, Outgoing, RenderError, personally, receivers};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::delivery::Rendering;
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
    Ok(to_person_too(desk.say_in(Some(community), statement, &[person], false)?, person))
}

/// Between two: only the server of whoever is blocked learns of it.
pub(super) fn person(
    desk: &Desk<'_>,
    loaded: &Loaded,
    person: ActorId,
    target: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (person, target) = (loaded.actor(person)?, loaded.actor(target)?);
    let statement = desk.state(person, target.id.get(), &of_person(uri, person, target))?;
    Ok(vec![statement.directly(personally(target))])
}

/// The Block of a person, as it was or will be sent.
pub(super) fn of_person<'a>(uri: &str, person: &'a Actor, target: &'a Actor) -> ActivityJson<'a, &'a str> {
    ActivityJson::new(uri.to_owned(), "Block", &person.uri, target.uri.as_str()).to(vec![target.uri.clone()])
}

/// Whoever is banned follows no longer; their node learns of it all the same, in the form that only the host can give it.
pub(super) fn to_person_too(mut said: Vec<Outgoing>, person: &Actor) -> Vec<Outgoing> {
    for wrapped in said.iter_mut().filter(|activity| activity.rendering == Rendering::Wrapped) {
        wrapped.direct.extend(receivers([person]));
    }
    said
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
