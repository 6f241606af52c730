//! `Undo`: a like, share, follow, ban, lock, pin, office or removal is taken back, by whoever did it.

use serde_json::Value;

use super::references::{Act, Problem, References};
use super::statement::Statement;
use super::{Prepared, authorize, ban, block, collection, follow, lock, reaction, restore, share};
use crate::federation::objects::activity::{self, ActivityDocument};

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    let object = statement.activity.object();
    let Ok(inner) = activity::read(object) else { return by_id(references, statement, object).await };
    // Threat 24: nobody takes back what somebody else did. A moderator lifts another moderator's act by an act of their
    // own, which the community's host announces.
    let moderators_act = match inner.kind.as_str() {
        "Block" => inner.target_uri.is_some(),
        kind => matches!(kind, "Lock" | "Delete" | "Add" | "Remove"),
    };
    if inner.actor_uri != statement.actor.uri && !moderators_act {
        return Ok(Prepared::Refused("it was somebody else's act"));
    }
    match inner.kind.as_str() {
        "Like" | "Dislike" | "EmojiReact" => withdraw(references, statement, &inner).await,
        "Announce" if !statement.actor.is_community() => {
            share::prepare_undo(references, statement, &inner).await
        }
        "Follow" => unfollow(references, statement, &inner).await,
        "Block" if inner.target_uri.is_none() => {
            let person = inner.object_uri().ok_or(Problem::Refused("it does not say whom"))?;
            block::prepare_for(references, statement, person, None).await
        }
        "Block" => {
            let person = inner.object_uri().ok_or(Problem::Refused("it does not say whom"))?;
            ban::prepare_terms(references, statement, inner.target_uri.as_deref(), person, None).await
        }
        "Lock" => unlock(references, statement, &inner).await,
        "Add" | "Remove" => collection::prepare_undo(references, statement, &inner).await,
        "Delete" => restore::prepare(references, statement, &inner).await,
        _ => Ok(Prepared::Ignored("nothing of this type is taken back here")),
    }
}

/// Some servers give only the id of what they take back.
async fn by_id(
    references: &dyn References,
    statement: &Statement,
    object: &Value,
) -> Result<Prepared, Problem> {
    let uri = activity::id_of(object).ok_or(Problem::Refused("it does not say what is taken back"))?;
    if !authorize::is_same_origin(uri, &statement.actor.uri) {
        return Ok(Prepared::Refused("it was somebody else's act"));
    }
    Ok(match references.act(uri, statement.actor.id).await? {
        Some(Act::Reaction { post, kind }) => Prepared::Reaction(reaction::Reaction {
            actor: statement.actor.id,
            post,
            kind,
            uri: None,
            origin: statement.origin.clone(),
        }),
        Some(Act::Share { post }) => share::undo(statement, post),
        // A follow is between two: no community ends one in somebody else's name.
        Some(Act::Follow { .. }) if statement.host.is_some() => {
            Prepared::Refused("a follow is ended by whoever follows")
        }
        Some(Act::Follow { target }) => {
            Prepared::Follow(follow::Follow { follower: statement.actor.id, target, uri: None })
        }
        Some(Act::Block { .. }) if statement.host.is_some() => {
            Prepared::Refused("a block is ended by whoever blocks")
        }
        Some(Act::Block { target }) => {
            Prepared::Block(block::Block { blocker: statement.actor.id, target, uri: None })
        }
        None => Prepared::Ignored("what is taken back is not here"),
    })
}

async fn withdraw(
    references: &dyn References,
    statement: &Statement,
    inner: &ActivityDocument,
) -> Result<Prepared, Problem> {
    let uri = inner.object_uri().ok_or(Problem::Refused("it does not say what was liked"))?;
    let Some(post) = references.known_post(uri).await? else {
        return Ok(Prepared::Ignored("what was liked is not here"));
    };
    authorize::concerns_host(statement, &post)?;
    Ok(Prepared::Reaction(reaction::Reaction {
        actor: statement.actor.id,
        post: post.id,
        kind: reaction::kind_of(&inner.kind),
        uri: None,
        origin: statement.origin.clone(),
    }))
}

async fn unfollow(
    references: &dyn References,
    statement: &Statement,
    inner: &ActivityDocument,
) -> Result<Prepared, Problem> {
    let uri = inner.object_uri().ok_or(Problem::Refused("it does not say who was followed"))?;
    let target = references.known_actor(uri).await?.filter(|target| target.local);
    Ok(match target {
        Some(target) if statement.host.is_none() => {
            Prepared::Follow(follow::Follow { follower: statement.actor.id, target: target.id, uri: None })
        }
        _ => Prepared::Ignored("there is nobody like that here"),
    })
}

async fn unlock(
    references: &dyn References,
    statement: &Statement,
    inner: &ActivityDocument,
) -> Result<Prepared, Problem> {
    let uri = inner.object_uri().ok_or(Problem::Refused("it does not say what was closed"))?;
    let Some(post) = references.known_post(uri).await?.filter(crate::domain::post::Post::is_root) else {
        return Ok(Prepared::Ignored("the thread is not here"));
    };
    authorize::concerns_host(statement, &post)?;
    Ok(Prepared::Lock(lock::Lock {
        by: statement.actor.id,
        root: post.id,
        locks: false,
        reason: statement.activity.reason.clone(),
        origin: statement.origin.clone(),
    }))
}
