//! The page of a hashtag.

use super::{Pagination, TopicRow};

/// `GET /tags/{tag}`.
#[derive(Debug, Clone)]
pub struct TagPage {
    /// The tag, in lower case and without `#`.
    pub tag: String,
    /// Public discussions in which somebody used it, the newest first.
    pub topics: Vec<TopicRow>,
    /// Further discussions.
    pub pagination: Pagination,
}
