//! `Block` with a community as its target: a person is banned from it, for a while or for good (Lemmy's form).

use super::collection::community;
use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::services::Context;
use crate::services::communities::bans::{self, NewBan};
use crate::store::Tx;

/// A ban to be put in force, or lifted.
#[derive(Debug)]
pub struct Ban {
    pub(super) by: ActorId,
    pub(super) community: ActorId,
    pub(super) person: ActorId,
    /// `None`: lifted.
    pub(super) terms: Option<Terms>,
    pub(super) origin: Origin,
}

/// Why, and until when.
#[derive(Debug)]
pub(super) struct Terms {
    reason: String,
    ends_at: Option<Timestamp>,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let terms = Terms {
        reason: statement.activity.reason.clone().unwrap_or_default(),
        ends_at: statement.activity.ends_at,
    };
    let target = statement.activity.target_uri.as_deref();
    prepare_terms(references, statement, target, statement.object_uri()?, Some(terms)).await
}

pub(super) async fn prepare_terms(
    references: &dyn References,
    statement: &Statement,
    target: Option<&str>,
    person: &str,
    terms: Option<Terms>,
) -> Result<Prepared, Problem> {
    let Some(community) = community(references, statement).await? else {
        return Ok(Prepared::Ignored("the community is not known"));
    };
    if target != Some(community.uri.as_str()) {
        return Ok(Prepared::Ignored("a block that concerns no community here"));
    }
    let person = references.actor(person).await?;
    Ok(Prepared::Ban(Ban {
        by: statement.actor.id,
        community: community.id,
        person: person.id,
        terms,
        origin: statement.origin.clone(),
    }))
}

impl Ban {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let Self { by, community, person, terms, origin } = self;
        match terms {
            Some(Terms { reason, ends_at }) => {
                let ban = NewBan { person, reason, ends_at };
                bans::ban(ctx, tx, by, community, ban, &origin).await?;
            }
            None => bans::unban(ctx, tx, by, community, person, &origin).await?,
        }
        Ok(Outcome::Done)
    }
}
