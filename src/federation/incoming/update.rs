//! `Update`: an author changes a post, or an actor its profile.

use super::create::{self, post_document};
use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, authorize};
use crate::domain::fact::Origin;
use crate::federation::objects::actor;
use crate::services::posts::{Edited, ReceivedEdit};
use crate::services::{Context, posts};
use crate::store::Tx;

/// A change of a known post.
#[derive(Debug)]
pub struct Update {
    edit: ReceivedEdit,
    origin: Origin,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let uri = statement.object_uri()?;
    if is_actor(statement) {
        // A host may say that its community changed: the community's document is read again all the same.
        let own = authorize::is_oneself(&statement.actor, uri)
            || statement.host.as_ref().is_some_and(|host| authorize::is_oneself(host, uri));
        if !own {
            return Ok(Prepared::Refused("only an actor itself changes its profile"));
        }
        // What the request says about the actor is not used: the document at its origin is what counts.
        references.refresh_actor(uri).await?;
        return Ok(Prepared::Done);
    }
    let Some(known) = references.known_post(uri).await? else {
        return create::prepare(references, statement).await;
    };
    authorize::concerns_host(statement, &known)?;
    let document = post_document(references, statement).await?;
    authorize::owns(&statement.actor, &document.uri, &document.author_uri)?;
    // Where it stands is settled, and what it says to answer now is nobody's word but its author's.
    let received = references.received_post(&document, None).await?;
    let edit = ReceivedEdit {
        by: statement.actor.id,
        post: known.id,
        wording: received.wording,
        updated_at: document.updated,
    };
    Ok(Prepared::Update(Box::new(Update { edit, origin: statement.origin.clone() })))
}

fn is_actor(statement: &Statement) -> bool {
    let object = statement.activity.object();
    match object.get("type").and_then(serde_json::Value::as_str) {
        Some(kind) => actor::kind_of(kind).is_some(),
        None => statement.activity.object_uri() == Some(statement.actor.uri.as_str()),
    }
}

impl Update {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        Ok(match posts::accept_edit(ctx, tx, self.edit, &self.origin).await? {
            Edited::Changed => Outcome::Done,
            Edited::Unchanged => Outcome::Ignored("the post says so already, or something newer"),
        })
    }
}
