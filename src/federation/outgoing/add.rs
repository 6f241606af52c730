//! `Add` and `Remove`: moderators and pinned threads, which are items of a community's collections.

use super::delete::moderation;
use super::desk::{Desk, Outgoing, RenderError};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;

pub(super) fn pin(desk: &Desk<'_>, loaded: &Loaded, by: ActorId) -> Result<Vec<Outgoing>, RenderError> {
    featured(desk, loaded, "Add", by)
}

pub(super) fn unpin(desk: &Desk<'_>, loaded: &Loaded, by: ActorId) -> Result<Vec<Outgoing>, RenderError> {
    featured(desk, loaded, "Remove", by)
}

pub(super) fn moderator(
    desk: &Desk<'_>,
    loaded: &Loaded,
    community: ActorId,
    person: ActorId,
    by: ActorId,
) -> Result<Vec<Outgoing>, RenderError> {
    moderators(desk, loaded, "Add", (community, person, by))
}

pub(super) fn no_moderator(
    desk: &Desk<'_>,
    loaded: &Loaded,
    community: ActorId,
    person: ActorId,
    by: ActorId,
) -> Result<Vec<Outgoing>, RenderError> {
    moderators(desk, loaded, "Remove", (community, person, by))
}

fn featured(
    desk: &Desk<'_>,
    loaded: &Loaded,
    kind: &'static str,
    by: ActorId,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, by) = (loaded.post()?, loaded.actor(by)?);
    let community = full.community.as_ref().ok_or(RenderError::Missing("the community"))?;
    let change = Change { kind, by, community, told: &[], collection: community.featured_url.as_deref() };
    change.render(desk, &full.post.uri, full.post.root_id.get())
}

fn moderators(
    desk: &Desk<'_>,
    loaded: &Loaded,
    kind: &'static str,
    (community, person, by): (ActorId, ActorId, ActorId),
) -> Result<Vec<Outgoing>, RenderError> {
    let (community, person, by) = (loaded.actor(community)?, loaded.actor(person)?, loaded.actor(by)?);
    let change =
        Change { kind, by, community, told: &[person], collection: community.moderators_url.as_deref() };
    change.render(desk, &person.uri, community.id.get())
}

/// Something enters or leaves a collection of a community.
struct Change<'a> {
    kind: &'static str,
    by: &'a Actor,
    community: &'a Actor,
    told: &'a [&'a Actor],
    collection: Option<&'a str>,
}

impl Change<'_> {
    fn render(&self, desk: &Desk<'_>, object: &str, ordering_key: i64) -> Result<Vec<Outgoing>, RenderError> {
        let collection = self.collection.ok_or(RenderError::Missing("the collection"))?;
        let mut activity = moderation(desk.fresh_uri(), self.kind, self.by, Some(self.community), object);
        activity.target = Some(collection);
        let statement = desk.state(self.by, ordering_key, &activity)?;
        desk.say_in(Some(self.community), statement, self.told, false)
    }
}
