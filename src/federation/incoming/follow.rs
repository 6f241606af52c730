//! `Follow`: somebody elsewhere wants to read along.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::ids::ActorId;
use crate::services::{Context, communities};
use crate::store::Tx;

/// A follow to be answered, or ended.
#[derive(Debug)]
pub struct Follow {
    pub(super) follower: ActorId,
    pub(super) target: ActorId,
    /// The id of the Follow; `None`: it ends.
    pub(super) uri: Option<String>,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    if statement.host.is_some() {
        return Ok(Prepared::Refused("a follow is said to whom it is for"));
    }
    let target = references.known_actor(statement.object_uri()?).await?.filter(|target| target.local);
    Ok(match target {
        Some(target) => Prepared::Follow(Follow {
            follower: statement.actor.id,
            target: target.id,
            uri: Some(statement.activity.uri.clone()),
        }),
        None => Prepared::Refused("there is nobody like that here"),
    })
}

impl Follow {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        match self.uri {
            Some(uri) => {
                communities::receive_follow(ctx, tx, self.follower, self.target, uri).await?;
            }
            None => communities::receive_unfollow(ctx, tx, self.follower, self.target).await?,
        }
        Ok(Outcome::Done)
    }
}
