//! `Lock`: a moderator closes a discussion to new replies.

use super::delete::moderation;
use super::desk::{Desk, Outgoing, RenderError};
use super::load::Loaded;
use crate::domain::ids::ActorId;

pub(super) fn lock(desk: &Desk<'_>, loaded: &Loaded, by: ActorId) -> Result<Vec<Outgoing>, RenderError> {
    let (full, by) = (loaded.post()?, loaded.actor(by)?);
    let community = full.community.as_ref();
    let activity = moderation(desk.fresh_uri(), "Lock", by, community, full.post.uri.as_str());
    let statement = desk.state(by, full.post.root_id.get(), &activity)?;
    desk.say_in(community, statement, &[&full.author], false)
}
