//! What people do not want to read. Whose a keyword or post is, its filter says.

use std::fmt::Write;

use super::dialect::id_list;
use super::error::exactly_one;
use super::{StoreError, Tx};
use crate::domain::filter::{Filter, FilterAction, FilterContext, FilteredPost, Keyword};
use crate::domain::ids::{ActorId, FilterId, FilterKeywordId, FilterPostId, PostId};
use crate::domain::time::Timestamp;

row!(Keyword { id, filter_id, keyword, whole_word });
row!(FilteredPost { id, filter_id, post_id });

struct Row {
    id: FilterId,
    actor_id: ActorId,
    title: String,
    /// Names, separated by spaces.
    contexts: String,
    action: FilterAction,
    ends_at: Option<Timestamp>,
}

row!(Row { id, actor_id, title, contexts, action, ends_at });

impl From<Row> for Filter {
    fn from(row: Row) -> Self {
        let Row { id, actor_id, title, contexts, action, ends_at } = row;
        let contexts = contexts.split(' ').filter_map(FilterContext::parse).collect();
        Self { id, actor_id, title, contexts, action, ends_at }
    }
}

fn names(contexts: &[FilterContext]) -> String {
    let mut names = String::new();
    for context in contexts {
        let gap = if names.is_empty() { "" } else { " " };
        let _ = write!(names, "{gap}{}", context.as_str());
    }
    names
}

/// Adds a filter.
pub async fn insert(tx: &mut Tx, filter: &Filter) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO filters (id, actor_id, title, contexts, action, ends_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let Filter { id, actor_id, title, contexts, action, ends_at } = filter;
    execute!(tx, SQL, *id, *actor_id, title, names(contexts), *action, *ends_at)?;
    Ok(())
}

/// Writes everything but whose it is.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such filter.
pub async fn update(tx: &mut Tx, filter: &Filter) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE filters SET title = $3, contexts = $4, action = $5, ends_at = $6 WHERE id = $1 AND actor_id = $2";
    let Filter { id, actor_id, title, contexts, action, ends_at } = filter;
    exactly_one(execute!(tx, SQL, *id, *actor_id, title, names(contexts), *action, *ends_at)?)
}

/// Takes a filter away, with what it looks for.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such filter.
pub async fn delete(tx: &mut Tx, person: ActorId, id: FilterId) -> Result<(), StoreError> {
    exactly_one(execute!(tx, "DELETE FROM filters WHERE id = $1 AND actor_id = $2", id, person)?)
}

/// A filter of the person's; `None` for one of somebody else's.
pub async fn by_id(tx: &mut Tx, person: ActorId, id: FilterId) -> Result<Option<Filter>, StoreError> {
    let row = fetch_optional!(tx, Row, "SELECT * FROM filters WHERE id = $1 AND actor_id = $2", id, person)?;
    Ok(row.map(Filter::from))
}

/// The filters of a person, in the order in which they were made.
pub async fn of(tx: &mut Tx, person: ActorId) -> Result<Vec<Filter>, StoreError> {
    let rows = fetch_all!(tx, Row, "SELECT * FROM filters WHERE actor_id = $1 ORDER BY id", person)?;
    Ok(rows.into_iter().map(Filter::from).collect())
}

/// The filters of several people, each person's in the order in which they were made.
pub async fn of_people(tx: &mut Tx, people: &[ActorId]) -> Result<Vec<Filter>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM filters WHERE actor_id IN ", " ORDER BY id");
    let rows = fetch_all!(tx, Row, sql, id_list(people.iter().map(|id| id.get())))?;
    Ok(rows.into_iter().map(Filter::from).collect())
}

/// The keywords of these filters, in the order in which they were added.
pub async fn keywords_in(tx: &mut Tx, filters: &[FilterId]) -> Result<Vec<Keyword>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM filter_keywords WHERE filter_id IN ", " ORDER BY id");
    Ok(fetch_all!(tx, Keyword, sql, id_list(filters.iter().map(|id| id.get())))?)
}

/// Where these filters name a post.
pub async fn naming(
    tx: &mut Tx,
    filters: &[FilterId],
    post: PostId,
) -> Result<Vec<FilteredPost>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM filter_posts WHERE post_id = $2 AND filter_id IN ", "");
    Ok(fetch_all!(tx, FilteredPost, sql, id_list(filters.iter().map(|id| id.get())), post)?)
}

/// How many filters a person has.
pub async fn count(tx: &mut Tx, person: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM filters WHERE actor_id = $1", person)?)
}

/// Adds a keyword to a filter.
pub async fn insert_keyword(tx: &mut Tx, keyword: &Keyword) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO filter_keywords (id, filter_id, keyword, whole_word) VALUES ($1, $2, $3, $4)";
    execute!(tx, SQL, keyword.id, keyword.filter_id, &keyword.keyword, keyword.whole_word)?;
    Ok(())
}

/// Writes word and whether it stands alone.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such keyword.
pub async fn update_keyword(tx: &mut Tx, keyword: &Keyword) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE filter_keywords SET keyword = $2, whole_word = $3 WHERE id = $1";
    exactly_one(execute!(tx, SQL, keyword.id, &keyword.keyword, keyword.whole_word)?)
}

pub async fn delete_keyword(tx: &mut Tx, id: FilterKeywordId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM filter_keywords WHERE id = $1", id)?;
    Ok(())
}

/// Rows of a table that belong to filters of `$1`, in the order in which they were added.
macro_rules! in_filters {
    ($table:literal, $which:literal) => {
        concat!(
            "SELECT ",
            $table,
            ".* FROM ",
            $table,
            " JOIN filters ON filters.id = ",
            $table,
            ".filter_id
            WHERE filters.actor_id = $1 AND ",
            $which,
            " ORDER BY ",
            $table,
            ".id"
        )
    };
}

/// A keyword of one of the person's filters.
pub async fn keyword(
    tx: &mut Tx,
    person: ActorId,
    id: FilterKeywordId,
) -> Result<Option<Keyword>, StoreError> {
    let sql = in_filters!("filter_keywords", "filter_keywords.id = $2");
    Ok(fetch_optional!(tx, Keyword, sql, person, id)?)
}

/// The keywords of all filters of a person, in the order in which they were added.
pub async fn keywords_of(tx: &mut Tx, person: ActorId) -> Result<Vec<Keyword>, StoreError> {
    Ok(fetch_all!(tx, Keyword, in_filters!("filter_keywords", "TRUE"), person)?)
}

/// How many words and phrases all filters of a person have.
pub async fn count_keywords(tx: &mut Tx, person: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM filter_keywords JOIN filters ON filters.id = filter_keywords.filter_id
        WHERE filters.actor_id = $1";
    Ok(fetch_value!(tx, i64, SQL, person)?)
}

/// Adds a post to a filter; says whether that is new.
pub async fn insert_post(tx: &mut Tx, post: FilteredPost) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO filter_posts (id, filter_id, post_id) VALUES ($1, $2, $3)
        ON CONFLICT (filter_id, post_id) DO NOTHING";
    Ok(execute!(tx, SQL, post.id, post.filter_id, post.post_id)? == 1)
}

pub async fn delete_post(tx: &mut Tx, id: FilterPostId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM filter_posts WHERE id = $1", id)?;
    Ok(())
}

/// A post of one of the person's filters.
pub async fn post(
    tx: &mut Tx,
    person: ActorId,
    id: FilterPostId,
) -> Result<Option<FilteredPost>, StoreError> {
    let sql = in_filters!("filter_posts", "filter_posts.id = $2");
    Ok(fetch_optional!(tx, FilteredPost, sql, person, id)?)
}

/// The posts of all filters of a person, in the order in which they were added.
pub async fn posts_of(tx: &mut Tx, person: ActorId) -> Result<Vec<FilteredPost>, StoreError> {
    Ok(fetch_all!(tx, FilteredPost, in_filters!("filter_posts", "TRUE"), person)?)
}
