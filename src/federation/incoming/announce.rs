//! `Announce`: a community's host passes on what it accepted (FEP-1b12), or shares a post. What a person shares is
//! [`share`]'s.
//!
//! What a host says about its own community counts because the host is the authority for it: order, pins, locks,
//! removals, membership. What it says in *somebody else's* name counts only when that somebody is on the same server,
//! when the wrapped activity carries their proof (FEP-8b32), or when the object can be read at its origin; then only the
//! copy that was read counts (threats 23 and 31).

use serde_json::Value;

use super::authorize::is_same_origin;
use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared, apply_one, prepare_one, share};
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::domain::post::PostState;
use crate::federation::objects::activity;
use crate::services::{Context, communities, posts};
use crate::store::{StoreError, Tx};

/// How many activities one announcement may wrap (threat 33b).
const MAX_WRAPPED: usize = 20;

/// Activities that only the community's view is changed by: the host is believed about them.
const ABOUT_THE_COMMUNITY: &[&str] =
    &["Like", "Dislike", "EmojiReact", "Add", "Remove", "Lock", "Block", "Undo"];

/// What an announcement wrapped.
#[derive(Debug)]
pub struct Announced {
    community: ActorId,
    /// Posts of our own that the host published.
    confirmed: Vec<String>,
    wrapped: Vec<Prepared>,
}

pub(super) async fn prepare(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
) -> Result<Prepared, Problem> {
    let community = &statement.actor;
    if statement.host.is_some() {
        return Ok(Prepared::Refused("an announcement of an announcement"));
    }
    if !community.is_community() {
        return share::prepare(ctx, references, statement).await;
    }
    let objects = &statement.activity.objects;
    let bans = objects.len() == 1 && objects.iter().all(|object| is_ban_of_ours(ctx, object));
    if !bans && !references.is_followed_here(community).await? {
        return Ok(Prepared::Ignored("nobody here follows the community"));
    }
    let mut announced = Announced { community: community.id, confirmed: vec![], wrapped: vec![] };
    for object in statement.activity.objects.iter().take(MAX_WRAPPED) {
        let prepared = match object {
            Value::String(uri) => prepare_shared(ctx, references, statement, uri, &mut announced).await,
            object => unwrap(ctx, references, statement, object, &mut announced).await,
        };
        match prepared {
            Ok(prepared) => announced.wrapped.push(prepared),
            Err(Problem::Refused(why)) => announced.wrapped.push(Prepared::Refused(why)),
            Err(Problem::Gone) => announced.wrapped.push(Prepared::Ignored("what it is about is gone")),
            Err(temporary) => return Err(temporary),
        }
    }
    Ok(Prepared::Announced(announced))
}

/// Whom a community bans, or lets in again, is told though they follow no longer.
fn is_ban_of_ours(ctx: &Context, object: &Value) -> bool {
    let Ok(act) = activity::read(object) else { return false };
    let undone = (act.kind == "Undo").then(|| activity::read(act.object()).ok());
    let act = undone.unwrap_or(Some(act));
    act.is_some_and(|act| {
        act.kind == "Block" && act.object_uri().is_some_and(|person| ctx.addresses.is_ours(person))
    })
}

/// A bare id: the form for microblogs. Read at its origin, unless it is known.
async fn prepare_shared(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
    uri: &str,
    announced: &mut Announced,
) -> Result<Prepared, Problem> {
    if let Some(settled) = known_share(ctx, references, uri, announced).await? {
        return Ok(settled);
    }
    let document = references.document(uri).await?;
    if activity::read(&document).is_ok() {
        return unwrap(ctx, references, statement, &document, announced).await;
    }
    shared_thread(references, statement, uri).await
}

/// What sharing a known post says: it is published, if it waited for this community.
async fn known_share(
    ctx: &Context,
    references: &dyn References,
    uri: &str,
    announced: &mut Announced,
) -> Result<Option<Prepared>, Problem> {
    let known = references.known_post(uri).await?;
    if known.is_none() && !ctx.addresses.is_ours(uri) {
        return Ok(None);
    }
    if known.is_some_and(|post| {
        post.state != PostState::Published && post.community_id == Some(announced.community)
    }) {
        announced.confirmed.push(uri.to_owned());
        return Ok(Some(Prepared::Done));
    }
    Ok(Some(Prepared::Ignored("the post is known")))
}

async fn shared_thread(
    references: &dyn References,
    statement: &Statement,
    uri: &str,
) -> Result<Prepared, Problem> {
    let community = statement.actor.id;
    let post = references.announced(uri, community).await?;
    let here = post.community_id == Some(community);
    Ok(if here { Prepared::Done } else { Prepared::Ignored("a share from another community") })
}

async fn unwrap(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
    object: &Value,
    announced: &mut Announced,
) -> Result<Prepared, Problem> {
    let Ok(inner) = activity::read(object) else {
        // `Announce{Page}` with the page embedded is a share as well.
        let uri = activity::id_of(object).ok_or(Problem::Refused("what is announced has no id"))?;
        return match known_share(ctx, references, uri, announced).await? {
            Some(settled) => Ok(settled),
            None => shared_thread(references, statement, uri).await,
        };
    };
    if inner.kind == "Announce" {
        return Ok(Prepared::Refused("an announcement of an announcement"));
    }
    if ctx.addresses.is_ours(&inner.actor_uri) {
        return Ok(echo(&inner, announced));
    }
    let Some(actor) = speaker(references, &inner).await? else {
        return Ok(Prepared::Ignored("whoever goes was not here"));
    };
    let mut wrapped = Statement {
        activity: inner,
        document: object.clone(),
        actor,
        origin: Origin::Host(statement.actor.id),
        host: Some(statement.actor.clone()),
    };
    if !is_believed(references, &wrapped).await? {
        believe_only_the_origin(references, &mut wrapped).await?;
    }
    prepare_one(ctx, references, &wrapped).await
}

/// Whose words are passed on. Whoever goes need not be there any more, and whoever is not known need not be looked for to be
/// forgotten: `None`.
async fn speaker(
    references: &dyn References,
    inner: &activity::ActivityDocument,
) -> Result<Option<Actor>, Problem> {
    if inner.deletes_its_actor() {
        let known = references.known_actor(&inner.actor_uri).await?;
        return Ok(known.filter(|actor| actor.deleted_at.is_none()));
    }
    references.actor(&inner.actor_uri).await.map(Some)
}

/// Our own words come back: the host has published them.
fn echo(inner: &activity::ActivityDocument, announced: &mut Announced) -> Prepared {
    if inner.kind == "Create"
        && let Some(uri) = inner.object_uri()
    {
        announced.confirmed.push(uri.to_owned());
        return Prepared::Done;
    }
    Prepared::Ignored("the echo of our own activity")
}

async fn is_believed(references: &dyn References, wrapped: &Statement) -> Result<bool, Problem> {
    let Some(host) = &wrapped.host else { return Ok(false) };
    if is_same_origin(&wrapped.actor.uri, &host.uri) {
        return Ok(true);
    }
    if ABOUT_THE_COMMUNITY.contains(&wrapped.activity.kind.as_str()) {
        return Ok(true);
    }
    // A moderator's removal is the community's own affair; an author's deletion is not.
    if wrapped.activity.kind == "Delete" {
        return Ok(true);
    }
    references.is_proven_by(&wrapped.document, &wrapped.actor).await
}

/// Replaces what the host says by what the origin says.
async fn believe_only_the_origin(
    references: &dyn References,
    wrapped: &mut Statement,
) -> Result<(), Problem> {
    let uri = wrapped.object_uri()?.to_owned();
    if !is_same_origin(&uri, &wrapped.actor.uri) {
        return Err(Problem::Refused("the object is on another server than its author"));
    }
    let document = references.document(&uri).await?;
    wrapped.activity.objects = vec![document];
    Ok(())
}

impl Announced {
    /// Each wrapped activity counts for itself; the announcement is done when one of them is.
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, StoreError> {
        communities::announced(ctx, tx, self.community).await?;
        for uri in &self.confirmed {
            match posts::confirm(ctx, tx, self.community, uri).await {
                Ok(_) | Err(posts::PostError::NotFound | posts::PostError::Denied(_)) => {}
                Err(posts::PostError::Store(error)) => return Err(error),
                Err(_) => return Ok(Outcome::Refused("the post is not one that waits for this community")),
            }
        }
        let mut outcome = Outcome::Ignored("nothing in it concerns us");
        for prepared in self.wrapped {
            let one = match apply_one(ctx, tx, prepared).await {
                Ok(one) => one,
                Err(Failure::Refused(why)) => Outcome::Refused(why),
                Err(Failure::Store(error)) => return Err(error),
            };
            if outcome != Outcome::Done {
                outcome = one;
            }
        }
        Ok(outcome)
    }
}
