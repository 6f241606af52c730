//! `Move`: a person goes to another server (FEP-7628). Both must say so: the old actor by the activity, the new one by
//! naming the old among its other names.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::ids::ActorId;
use crate::services::{Context, actors};
use crate::store::Tx;

/// People here follow the new actor instead of the old.
#[derive(Debug)]
pub struct Move {
    old: ActorId,
    new: ActorId,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let own = authorize::is_oneself(&statement.actor, statement.object_uri()?);
    if statement.host.is_some() || !own {
        return Ok(Prepared::Refused("people say themselves that they move"));
    }
    let target =
        statement.activity.target_uri.as_deref().ok_or(Problem::Refused("it does not say where to"))?;
    // Of an account here we know the latest word.
    let own = references.known_actor(target).await?.filter(|actor| actor.local);
    let new = match own {
        Some(own) => own,
        None => references.refresh_actor(target).await?,
    };
    // Threat 98: without the new actor's word anybody could collect somebody else's followers.
    if new.id == statement.actor.id || !new.also_known_as.contains(&statement.actor.uri) {
        return Ok(Prepared::Refused("the new actor does not confirm the move"));
    }
    Ok(Prepared::Move(Move { old: statement.actor.id, new: new.id }))
}

impl Move {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let moved = actors::moved(ctx, tx, self.old, self.new).await?;
        Ok(if moved { Outcome::Done } else { Outcome::Ignored("it moved only recently") })
    }
}
