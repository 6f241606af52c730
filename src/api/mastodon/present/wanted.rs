//! What of a list its reader wants to see.

use std::collections::HashSet;

use crate::api::ApiState;
use crate::api::mastodon::entities::Status;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::domain::relationship::Relationship;
use crate::store::{StoreError, Tx, relationships};

/// These statuses without those of people who are kept away: blocked in either direction, muted, or of a domain that the
/// viewer muted. Timelines ask the database for nothing else; this is for lists that are made otherwise: what is around a
/// status, and what was found.
pub(in crate::api) async fn wanted(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    mut statuses: Vec<Status>,
) -> Result<Vec<Status>, StoreError> {
    let Some(person) = viewer.actor else { return Ok(statuses) };
    let authors: HashSet<ActorId> = statuses.iter().map(|status| status.account.id).collect();
    let authors: Vec<ActorId> = authors.into_iter().filter(|author| *author != person).collect();
    let relationships = relationships::of(tx, person, &authors, state.context.now()).await?;
    let kept_away =
        |one: &Relationship| one.blocking || one.blocked_by || one.mute.is_some() || one.domain_muted;
    let kept_away: HashSet<ActorId> =
        relationships.iter().filter(|one| kept_away(one)).map(|one| one.target).collect();
    statuses.retain(|status| !kept_away.contains(&status.account.id));
    Ok(statuses)
}
