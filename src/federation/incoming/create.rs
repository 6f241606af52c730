//! `Create`: somebody says something.

use super::authorize;
use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::federation::objects::post::{self, PostDocument};
use crate::federation::objects::{Node, activity};
use crate::services::posts::{Accepted, ReceivedPost};
use crate::services::{Context, posts};
use crate::store::Tx;

/// A post to be taken in.
#[derive(Debug)]
pub struct Create {
    received: ReceivedPost,
    origin: Origin,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let document = post_document(references, statement).await?;
    authorize::owns(&statement.actor, &document.uri, &document.author_uri)?;
    if statement.host.is_none() && !is_for_us(references, statement, &document).await? {
        return Ok(Prepared::Ignored("it is not addressed to anybody here"));
    }
    let received = references.received_post(&document, parent_host(statement, &document)).await?;
    if !statement.concerns(received.community) {
        return Ok(Prepared::Refused("the post is not addressed to the community that passes it on"));
    }
    Ok(Prepared::Create(Box::new(Create { received, origin: statement.origin.clone() })))
}

/// The community whose host passed on that this answers what it answers, and so vouches for that as well. What was read at
/// its author's server may say something else by now, and of an `Update` a host asks only for the words: neither is the
/// host's word for what is answered (threats 31 and 32).
fn parent_host(statement: &Statement, document: &PostDocument) -> Option<ActorId> {
    let passed_on =
        activity::read(&statement.document).ok().filter(|passed_on| passed_on.kind == "Create")?;
    let answers = Node::of(passed_on.object())?.uri("inReplyTo");
    statement.host_id().filter(|_| answers.is_some() && answers == document.in_reply_to)
}

/// The post that an activity carries; read at its origin where only its id is given.
pub(super) async fn post_document(
    references: &dyn References,
    statement: &Statement,
) -> Result<PostDocument, Problem> {
    let object = statement.activity.object();
    let fetched;
    let object = if let Some(uri) = object.as_str() {
        fetched = references.document(uri).await?;
        &fetched
    } else {
        object
    };
    let document = post::read(object).map_err(|_| Problem::Refused("what it carries is not a post"))?;
    if !document.public {
        return Err(Problem::Refused("only public posts are taken"));
    }
    Ok(document)
}

/// Whether anybody here has to do with it: it answers something that is here, is addressed to somebody here, or its
/// author is followed here. Everything else would be a way to fill our disk.
async fn is_for_us(
    references: &dyn References,
    statement: &Statement,
    document: &PostDocument,
) -> Result<bool, Problem> {
    if let Some(parent) = &document.in_reply_to
        && references.known_post(parent).await?.is_some()
    {
        return Ok(true);
    }
    for uri in document.addressed.iter().chain(&document.audience).take(50) {
        let Some(actor) = references.known_actor(uri).await? else { continue };
        if actor.local || (actor.is_community() && references.is_followed_here(&actor).await?) {
            return Ok(true);
        }
    }
    references.is_followed_here(&statement.actor).await
}

impl Create {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        Ok(match posts::accept(ctx, tx, self.received, &self.origin).await? {
            Accepted::New(_) | Accepted::Confirmed(_) => Outcome::Done,
            Accepted::Known(_) => Outcome::Ignored("the post is known"),
            Accepted::NotAccepted(why) => Outcome::Refused(why),
        })
    }
}
