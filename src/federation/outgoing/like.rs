//! `Like`: thanks.

use super::desk::{Desk, Outgoing, RenderError};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::federation::objects::PUBLIC;
use crate::federation::objects::activity::ActivityJson;
use crate::federation::objects::post::FullPost;

/// A Like reaches the inbox of the post's author, or GoToSocial refuses it, and the community.
pub(super) fn like(
    desk: &Desk<'_>,
    loaded: &Loaded,
    actor: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, actor) = (loaded.post()?, loaded.actor(actor)?);
    let statement = desk.state(actor, full.post.root_id.get(), &thanks(uri, actor, full))?;
    desk.say_in(full.community.as_ref(), statement, &[&full.author], false)
}

pub(super) fn thanks<'a>(uri: &str, actor: &'a Actor, full: &'a FullPost) -> ActivityJson<'a, &'a str> {
    let community = full.community.as_ref();
    ActivityJson::new(uri.to_owned(), "Like", &actor.uri, full.post.uri.as_str())
        .to(vec![full.author.uri.clone()])
        .cc(community.iter().map(|community| community.uri.clone()).chain([PUBLIC.to_owned()]).collect())
        .audience(community.map(|community| community.uri.as_str()))
}
