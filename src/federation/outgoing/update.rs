//! `Update`: an edited post, a changed profile or community.

use super::create::{in_name_of_author, told};
use super::desk::{Desk, Outgoing, RenderError, receivers};
use super::load::Loaded;
use crate::domain::delivery::Rendering;
use crate::domain::ids::ActorId;
use crate::federation::objects::activity::ActivityJson;
use crate::federation::objects::{PUBLIC, post};

pub(super) fn post(desk: &Desk<'_>, loaded: &Loaded) -> Result<Vec<Outgoing>, RenderError> {
    let full = loaded.post()?;
    let activity = in_name_of_author(desk.fresh_uri(), "Update", full, post::write(full, desk.addresses)?);
    let statement = desk.state(&full.author, full.post.root_id.get(), &activity)?;
    let community = full.community.as_ref();
    let mut said = desk.say_in(community, statement.clone(), &told(full), true)?;
    if let Some(community) = community.filter(|community| community.local && full.post.is_root()) {
        // Microblogs that follow the community have the thread from its share, and believe only the author.
        said.push(statement.for_followers(Some(community.id), Rendering::Plain, Vec::new()));
    }
    Ok(said)
}

pub(super) fn actor(desk: &Desk<'_>, loaded: &Loaded, actor: ActorId) -> Result<Vec<Outgoing>, RenderError> {
    let actor = loaded.actor(actor)?;
    let document = loaded.document.clone().ok_or(RenderError::Missing("the actor's document"))?;
    let activity = ActivityJson::new(desk.fresh_uri(), "Update", &actor.uri, document)
        .to(vec![PUBLIC.to_owned()])
        .cc(actor.followers_url.iter().cloned().collect());
    let statement = desk.state(actor, actor.id.get(), &activity)?;
    Ok(vec![statement.for_followers(None, Rendering::Any, receivers(&loaded.reach))])
}
