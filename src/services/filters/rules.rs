//! What a filter looks for: words and phrases, and single posts.

use super::FilterError;
use crate::domain::event::Event;
use crate::domain::filter::{FilteredPost, Keyword, MAX_KEYWORD, MAX_KEYWORDS, MAX_POSTS};
use crate::domain::ids::{ActorId, FilterId, FilterKeywordId, FilterPostId, PostId};
use crate::domain::permission::{Action, can};
use crate::domain::text::names::clean_name;
use crate::services::Context;
use crate::services::standing::{self, Place};
use crate::store::{Tx, accounts, filters, posts};

/// A word or phrase to look for.
#[derive(Debug, Clone)]
pub struct NewKeyword {
    pub keyword: String,
    pub whole_word: bool,
}

/// Adds a word or phrase to a filter of the person's.
///
/// # Errors
/// When there is no such filter, or the word is empty, too long or one too many.
pub async fn add_keyword(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    filter: FilterId,
    new: NewKeyword,
) -> Result<Keyword, FilterError> {
    accounts::lock(tx, person).await?;
    filters::by_id(tx, person, filter).await?.ok_or(FilterError::NotFound)?;
    let keyword = insert(ctx, tx, person, filter, vec![new]).await?.pop().ok_or(FilterError::Keyword)?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(keyword)
}

pub(super) async fn insert(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    filter: FilterId,
    new: Vec<NewKeyword>,
) -> Result<Vec<Keyword>, FilterError> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let there = filters::count_keywords(tx, person).await?;
    if i64::try_from(new.len()).map_or(true, |new| there + new > MAX_KEYWORDS) {
        return Err(FilterError::TooMany);
    }
    let mut keywords = Vec::with_capacity(new.len());
    for new in new {
        let keyword = Keyword {
            id: FilterKeywordId::new(ctx.ids.next()),
            filter_id: filter,
            keyword: text(&new.keyword)?,
            whole_word: new.whole_word,
        };
        filters::insert_keyword(tx, &keyword).await?;
        keywords.push(keyword);
    }
    Ok(keywords)
}

/// Changes a word or phrase of the person's.
///
/// # Errors
/// When there is none of this id, or the new one is empty or too long.
pub async fn edit_keyword(
    tx: &mut Tx,
    person: ActorId,
    id: FilterKeywordId,
    new: NewKeyword,
) -> Result<Keyword, FilterError> {
    let before = filters::keyword(tx, person, id).await?.ok_or(FilterError::NotFound)?;
    let keyword = Keyword { keyword: text(&new.keyword)?, whole_word: new.whole_word, ..before };
    filters::update_keyword(tx, &keyword).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(keyword)
}

/// Takes a word or phrase of the person's away.
///
/// # Errors
/// When there is none of this id.
pub async fn delete_keyword(tx: &mut Tx, person: ActorId, id: FilterKeywordId) -> Result<(), FilterError> {
    filters::keyword(tx, person, id).await?.ok_or(FilterError::NotFound)?;
    filters::delete_keyword(tx, id).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(())
}

/// A keyword that belongs to this very filter.
pub(super) async fn of_filter(
    tx: &mut Tx,
    person: ActorId,
    filter: FilterId,
    id: FilterKeywordId,
) -> Result<Keyword, FilterError> {
    let keyword = filters::keyword(tx, person, id).await?;
    keyword.filter(|keyword| keyword.filter_id == filter).ok_or(FilterError::NotFound)
}

/// Adds a post to a filter of the person's. Safe to repeat.
///
/// # Errors
/// When there is no such filter, no post that the person may see, or one too many.
pub async fn add_post(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    filter: FilterId,
    post: PostId,
) -> Result<FilteredPost, FilterError> {
    filters::by_id(tx, person, filter).await?.ok_or(FilterError::NotFound)?;
    let post = posts::by_id(tx, post).await?.ok_or(FilterError::NotFound)?;
    let viewer = standing::viewer(ctx, tx, person).await?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, Some(person), ctx.now()).await?,
        None => None,
    };
    can(&viewer, Action::ViewPost(&post, place.as_ref().map(Place::view)))
        .map_err(|_| FilterError::NotFound)?;
    let mut there = filters::posts_of(tx, person).await?;
    there.retain(|row| row.filter_id == filter);
    if let Some(row) = there.iter().find(|row| row.post_id == post.id) {
        return Ok(*row);
    }
    if i64::try_from(there.len()).is_ok_and(|there| there >= MAX_POSTS) {
        return Err(FilterError::TooMany);
    }
    let row = FilteredPost { id: FilterPostId::new(ctx.ids.next()), filter_id: filter, post_id: post.id };
    filters::insert_post(tx, row).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(row)
}

/// Takes a post out of a filter of the person's.
///
/// # Errors
/// When there is none of this id.
pub async fn delete_post(tx: &mut Tx, person: ActorId, id: FilterPostId) -> Result<(), FilterError> {
    filters::post(tx, person, id).await?.ok_or(FilterError::NotFound)?;
    filters::delete_post(tx, id).await?;
    tx.publish_on_commit(Event::FiltersChanged(person));
    Ok(())
}

fn text(keyword: &str) -> Result<String, FilterError> {
    if keyword.trim().chars().count() > MAX_KEYWORD {
        return Err(FilterError::Keyword);
    }
    clean_name(keyword, MAX_KEYWORD).ok_or(FilterError::Keyword)
}
