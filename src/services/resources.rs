//! Versions of resources, and what changed between two of them. Resources are written through `posts`: a change of the
//! text, the steward or the review date is an edit, and each edit is a version. Only the review date can be confirmed
//! by somebody else than the author: by the steward.

pub use super::posts::review::{ConfirmReviewError, confirm_review, is_kept_here};

use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Authorship, Post, PostKind};
use crate::domain::resource::{Details, FileDetails};
use crate::domain::text::diff::{self, Change};
use crate::domain::text::plain;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, attachments, posts, resources, revisions, tags};

/// The longest text that is compared, in characters.
const MAX_COMPARED: usize = 100_000;

/// A resource as it was in one version, or is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: i64,
    pub is_current: bool,
    pub editor: Option<ActorId>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub html: String,
    /// The abstract.
    pub summary: Option<String>,
    /// What it points to.
    pub link_url: Option<String>,
    /// `None` for a post that is no resource.
    pub details: Option<Details>,
    /// What the editor said about it.
    pub note: Option<String>,
    pub created_at: Timestamp,
}

/// What changed from one version to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub title: Vec<Change>,
    pub summary: Vec<Change>,
    pub link: Vec<Change>,
    /// Line by line, of the Markdown where both have it, else of the readable text.
    pub body: Vec<Change>,
}

/// Version `number` of a post. `None`: there is none, or the post is deleted or removed.
pub async fn version(tx: &mut Tx, post: PostId, number: i64) -> Result<Option<Version>, StoreError> {
    let Some(post) = posts::by_id(tx, post).await?.filter(Post::is_readable) else { return Ok(None) };
    let replaced = revisions::list(tx, post.id, number, 1).await?.pop();
    let authorship = Authorship::of(post.author_id, replaced.as_ref());
    if post.version == number {
        return current(tx, post, authorship).await.map(Some);
    }
    let Some(old) = revisions::by_version(tx, post.id, number).await? else { return Ok(None) };
    Ok(Some(Version {
        number: old.version,
        is_current: false,
        editor: authorship.editor,
        title: old.title,
        source: old.source,
        html: old.html,
        summary: old.summary,
        link_url: old.link_url,
        details: old.details.and_then(|details| serde_json::from_str(&details).ok()),
        note: authorship.note,
        created_at: old.created_at,
    }))
}

async fn current(tx: &mut Tx, post: Post, authorship: Authorship) -> Result<Version, StoreError> {
    let details = match post.kind {
        PostKind::Resource => details(tx, post.id).await?,
        PostKind::Discussion | PostKind::Reply => None,
    };
    Ok(Version {
        number: post.version,
        is_current: true,
        editor: authorship.editor,
        title: post.title,
        source: post.source,
        html: post.html,
        summary: post.summary,
        link_url: post.link_url,
        details,
        note: authorship.note,
        created_at: post.edited_at.unwrap_or(post.published_at),
    })
}

async fn details(tx: &mut Tx, post: PostId) -> Result<Option<Details>, StoreError> {
    let Some(resource) = resources::by_post(tx, post).await? else { return Ok(None) };
    let tags = tags::of_posts(tx, &[post]).await?.into_iter().map(|row| row.tag).collect();
    let files = attachments::of_posts(tx, &[post]).await?;
    let file = |file: crate::domain::post::Attachment| FileDetails {
        name: file.name,
        url: file.url,
        media_type: file.media_type,
    };
    Ok(Some(Details {
        kind: resource.kind,
        licence: resource.licence,
        steward_id: resource.steward_id,
        review_by: resource.review_by,
        tags,
        files: files.into_iter().map(file).collect(),
    }))
}

/// What changed between two versions of a post. Takes processor time: not on a thread that others wait for.
pub fn compare(old: &Version, new: &Version) -> Difference {
    let words = |old: &Option<String>, new: &Option<String>| {
        diff::words(old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default())
    };
    let body = match (&old.source, &new.source) {
        (Some(old), Some(new)) => diff::lines(old, new),
        _ => diff::lines(
            &plain::to_plain_text(&old.html, MAX_COMPARED),
            &plain::to_plain_text(&new.html, MAX_COMPARED),
        ),
    };
    Difference {
        title: words(&old.title, &new.title),
        summary: words(&old.summary, &new.summary),
        link: words(&old.link_url, &new.link_url),
        body,
    }
}
