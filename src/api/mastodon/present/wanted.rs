//! What of a list its reader wants to see.

use std::collections::HashSet;

use crate::api::ApiState;
use crate::api::mastodon::entities::Status;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::Viewer;
use crate::domain::relationship::Relationship;
use crate::store::{StoreError, Tx, posts, relationships};

/// These statuses without those of people who are kept away: blocked in either direction, muted, or of a domain that the
/// viewer muted. The queries of timelines leave them out themselves; this is for lists that are made otherwise: what is
/// around a status, what was named by ids, and what was found.
pub(in crate::api) async fn wanted(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    mut statuses: Vec<Status>,
) -> Result<Vec<Status>, StoreError> {
    let Some(person) = viewer.actor else { return Ok(statuses) };
    let authors: HashSet<ActorId> = statuses.iter().map(|status| status.account.id).collect();
    let kept_away = kept_away(state, tx, person, authors).await?;
    statuses.retain(|status| !kept_away.contains(&status.account.id));
    Ok(statuses)
}

/// These posts without those of communities that are kept away in the same ways: for what was found. Who opens a thread
/// reads it, whatever they think of its community.
pub(in crate::api) async fn wanted_places(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    mut found: Vec<PostId>,
) -> Result<Vec<PostId>, StoreError> {
    let Some(person) = viewer.actor else { return Ok(found) };
    let places = posts::communities(tx, &found).await?;
    let kept_away = kept_away(state, tx, person, places.values().copied().collect()).await?;
    found.retain(|post| places.get(post).is_none_or(|community| !kept_away.contains(community)));
    Ok(found)
}

async fn kept_away(
    state: &ApiState,
    tx: &mut Tx,
    person: ActorId,
    actors: HashSet<ActorId>,
) -> Result<HashSet<ActorId>, StoreError> {
    let others: Vec<ActorId> = actors.into_iter().filter(|actor| *actor != person).collect();
    let relationships = relationships::of(tx, person, &others, state.context.now()).await?;
    let kept_away =
        |one: &&Relationship| one.blocking || one.blocked_by || one.mute.is_some() || one.domain_muted;
    Ok(relationships.iter().filter(kept_away).map(|one| one.target).collect())
}
