//! Making, changing and ending filters.

use super::FilterError;
use super::rules::{self, NewKeyword};
use crate::domain::event::Event;
use crate::domain::filter::{Filter, FilterAction, FilterContext, MAX_FILTERS, MAX_TITLE};
use crate::domain::ids::{ActorId, FilterId, FilterKeywordId};
use crate::domain::text::names::clean_name;
use crate::domain::time::Timestamp;
use crate::services::Context;
use crate::store::{Tx, accounts, filters};

/// A filter as its owner wants it.
#[derive(Debug, Clone)]
pub struct FilterEdit {
    pub title: String,
    pub contexts: Vec<FilterContext>,
    pub action: FilterAction,
    pub ends_at: Option<Timestamp>,
}

/// What becomes of one word or phrase of a filter.
#[derive(Debug, Clone)]
pub enum KeywordChange {
    Add(NewKeyword),
    /// What is `None` stays.
    Edit {
        id: FilterKeywordId,
        keyword: Option<String>,
        whole_word: Option<bool>,
    },
    Delete(FilterKeywordId),
}

/// Makes a filter.
///
/// # Errors
/// When something of it is empty, too long or one too many.
pub async fn create(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    edit: FilterEdit,
    keywords: Vec<NewKeyword>,
) -> Result<Filter, FilterError> {
    accounts::lock(tx, person).await?;
    if filters::count(tx, person).await? >= MAX_FILTERS {
        return Err(FilterError::TooMany);
    }
    let filter = checked(FilterId::new(ctx.ids.next()), person, edit)?;
    filters::insert(tx, &filter).await?;
    rules::insert(ctx, tx, person, filter.id, keywords).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(filter)
}

/// Changes a filter and, in the same step, words and phrases of it.
///
/// # Errors
/// When there is no such filter or word of the person's, or something is empty, too long or one too many.
pub async fn edit(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    id: FilterId,
    edit: FilterEdit,
    keywords: Vec<KeywordChange>,
) -> Result<Filter, FilterError> {
    let filter = checked(id, person, edit)?;
    filters::by_id(tx, person, id).await?.ok_or(FilterError::NotFound)?;
    filters::update(tx, &filter).await?;
    let mut added = Vec::new();
    for change in keywords {
        match change {
            KeywordChange::Add(keyword) => added.push(keyword),
            KeywordChange::Edit { id: keyword, keyword: text, whole_word } => {
                let before = rules::of_filter(tx, person, id, keyword).await?;
                let new = NewKeyword {
                    keyword: text.unwrap_or(before.keyword),
                    whole_word: whole_word.unwrap_or(before.whole_word),
                };
                rules::edit_keyword(tx, person, keyword, new).await?;
            }
            KeywordChange::Delete(keyword) => {
                rules::of_filter(tx, person, id, keyword).await?;
                rules::delete_keyword(tx, person, keyword).await?;
            }
        }
    }
    rules::insert(ctx, tx, person, id, added).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(filter)
}

/// Ends a filter.
///
/// # Errors
/// When the person has none of this id.
pub async fn delete(tx: &mut Tx, person: ActorId, id: FilterId) -> Result<(), FilterError> {
    filters::by_id(tx, person, id).await?.ok_or(FilterError::NotFound)?;
    filters::delete(tx, person, id).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(())
}

fn checked(id: FilterId, actor_id: ActorId, edit: FilterEdit) -> Result<Filter, FilterError> {
    let FilterEdit { title, mut contexts, action, ends_at } = edit;
    if title.trim().chars().count() > MAX_TITLE {
        return Err(FilterError::Title);
    }
    let title = clean_name(&title, MAX_TITLE).ok_or(FilterError::Title)?;
    contexts.sort_by_key(|context| *context as u8);
    contexts.dedup();
    if contexts.is_empty() {
        return Err(FilterError::NoContext);
    }
    Ok(Filter { id, actor_id, title, contexts, action, ends_at })
}
