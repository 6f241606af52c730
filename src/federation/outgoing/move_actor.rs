//! `Move`: an actor of this node is somebody else's from now on (FEP-7628).

use super::desk::{Desk, Outgoing, RenderError, receivers};
use super::load::Loaded;
use crate::domain::delivery::Rendering;
use crate::domain::ids::ActorId;
use crate::federation::objects::PUBLIC;
use crate::federation::objects::activity::ActivityJson;

pub(super) fn render(
    desk: &Desk<'_>,
    loaded: &Loaded,
    actor: ActorId,
    target: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let actor = loaded.actor(actor)?;
    let mut activity = ActivityJson::new(desk.fresh_uri(), "Move", &actor.uri, actor.uri.as_str())
        .to(vec![PUBLIC.to_owned()])
        .cc(actor.followers_url.iter().cloned().collect());
    activity.target = Some(target);
    let statement = desk.state(actor, actor.id.get(), &activity)?;
    Ok(vec![statement.for_followers(None, Rendering::Any, receivers(&loaded.reach))])
}
