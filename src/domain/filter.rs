//! What a person does not want to read: words, phrases and single posts.

use super::ids::{ActorId, FilterId, FilterKeywordId, FilterPostId, PostId};
use super::time::Timestamp;

/// The most filters of a person.
pub const MAX_FILTERS: i64 = 50;
/// The most words and phrases of all filters of a person.
pub const MAX_KEYWORDS: i64 = 400;
/// The most single posts of a filter.
pub const MAX_POSTS: i64 = 200;
/// The longest title of a filter, in characters.
pub const MAX_TITLE: usize = 200;
/// The longest word or phrase, in characters.
pub const MAX_KEYWORD: usize = 200;

text_enum! {
    /// Where a filter holds.
    FilterContext {
        Home = "home",
        Notifications = "notifications",
        Public = "public",
        Thread = "thread",
        Account = "account",
    }
}

text_enum! {
    /// What an app does with a post that a filter finds.
    FilterAction {
        Warn = "warn",
        Hide = "hide",
        Blur = "blur",
    }
}

/// A filter, without what it looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub id: FilterId,
    pub actor_id: ActorId,
    pub title: String,
    /// At least one, each once.
    pub contexts: Vec<FilterContext>,
    pub action: FilterAction,
    /// `None`: until taken back.
    pub ends_at: Option<Timestamp>,
}

impl Filter {
    /// Whether it still holds.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether what it finds is not shown at all there.
    pub fn hides_in(&self, context: FilterContext) -> bool {
        self.action == FilterAction::Hide && self.contexts.contains(&context)
    }
}

/// A word or phrase of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    pub id: FilterKeywordId,
    pub filter_id: FilterId,
    pub keyword: String,
    /// Not inside of longer words.
    pub whole_word: bool,
}

/// A single post of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilteredPost {
    pub id: FilterPostId,
    pub filter_id: FilterId,
    pub post_id: PostId,
}
