//! `Reject`: a Follow that was not granted, and a post that a community here did not take.

use super::accept::answer;
use super::desk::{Desk, Outgoing, RenderError, personally};
use super::load::Loaded;
use crate::domain::ids::ActorId;
use crate::federation::objects::activity::{ActivityJson, unchanged};

pub(super) fn follow(
    desk: &Desk<'_>,
    loaded: &Loaded,
    follower: ActorId,
    target: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    answer(desk, loaded, "Reject", (follower, target), uri)
}

/// Says to the author, and to nobody else, why.
pub(super) fn activity(
    desk: &Desk<'_>,
    loaded: &Loaded,
    community: ActorId,
    author: ActorId,
    refused: &str,
    reason: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (community, author) = (loaded.actor(community)?, loaded.actor(author)?);
    let mut activity = ActivityJson::new(desk.fresh_uri(), "Reject", &community.uri, unchanged(refused)?)
        .to(vec![author.uri.clone()])
        .audience(Some(&community.uri));
    activity.summary = Some(reason);
    let statement = desk.state(community, author.id.get(), &activity)?;
    Ok(vec![statement.directly(personally(author))])
}
