//! `Add` and `Remove`: a community's moderators and its pinned threads.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::federation::objects::activity::ActivityDocument;
use crate::services::communities::moderators;
use crate::services::{Context, posts};
use crate::store::Tx;

/// A change of one of a community's collections.
#[derive(Debug)]
pub struct Change {
    by: ActorId,
    adds: bool,
    what: What,
    origin: Origin,
}

#[derive(Debug)]
enum What {
    Moderator { community: ActorId, person: ActorId },
    Pin(PostId),
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let adds = statement.activity.kind == "Add";
    change(references, statement, &statement.activity, adds).await
}

/// Taking back an `Add` or a `Remove` is doing the other.
pub(super) async fn prepare_undo(
    references: &dyn References,
    statement: &Statement,
    undone: &ActivityDocument,
) -> Result<Prepared, Problem> {
    change(references, statement, undone, undone.kind != "Add").await
}

/// What `act` names is to be in the collection, or no longer. `act` is the statement's own, or what it takes back.
async fn change(
    references: &dyn References,
    statement: &Statement,
    act: &ActivityDocument,
    adds: bool,
) -> Result<Prepared, Problem> {
    let target = act.target_uri.as_deref();
    let target = target.ok_or(Problem::Refused("the activity does not say which collection it changes"))?;
    let Some(community) = community(references, statement).await? else {
        return Ok(Prepared::Ignored("the community is not known"));
    };
    let object = act.object_uri().ok_or(Problem::Refused("it does not say what is added or removed"))?;
    // Only the community's own collections: one elsewhere that bears its name is somebody else's (threat 28).
    let what = if community.moderators_url.as_deref() == Some(target) {
        let person = references.actor(object).await?;
        What::Moderator { community: community.id, person: person.id }
    } else if community.featured_url.as_deref() == Some(target) {
        let post = references.post(object, statement.host_id()).await?;
        if post.community_id != Some(community.id) {
            return Ok(Prepared::Refused("the post is not in the community"));
        }
        authorize::concerns_host(statement, &post)?;
        What::Pin(post.id)
    } else {
        return Ok(Prepared::Refused("the collection is not one of the community's"));
    };
    Ok(Prepared::Collection(Change { by: statement.actor.id, adds, what, origin: statement.origin.clone() }))
}

/// The community it is about: the host's own, or a local one that is addressed.
pub(super) async fn community(
    references: &dyn References,
    statement: &Statement,
) -> Result<Option<Actor>, Problem> {
    if let Some(host) = &statement.host {
        return Ok(Some(host.clone()));
    }
    for uri in statement.activity.addressed.iter().take(20) {
        let actor = references.known_actor(uri).await?;
        if let Some(community) = actor.filter(|actor| actor.local && actor.is_community()) {
            return Ok(Some(community));
        }
    }
    Ok(None)
}

impl Change {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let Self { by, adds, what, origin } = self;
        match (what, adds) {
            (What::Moderator { community, person }, true) => {
                moderators::add(ctx, tx, by, community, person, &origin).await?;
            }
            (What::Moderator { community, person }, false) => {
                moderators::remove(ctx, tx, by, community, person, &origin).await?;
            }
            (What::Pin(post), true) => posts::pin(ctx, tx, by, post, None, &origin).await?,
            (What::Pin(post), false) => posts::unpin(ctx, tx, by, post, None, &origin).await?,
        }
        Ok(Outcome::Done)
    }
}
