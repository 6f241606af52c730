//! `Undo` of a moderator's `Delete`: a removed post is put back.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::federation::objects::activity::ActivityDocument;
use crate::services::{Context, posts};
use crate::store::Tx;

/// A removed post to be put back.
#[derive(Debug)]
pub struct Restore {
    by: ActorId,
    post: PostId,
    reason: Option<String>,
    origin: Origin,
}

pub(super) async fn prepare(
    references: &dyn References,
    statement: &Statement,
    inner: &ActivityDocument,
) -> Result<Prepared, Problem> {
    let uri = inner.object_uri().ok_or(Problem::Refused("it does not say what was removed"))?;
    let Some(post) = references.known_post(uri).await? else {
        return Ok(Prepared::Ignored("what was removed is not here"));
    };
    authorize::concerns_host(statement, &post)?;
    // An author's deletion is final here: the words are gone.
    if post.removed_at.is_none() {
        return Ok(Prepared::Ignored("it was not removed by a moderator"));
    }
    Ok(Prepared::Restore(Restore {
        by: statement.actor.id,
        post: post.id,
        reason: statement.activity.reason.clone(),
        origin: statement.origin.clone(),
    }))
}

impl Restore {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        posts::restore(ctx, tx, self.by, self.post, self.reason.as_deref(), &self.origin).await?;
        Ok(Outcome::Done)
    }
}
