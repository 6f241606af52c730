//! Earlier forms of posts and resources, and what changed between them.

use super::{CommunityHeader, Pagination, Person};
use crate::domain::ids::PostId;
use crate::domain::time::Timestamp;

/// `GET /p/{id}/history`.
#[derive(Debug, Clone)]
pub struct PostHistory {
    /// The post.
    pub id: PostId,
    /// The community.
    pub header: CommunityHeader,
    /// The thread's title.
    pub title: String,
    /// The newest first.
    pub revisions: Vec<Revision>,
}

/// One form of a post.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Counted from 1.
    pub number: u32,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: Person,
    /// What changed against the one before; the whole text of the first.
    pub diff: Vec<DiffLine>,
    /// What the author said about the change.
    pub note: Option<String>,
}

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// Kept, added or taken out.
    pub change: Change,
    /// The line's text.
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Both have it.
    Same,
    /// Only the later one has it.
    Added,
    /// Only the earlier one has it.
    Removed,
}

/// `GET /r/{id}/versions`. The list is a form: `GET /r/{id}/diff?from=&to=`.
#[derive(Debug, Clone)]
pub struct Versions {
    /// The resource.
    pub id: PostId,
    /// The community.
    pub header: CommunityHeader,
    /// The resource's title.
    pub title: String,
    /// The newest first; their `diff` is empty.
    pub versions: Vec<Revision>,
    /// Further versions.
    pub pagination: Pagination,
}

/// `GET /r/{id}/diff?from=&to=`.
#[derive(Debug, Clone)]
pub struct ResourceDiff {
    /// The resource.
    pub id: PostId,
    /// The community.
    pub header: CommunityHeader,
    /// The resource's title.
    pub title: String,
    /// The earlier version.
    pub from: Revision,
    /// The later version.
    pub to: Revision,
    /// What changed.
    pub diff: Vec<DiffLine>,
}
