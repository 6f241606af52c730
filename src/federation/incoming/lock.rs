//! `Lock`: a thread is closed to new replies.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::services::{Context, posts};
use crate::store::Tx;

/// A thread to be closed, or opened again.
#[derive(Debug)]
pub struct Lock {
    pub(super) by: ActorId,
    pub(super) root: PostId,
    pub(super) locks: bool,
    pub(super) reason: Option<String>,
    pub(super) origin: Origin,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let Some(post) = references.known_post(statement.object_uri()?).await? else {
        return Ok(Prepared::Ignored("the thread is not here"));
    };
    authorize::concerns_host(statement, &post)?;
    if !post.is_root() {
        return Ok(Prepared::Ignored("only whole threads are closed here"));
    }
    Ok(Prepared::Lock(Lock {
        by: statement.actor.id,
        root: post.id,
        locks: true,
        reason: statement.activity.reason.clone(),
        origin: statement.origin.clone(),
    }))
}

impl Lock {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let reason = self.reason.as_deref();
        if self.locks {
            posts::lock(ctx, tx, self.by, self.root, reason, &self.origin).await?;
        } else {
            posts::unlock(ctx, tx, self.by, self.root, reason, &self.origin).await?;
        }
        Ok(Outcome::Done)
    }
}
