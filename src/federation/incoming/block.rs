//! `Block` without a target: a person elsewhere keeps a person here away.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::actor::ActorKind;
use crate::domain::ids::ActorId;
use crate::services::{Context, relationships};
use crate::store::Tx;

/// A block that begins or ends.
#[derive(Debug)]
pub struct Block {
    pub(super) blocker: ActorId,
    pub(super) target: ActorId,
    /// The id of the Block; `None`: it ends.
    pub(super) uri: Option<String>,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let uri = Some(statement.activity.uri.clone());
    prepare_for(references, statement, statement.object_uri()?, uri).await
}

/// A block is between two: no community says one in somebody else's name.
pub(super) async fn prepare_for(
    references: &dyn References,
    statement: &Statement,
    target: &str,
    uri: Option<String>,
) -> Result<Prepared, Problem> {
    if statement.host.is_some() {
        return Ok(Prepared::Refused("a block is said to whom it is for"));
    }
    let target = references.known_actor(target).await?;
    let target = target.filter(|target| target.local && target.kind == ActorKind::Person);
    Ok(match target {
        Some(target) => Prepared::Block(Block { blocker: statement.actor.id, target: target.id, uri }),
        None => Prepared::Ignored("a block that concerns nobody here"),
    })
}

impl Block {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let Self { blocker, target, uri } = self;
        match uri {
            Some(uri) => relationships::receive_block(ctx, tx, blocker, target, uri).await?,
            None => relationships::receive_unblock(tx, blocker, target).await?,
        }
        Ok(Outcome::Done)
    }
}
