//! Words, searched in what this node knows.

use crate::api::ApiState;
use crate::api::mastodon::entities::FoundTag;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::Viewer;
use crate::store::{StoreError, Tx, actors, community_lists, tags, topics};

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

/// Communities and people, in this order, of a list from its beginning; of `followed_by`, only whom they follow.
pub(super) async fn accounts(
    tx: &mut Tx,
    viewer: &Viewer,
    query: &str,
    followed_by: Option<ActorId>,
    page: Page,
) -> Result<Vec<ActorId>, StoreError> {
    let Some(text) = text(query) else { return Ok(Vec::new()) };
    let what = community_lists::Explore { text, local: None, followed_only: followed_by.is_some() };
    let communities = community_lists::explore(tx, what, viewer.actor, None, page.end()).await?;
    let people = actors::people_named(tx, text, followed_by, page.end()).await?;
    let communities = communities.into_iter().map(|row| row.actor.id);
    Ok(communities.chain(people.into_iter().map(|actor| actor.id)).collect())
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
    let what = topics::Found { text, kind: None, author };
    let posts = topics::ids_containing(tx, what, viewer.actor, page.end()).await?;
    Ok(posts.into_iter().skip(page.offset).take(page.limit).collect())
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
