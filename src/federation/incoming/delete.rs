//! `Delete`: an author takes a post back, a moderator removes one, or an actor goes.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::services::{Context, actors, posts};
use crate::store::Tx;

/// Something to be taken away.
#[derive(Debug)]
pub enum Delete {
    Actor {
        actor: ActorId,
        origin: Origin,
    },
    /// By its author.
    Post {
        by: ActorId,
        post: PostId,
        origin: Origin,
    },
    /// By a moderator.
    Remove {
        by: ActorId,
        post: PostId,
        reason: String,
        origin: Origin,
    },
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let uri = statement.object_uri()?;
    let by = statement.actor.id;
    if authorize::is_oneself(&statement.actor, uri) {
        // Through a host, anybody could be said to be gone.
        if statement.host.is_some() && !is_vouched_for(references, statement, uri).await? {
            return Ok(Prepared::Refused("people say themselves that they go"));
        }
        return Ok(Prepared::Delete(Delete::Actor { actor: by, origin: statement.origin.clone() }));
    }
    let Some(post) = references.known_post(uri).await? else {
        return Ok(Prepared::Ignored("what is deleted is not here"));
    };
    authorize::concerns_host(statement, &post)?;
    let origin = statement.origin.clone();
    // With a reason, and passed on by a host, it is what a moderator does, to a post of their own as well.
    let by_author = post.author_id == by && (statement.host.is_none() || statement.activity.reason.is_none());
    if !by_author {
        let reason = statement.activity.reason.clone().unwrap_or_default();
        return Ok(Prepared::Delete(Delete::Remove { by, post: post.id, reason, origin }));
    }
    if statement.host.is_some() && still_stands(references, statement, uri).await? {
        return Ok(Prepared::Refused("the post still stands at its origin"));
    }
    Ok(Prepared::Delete(Delete::Post { by, post: post.id, origin }))
}

/// A host that says that an author deleted something is believed when it is the author's server too, or as anybody is.
async fn still_stands(
    references: &dyn References,
    statement: &Statement,
    uri: &str,
) -> Result<bool, Problem> {
    let host = statement.host.as_ref();
    let same_server = host.is_some_and(|host| authorize::is_same_origin(&host.uri, &statement.actor.uri));
    Ok(!same_server && !is_vouched_for(references, statement, uri).await?)
}

/// Whether a deletion that was passed on carries its author's proof, or the origin agrees that it is gone (FEP-4f05).
async fn is_vouched_for(
    references: &dyn References,
    statement: &Statement,
    uri: &str,
) -> Result<bool, Problem> {
    if references.is_proven_by(&statement.document, &statement.actor).await? {
        return Ok(true);
    }
    match references.document(uri).await {
        Ok(document) => Ok(document.get("type").and_then(serde_json::Value::as_str) == Some("Tombstone")),
        Err(Problem::Gone) => Ok(true),
        Err(problem) => Err(problem),
    }
}

impl Delete {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        match self {
            Self::Actor { actor, origin } => actors::forget(ctx, tx, actor, &origin).await?,
            Self::Post { by, post, origin } => posts::delete(ctx, tx, by, post, &origin).await?,
            Self::Remove { by, post, reason, origin } => {
                posts::remove(ctx, tx, by, post, &reason, &origin).await?;
            }
        }
        Ok(Outcome::Done)
    }
}
