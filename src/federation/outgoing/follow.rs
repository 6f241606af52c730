//! `Follow`: somebody here asks to follow a community or person elsewhere.

use super::desk::{Desk, Outgoing, RenderError, personally};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::federation::objects::activity::ActivityJson;

pub(super) fn ask(
    desk: &Desk<'_>,
    loaded: &Loaded,
    follower: ActorId,
    target: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (follower, target) = (loaded.actor(follower)?, loaded.actor(target)?);
    let statement = desk.state(follower, target.id.get(), &request(uri, follower, target))?;
    Ok(vec![statement.directly(personally(target))])
}

/// The Follow itself, as it was or will be sent.
pub(super) fn request<'a>(uri: &str, follower: &'a Actor, target: &'a Actor) -> ActivityJson<'a, &'a str> {
    ActivityJson::new(uri.to_owned(), "Follow", &follower.uri, target.uri.as_str())
        .to(vec![target.uri.clone()])
}
