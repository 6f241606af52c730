//! `Delete`: by the author, by a moderator (with the reason in `summary`, as Lemmy does), or of an actor.

use super::announce;
use super::create::{in_name_of_author, told};
use super::desk::{Desk, Outgoing, RenderError, receivers};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::delivery::Rendering;
use crate::domain::ids::ActorId;
use crate::federation::objects::PUBLIC;
use crate::federation::objects::activity::ActivityJson;
use crate::federation::objects::post::FullPost;

pub(super) fn by_author(desk: &Desk<'_>, loaded: &Loaded) -> Result<Vec<Outgoing>, RenderError> {
    let full = loaded.post()?;
    let activity = in_name_of_author(desk.fresh_uri(), "Delete", full, full.post.uri.as_str());
    let statement = desk.state(&full.author, full.post.root_id.get(), &activity)?;
    let community = full.community.as_ref();
    let mut said = desk.say_in(community, statement.clone(), &told(full), true)?;
    if let Some(community) = community.filter(|community| community.local && full.post.is_root()) {
        said.push(statement.for_followers(Some(community.id), Rendering::Plain, Vec::new()));
    }
    Ok(said)
}

pub(super) fn by_moderator(
    desk: &Desk<'_>,
    loaded: &Loaded,
    by: ActorId,
    reason: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, by) = (loaded.post()?, loaded.actor(by)?);
    let activity = removal(desk.fresh_uri(), by, full, reason);
    let statement = desk.state(by, full.post.root_id.get(), &activity)?;
    let community = full.community.as_ref();
    let mut said = desk.say_in(community, statement, &[&full.author], false)?;
    if let Some(community) = community.filter(|community| community.local && full.post.is_root()) {
        said.push(announce::unshare(desk, community, full)?);
    }
    Ok(said)
}

/// A moderator takes a post away.
pub(super) fn removal<'a>(
    uri: String,
    by: &'a Actor,
    full: &'a FullPost,
    reason: &'a str,
) -> ActivityJson<'a, &'a str> {
    let mut activity = moderation(uri, "Delete", by, full.community.as_ref(), full.post.uri.as_str());
    // An empty summary still says that it is a moderator's act.
    activity.summary = Some(reason);
    activity
}

/// An act of a moderator in a community.
pub(super) fn moderation<'a, O>(
    uri: String,
    kind: &'static str,
    by: &'a Actor,
    community: Option<&'a Actor>,
    object: O,
) -> ActivityJson<'a, O> {
    ActivityJson::new(uri, kind, &by.uri, object)
        .to(vec![PUBLIC.to_owned()])
        .cc(community.iter().map(|community| community.uri.clone()).collect())
        .audience(community.map(|community| community.uri.as_str()))
}

pub(super) fn actor(desk: &Desk<'_>, loaded: &Loaded, actor: ActorId) -> Result<Vec<Outgoing>, RenderError> {
    let actor = loaded.actor(actor)?;
    let activity = ActivityJson::new(desk.fresh_uri(), "Delete", &actor.uri, actor.uri.as_str())
        .to(vec![PUBLIC.to_owned()]);
    Ok(vec![desk.state(actor, actor.id.get(), &activity)?.for_everyone(receivers(&loaded.reach))])
}
