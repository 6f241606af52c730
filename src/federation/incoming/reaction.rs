//! `Like` and `Dislike`. A reaction with an emoji (FEP-c0e0) counts as a like.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::ReactionKind;
use crate::services::{Context, reactions};
use crate::store::Tx;

/// A reaction to be counted, or taken back.
#[derive(Debug)]
pub struct Reaction {
    pub(super) actor: ActorId,
    pub(super) post: PostId,
    pub(super) kind: ReactionKind,
    /// `None`: it is taken back.
    pub(super) uri: Option<String>,
    pub(super) origin: Origin,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let Some(post) = references.known_post(statement.object_uri()?).await? else {
        return Ok(Prepared::Ignored("what is liked is not here"));
    };
    authorize::concerns_host(statement, &post)?;
    Ok(Prepared::Reaction(Reaction {
        actor: statement.actor.id,
        post: post.id,
        kind: kind_of(&statement.activity.kind),
        uri: Some(statement.activity.uri.clone()),
        origin: statement.origin.clone(),
    }))
}

pub(super) fn kind_of(activity: &str) -> ReactionKind {
    if activity == "Dislike" { ReactionKind::Dislike } else { ReactionKind::Thanks }
}

impl Reaction {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let Self { actor, post, kind, uri, origin } = self;
        let changed = match uri {
            Some(uri) => reactions::react(ctx, tx, actor, post, kind, Some(uri), &origin).await?,
            None => reactions::withdraw(ctx, tx, actor, post, kind, &origin).await?,
        };
        Ok(if changed { Outcome::Done } else { Outcome::Ignored("nothing changes by it") })
    }
}
