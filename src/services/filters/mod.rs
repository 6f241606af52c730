//! What people do not want to read: their filters, and which posts those find.

mod edit;
mod matching;
mod rules;

pub use edit::{FilterEdit, KeywordChange, create, delete, edit};
pub use matching::{Match, Matcher, for_people, for_person};
pub use rules::{NewKeyword, add_keyword, add_post, delete_keyword, delete_post, edit_keyword};

use crate::domain::filter::{MAX_FILTERS, MAX_KEYWORD, MAX_KEYWORDS, MAX_POSTS, MAX_TITLE};
use crate::store::StoreError;

/// Why a filter stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum FilterError {
    /// There is no such filter, keyword or post of the person's.
    #[error("there is no such filter")]
    NotFound,
    #[error("a title of at most {MAX_TITLE} characters is needed")]
    Title,
    #[error("a filter holds somewhere")]
    NoContext,
    #[error("a word or phrase of at most {MAX_KEYWORD} characters is needed")]
    Keyword,
    #[error("nobody has more than {MAX_FILTERS} filters, {MAX_KEYWORDS} words and {MAX_POSTS} posts in one")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}
