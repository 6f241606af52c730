//! A post for a community here that is refused before a service sees it. Its author waits for an answer all the same.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, collection};
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::services::{Context, posts};
use crate::store::Tx;

/// A `Create` that is not taken.
#[derive(Debug)]
pub struct TurnedDown {
    community: ActorId,
    author: ActorId,
    /// As it came.
    activity: String,
    why: &'static str,
}

/// Who is told that a statement is refused: the sender of a `Create` that is addressed to a community here. Nobody else asked
/// for anything.
pub(super) async fn prepare(
    references: &dyn References,
    statement: &Statement,
    why: &'static str,
) -> Result<Prepared, Problem> {
    let Origin::Elsewhere { activity, .. } = &statement.origin else { return Ok(Prepared::Refused(why)) };
    if statement.activity.kind != "Create" {
        return Ok(Prepared::Refused(why));
    }
    let Some(community) = collection::community(references, statement).await? else {
        return Ok(Prepared::Refused(why));
    };
    let (community, author) = (community.id, statement.actor.id);
    Ok(Prepared::TurnedDown(TurnedDown { community, author, activity: activity.clone(), why }))
}

impl TurnedDown {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        posts::refuse(ctx, tx, self.community, self.author, &self.activity, self.why).await?;
        Ok(Outcome::Refused(self.why))
    }
}
