//! Words, searched in what this node knows.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::api::ApiState;
use crate::api::mastodon::entities::FoundTag;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::time::Timestamp;
use crate::services::standing::{self, Place};
use crate::store::{StoreError, Tx, actors, community_lists, relationships, tags, topics};

/// The fewest characters to search for.
const SHORTEST: usize = 2;

/// A part of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

impl Page {
    /// How many rows of a list its end needs.
    fn end(self) -> i64 {
        i64::try_from(self.offset + self.limit).unwrap_or(i64::MAX)
    }
}

/// What of a query is searched for; `None` when it is too short.
fn text(query: &str) -> Option<&str> {
    let text = query.trim_start_matches(['@', '!', '#']);
    let text = text.split('@').next().unwrap_or_default().trim();
    (text.chars().count() >= SHORTEST).then_some(text)
}

/// Communities and people, in this order, of a list from its beginning.
pub(super) async fn accounts(
    tx: &mut Tx,
    viewer: &Viewer,
    query: &str,
    page: Page,
) -> Result<Vec<ActorId>, StoreError> {
    let Some(text) = text(query) else { return Ok(Vec::new()) };
    let what = community_lists::Explore { text, local: None };
    let communities = community_lists::explore(tx, what, viewer.actor, None, page.end()).await?;
    let people = actors::people_named(tx, text, page.end()).await?;
    let communities = communities.into_iter().map(|row| row.actor.id);
    Ok(communities.chain(people.into_iter().map(|actor| actor.id)).collect())
}

/// Those of the actors whom `person` follows.
pub(super) async fn followed(
    tx: &mut Tx,
    person: ActorId,
    among: &[ActorId],
    now: Timestamp,
) -> Result<HashSet<ActorId>, StoreError> {
    let found = relationships::of(tx, person, among, now).await?;
    Ok(found.into_iter().filter(|one| one.following).map(|one| one.target).collect())
}

/// Discussions and resources, those with the latest activity first.
pub(super) async fn posts(
    tx: &mut Tx,
    viewer: &Viewer,
    query: &str,
    author: Option<ActorId>,
    page: Page,
) -> Result<Vec<PostId>, StoreError> {
    let Some(text) = text(query) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for resources in [false, true] {
        let what = topics::Found { text, resources, author };
        rows.extend(topics::containing(tx, what, viewer.actor, page.end()).await?);
    }
    rows.sort_by_key(|row| Reverse((row.post.last_activity_at, row.post.id)));
    Ok(rows.into_iter().skip(page.offset).take(page.limit).map(|row| row.post.id).collect())
}

/// Tags that begin with the words, written without a space.
pub(super) async fn tags(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    query: &str,
    page: Page,
) -> Result<Vec<FoundTag>, StoreError> {
    let name = query.trim_start_matches('#').to_lowercase();
    if query.starts_with(['@', '!']) || name.is_empty() || name.contains(char::is_whitespace) {
        return Ok(Vec::new());
    }
    let found = tags::beginning(tx, &name, viewer.actor, page.end()).await?;
    let tag = |found: tags::FoundTag| FoundTag {
        id: found.tag.clone(),
        url: state.context.addresses.tag(&found.tag),
        name: found.tag,
        history: [],
        following: viewer.actor.map(|_| found.followed),
    };
    Ok(found.into_iter().skip(page.offset).map(tag).collect())
}

/// Leaves out whoever is gone or suspended, what is no account for people, and communities that the viewer may not see.
pub(super) async fn leave_out_unknowable(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    found: &mut Vec<Actor>,
) -> Result<(), StoreError> {
    let communities: Vec<ActorId> =
        found.iter().filter(|actor| actor.is_community()).map(|actor| actor.id).collect();
    let places = standing::places(tx, &communities, viewer.actor, state.context.now()).await?;
    found.retain(|actor| {
        let place = places.get(&actor.id).map(Place::view);
        let may_be_seen = place.is_none_or(|place| can(viewer, Action::ViewCommunity(place)).is_ok());
        actor.is_active() && actor.kind != ActorKind::Application && may_be_seen
    });
    Ok(())
}
