//! <https://docs.joinmastodon.org/entities/Filter/> and <https://docs.joinmastodon.org/entities/V1_Filter/>

use serde::Serialize;

use crate::domain::filter::{self, FilterAction, FilterContext};
use crate::domain::ids::{FilterId, FilterKeywordId, FilterPostId, PostId};
use crate::domain::time::Timestamp;

/// What somebody does not want to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
pub(in crate::api) struct Filter {
    id: FilterId,
    title: String,
    context: Vec<FilterContext>,
    expires_at: Option<Timestamp>,
    filter_action: FilterAction,
    /// Absent where a status says which filter it meets.
    #[serde(flatten)]
    rules: Option<Rules>,
}

/// What a filter looks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Rules {
    pub(in crate::api) keywords: Vec<FilterKeyword>,
    pub(in crate::api) statuses: Vec<FilterStatus>,
}

/// <https://docs.joinmastodon.org/entities/FilterKeyword/>
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct FilterKeyword {
    id: FilterKeywordId,
    keyword: String,
    whole_word: bool,
}

/// <https://docs.joinmastodon.org/entities/FilterStatus/>
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct FilterStatus {
    id: FilterPostId,
    status_id: PostId,
}

/// One word or phrase, as apps knew filters before they had several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct V1Filter {
    pub(in crate::api) id: FilterKeywordId,
    pub(in crate::api) phrase: String,
    pub(in crate::api) context: Vec<FilterContext>,
    pub(in crate::api) whole_word: bool,
    pub(in crate::api) expires_at: Option<Timestamp>,
    pub(in crate::api) irreversible: bool,
}

impl Filter {
    pub(in crate::api) fn new(filter: &filter::Filter, rules: Option<Rules>) -> Self {
        Self {
            id: filter.id,
            title: filter.title.clone(),
            context: filter.contexts.clone(),
            expires_at: filter.ends_at,
            filter_action: filter.action,
            rules,
        }
    }
}

impl From<&filter::Keyword> for FilterKeyword {
    fn from(keyword: &filter::Keyword) -> Self {
        Self { id: keyword.id, keyword: keyword.keyword.clone(), whole_word: keyword.whole_word }
    }
}

impl From<&filter::FilteredPost> for FilterStatus {
    fn from(post: &filter::FilteredPost) -> Self {
        Self { id: post.id, status_id: post.post_id }
    }
}
