//! `Announce` by a person: they share a post with those who follow them.
//!
//! It counts when everybody may see it, and either somebody here follows them or the post is ours. A post that is not
//! known is then read at its author's server, on the author's word alone: a person's share places nothing into a
//! community (FEP-1b12, threats 31 and 32), so what belongs to one waits until its host publishes it.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;
use crate::federation::objects::activity::{ActivityDocument, id_of};
use crate::federation::objects::is_public;
use crate::services::{Context, shares};
use crate::store::Tx;

/// A share to be counted, or taken back.
#[derive(Debug)]
pub struct Share {
    actor: ActorId,
    post: PostId,
    /// `None`: it is taken back.
    uri: Option<String>,
    origin: Origin,
}

pub(super) async fn prepare(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
) -> Result<Prepared, Problem> {
    // What is shared with followers alone is none of ours to show to everybody.
    if !statement.activity.addressed.iter().any(|address| is_public(address)) {
        return Ok(Prepared::Ignored("it is not shared with everybody"));
    }
    let [object] = statement.activity.objects.as_slice() else {
        return Ok(Prepared::Ignored("a share of more than one thing"));
    };
    let uri = id_of(object).ok_or(Problem::Refused("what is shared has no id"))?;
    let post = match references.known_post(uri).await? {
        // Counted for the author and for the host, whoever follows the one who shares.
        Some(known) if ctx.addresses.is_ours(uri) || is_hosted_here(references, &known).await? => known,
        None if ctx.addresses.is_ours(uri) => return Ok(Prepared::Ignored("what is shared is not here")),
        known => {
            if !references.is_followed_here(&statement.actor).await? {
                return Ok(Prepared::Ignored("nobody here follows whoever shares it"));
            }
            match known {
                Some(known) => known,
                None => references.post(uri, None).await?,
            }
        }
    };
    Ok(Prepared::Share(Share {
        actor: statement.actor.id,
        post: post.id,
        uri: Some(statement.activity.uri.clone()),
        origin: statement.origin.clone(),
    }))
}

/// Somebody takes a share of theirs back.
pub(super) async fn prepare_undo(
    references: &dyn References,
    statement: &Statement,
    inner: &ActivityDocument,
) -> Result<Prepared, Problem> {
    let uri = inner.object_uri().ok_or(Problem::Refused("it does not say what was shared"))?;
    Ok(match references.known_post(uri).await? {
        Some(post) => undo(statement, post.id),
        None => Prepared::Ignored("what was shared is not here"),
    })
}

pub(super) fn undo(statement: &Statement, post: PostId) -> Prepared {
    // No community takes a share back in somebody else's name.
    if statement.host.is_some() {
        return Prepared::Refused("a share is taken back by whoever shared");
    }
    let Statement { actor, origin, .. } = statement;
    Prepared::Share(Share { actor: actor.id, post, uri: None, origin: origin.clone() })
}

async fn is_hosted_here(references: &dyn References, post: &Post) -> Result<bool, Problem> {
    match post.community_id {
        Some(community) => references.hosts(community).await,
        None => Ok(false),
    }
}

impl Share {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let Self { actor, post, uri, origin } = self;
        let changed = match uri {
            Some(uri) => shares::share(ctx, tx, actor, post, Some(uri), &origin).await?.1,
            None => shares::withdraw(ctx, tx, actor, post, &origin).await?,
        };
        Ok(if changed { Outcome::Done } else { Outcome::Ignored("nothing changes by it") })
    }
}
