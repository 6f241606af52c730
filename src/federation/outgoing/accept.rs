//! `Accept`: the answer to a Follow that was granted.

use super::desk::{Desk, Outgoing, RenderError, personally};
use super::follow::request;
use super::load::Loaded;
use crate::domain::ids::ActorId;
use crate::federation::objects::activity::ActivityJson;

pub(super) fn follow(
    desk: &Desk<'_>,
    loaded: &Loaded,
    follower: ActorId,
    target: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    answer(desk, loaded, "Accept", (follower, target), uri)
}

/// Answers with the Follow embedded: some servers look for it by its parts, others by its id.
pub(super) fn answer(
    desk: &Desk<'_>,
    loaded: &Loaded,
    verb: &'static str,
    (follower, target): (ActorId, ActorId),
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (follower, target) = (loaded.actor(follower)?, loaded.actor(target)?);
    let activity = ActivityJson::new(desk.fresh_uri(), verb, &target.uri, request(uri, follower, target))
        .to(vec![follower.uri.clone()]);
    let statement = desk.state(target, follower.id.get(), &activity)?;
    Ok(vec![statement.directly(personally(follower))])
}
