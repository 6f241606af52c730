//! What a person wrote, for the person to take along, a chunk at a time.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostKind, PostState};
use crate::domain::time::Timestamp;
use crate::store::{Page, StoreError, Tx, actors, posts};

/// Posts in one chunk.
const CHUNK: i64 = 200;

/// A post with what its author knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostPart {
    pub uri: String,
    pub kind: PostKind,
    /// Address of the community.
    pub community: Option<String>,
    /// Address of the post that it answers.
    pub answers: Option<String>,
    pub title: Option<String>,
    /// Markdown, where there is any; else `html` has the text.
    pub source: Option<String>,
    pub html: String,
    pub summary: Option<String>,
    pub language: Option<String>,
    pub state: PostState,
    pub state_reason: Option<String>,
    pub removed_reason: Option<String>,
    pub published_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

/// What a person wrote and did not delete, newest first, older than `before`; also what was refused or removed. Read a
/// chunk, write it out, then read the next: nobody holds everything at once.
pub async fn export_posts(
    tx: &mut Tx,
    person: ActorId,
    before: Option<PostId>,
) -> Result<Page<PostPart, PostId>, StoreError> {
    let before = before.unwrap_or(PostId::new(i64::MAX));
    let written = posts::written_by(tx, person, before, CHUNK).await?;
    let full = i64::try_from(written.len()).is_ok_and(|count| count == CHUNK);
    let next = written.last().filter(|_| full).map(|post| post.id);
    let communities: Vec<ActorId> = written.iter().filter_map(|post| post.community_id).collect();
    let answered: Vec<PostId> = written.iter().filter_map(|post| post.parent_id).collect();
    let communities = actors::by_ids(tx, &communities).await?;
    let communities: HashMap<_, _> = communities.into_iter().map(|actor| (actor.id, actor.uri)).collect();
    let answered = posts::by_ids(tx, &answered).await?;
    let answered: HashMap<_, _> = answered.into_iter().map(|post| (post.id, post.uri)).collect();
    let part = |post: Post| PostPart {
        community: post.community_id.and_then(|id| communities.get(&id)).cloned(),
        answers: post.parent_id.and_then(|id| answered.get(&id)).cloned(),
        uri: post.uri,
        kind: post.kind,
        title: post.title,
        source: post.source,
        html: post.html,
        summary: post.summary,
        language: post.language,
        state: post.state,
        state_reason: post.state_reason,
        removed_reason: post.removed_reason,
        published_at: post.published_at,
        edited_at: post.edited_at,
    };
    Ok(Page { rows: written.into_iter().map(part).collect(), next })
}
