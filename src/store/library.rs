//! The library of a community: its resources, by kind and tag.

use std::collections::HashMap;

use super::bylines::{self, Byline};
use super::page::{Cursor, Page};
use super::topics::by_post;
use super::{StoreError, Tx, resources, tags};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;
use crate::domain::resource::{self, Resource, ResourceKind};
use crate::domain::time::Timestamp;

/// A resource in a list.
#[derive(Debug, Clone)]
pub struct LibraryRow {
    pub post: Post,
    pub resource: Resource,
    pub author: Option<Byline>,
    pub steward: Option<Byline>,
    pub tags: Vec<String>,
}

/// A kind and how many resources are of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindCount {
    pub kind: ResourceKind,
    pub posts: i64,
}

row!(KindCount { kind, posts });

/// Which resources of a community to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shelf<'a> {
    pub kind: Option<ResourceKind>,
    pub tag: Option<&'a str>,
    /// Only those whose review date has passed at this moment.
    pub due_at: Option<Timestamp>,
}

/// Resources of a community, the newest first.
pub async fn of_community(
    tx: &mut Tx,
    community: ActorId,
    shelf: Shelf<'_>,
    from: Cursor,
    limit: i64,
) -> Result<Page<LibraryRow>, StoreError> {
    const SQL: &str = "
        SELECT posts.* FROM posts JOIN resources ON resources.post_id = posts.id
        WHERE posts.community_id = $1 AND posts.kind = 'resource' AND posts.state = 'published'
            AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
            AND ($2 = '' OR resources.kind = $2)
            AND ($3 = '' OR EXISTS (
                SELECT 1 FROM post_tags WHERE post_tags.post_id = posts.id AND post_tags.tag = $3))
            AND ($7 = '' OR resources.review_by < $7)
            AND (posts.published_at, posts.id) < ($4, $5)
        ORDER BY posts.published_at DESC, posts.id DESC LIMIT $6";
    let kind = shelf.kind.map_or("", ResourceKind::as_str);
    let tag = shelf.tag.unwrap_or("");
    let today = shelf.due_at.map(resource::day_of).unwrap_or_default();
    let posts = fetch_all!(tx, Post, SQL, community, kind, tag, from.at, from.id, limit + 1, today)?;
    let page = Page::cut(posts, limit, |post| Cursor { at: post.published_at, id: post.id.get() });
    let next = page.next;
    Ok(Page { rows: complete(tx, page.rows).await?, next })
}

/// The same of posts that were read elsewhere, in their order; those that are no resources are left out.
pub async fn of_posts(tx: &mut Tx, posts: Vec<Post>) -> Result<Vec<LibraryRow>, StoreError> {
    complete(tx, posts).await
}

async fn complete(tx: &mut Tx, posts: Vec<Post>) -> Result<Vec<LibraryRow>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let details = resources::by_posts(tx, &ids).await?;
    let mut tags = by_post(tags::of_posts(tx, &ids).await?);
    let people = posts
        .iter()
        .map(|post| post.author_id)
        .chain(details.iter().filter_map(|resource| resource.steward_id));
    let bylines = bylines::by_ids(tx, people.collect::<Vec<_>>()).await?;
    let mut details: HashMap<PostId, Resource> =
        details.into_iter().map(|resource| (resource.post_id, resource)).collect();
    let complete = |post: Post| {
        let resource = details.remove(&post.id)?;
        Some(LibraryRow {
            author: bylines.get(&post.author_id).cloned(),
            steward: resource.steward_id.and_then(|id| bylines.get(&id)).cloned(),
            tags: tags.remove(&post.id).unwrap_or_default(),
            resource,
            post,
        })
    };
    Ok(posts.into_iter().filter_map(complete).collect())
}

/// How many resources of each kind a community keeps; kinds without any are left out.
pub async fn kinds(tx: &mut Tx, community: ActorId) -> Result<Vec<KindCount>, StoreError> {
    const SQL: &str = "
        SELECT resources.kind AS kind, COUNT(*) AS posts FROM posts
        JOIN resources ON resources.post_id = posts.id
        WHERE posts.community_id = $1 AND posts.kind = 'resource' AND posts.state = 'published'
            AND posts.deleted_at IS NULL AND posts.removed_at IS NULL
        GROUP BY resources.kind ORDER BY resources.kind";
    Ok(fetch_all!(tx, KindCount, SQL, community)?)
}
