//! Filters as apps knew them before version 4 of Mastodon: each word by itself, with the id of the word.

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{as_it_is, contexts, end};
use crate::api::access::{Person, ReadFilters, WriteFilters};
use crate::api::body::Body;
use crate::api::lenient::{Flag, Id, Many, Number, given};
use crate::api::mastodon::entities::V1Filter;
use crate::api::{ApiError, ApiState};
use crate::domain::filter::{Filter, FilterAction, Keyword};
use crate::domain::ids::{ActorId, FilterKeywordId};
use crate::domain::time::Timestamp;
use crate::services::filters::{self, FilterEdit, KeywordChange, NewKeyword};
use crate::store::{self, Tx};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/filters", get(list).post(create))
        .route("/api/v1/filters/{id}", get(show).put(edit).delete(delete))
}

async fn list(Person { state, actor, .. }: Person<ReadFilters>) -> Result<Json<Vec<V1Filter>>, ApiError> {
    let mut tx = state.db.read().await?;
    let own = store::filters::of(&mut tx, actor).await?;
    let keywords = store::filters::keywords_of(&mut tx, actor).await?;
    let shown = keywords.iter().filter_map(|keyword| {
        let filter = own.iter().find(|filter| filter.id == keyword.filter_id)?;
        Some(single(filter, keyword))
    });
    Ok(Json(shown.collect()))
}

async fn show(
    Person { state, actor, .. }: Person<ReadFilters>,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<V1Filter>, ApiError> {
    let (filter, keyword) = found(&mut state.db.read().await?, actor, id).await?;
    Ok(Json(single(&filter, &keyword)))
}

#[derive(Debug, Deserialize)]
struct Asked {
    phrase: Option<String>,
    context: Option<Many<String>>,
    irreversible: Option<Flag>,
    whole_word: Option<Flag>,
    #[serde(default, deserialize_with = "given")]
    expires_in: Option<Number>,
}

impl Asked {
    /// What is asked, and for the rest what is there.
    fn over(&self, before: FilterEdit, now: Timestamp) -> Result<FilterEdit, ApiError> {
        Ok(FilterEdit {
            title: before.title,
            contexts: match &self.context {
                Some(names) => contexts(names)?,
                None => before.contexts,
            },
            action: match self.irreversible {
                Some(Flag(true)) => FilterAction::Hide,
                Some(Flag(false)) => FilterAction::Warn,
                None => before.action,
            },
            ends_at: self.expires_in.map_or(before.ends_at, |length| end(length, now)),
        })
    }
}

async fn create(
    Person { state, actor, .. }: Person<WriteFilters>,
    Body(asked): Body<Asked>,
) -> Result<Json<V1Filter>, ApiError> {
    let phrase = asked.phrase.clone().unwrap_or_default();
    let empty =
        FilterEdit { title: phrase.clone(), contexts: vec![], action: FilterAction::Warn, ends_at: None };
    let new = asked.over(empty, state.context.now())?;
    let whole_word = asked.whole_word.is_some_and(|Flag(whole)| whole);
    let mut tx = state.db.begin().await?;
    let filter = filters::create(&state.context, &mut tx, actor, new, vec![]).await?;
    let keyword = NewKeyword { keyword: phrase, whole_word };
    let keyword = filters::add_keyword(&state.context, &mut tx, actor, filter.id, keyword).await?;
    tx.commit().await?;
    Ok(Json(single(&filter, &keyword)))
}

async fn edit(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterKeywordId>,
    Body(asked): Body<Asked>,
) -> Result<Json<V1Filter>, ApiError> {
    let mut tx = state.db.begin().await?;
    store::accounts::lock(&mut tx, actor).await?;
    let (filter, keyword) = found(&mut tx, actor, id).await?;
    let before = as_it_is(filter.clone());
    let new = asked.over(before.clone(), state.context.now())?;
    let changed = new.contexts != before.contexts || new.action != before.action;
    if changed && words_beside(&mut tx, actor, &keyword).await? {
        return Err(ApiError::unprocessable(
            "This filter has several words: change it in an app that knows filters of several words",
        ));
    }
    let change = KeywordChange::Edit {
        id,
        keyword: asked.phrase.clone(),
        whole_word: asked.whole_word.map(|Flag(whole)| whole),
    };
    filters::edit(&state.context, &mut tx, actor, filter.id, new, vec![change]).await?;
    let (filter, keyword) = found(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Json(single(&filter, &keyword)))
}

/// Takes the word away, and with its last word the filter.
async fn delete(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    store::accounts::lock(&mut tx, actor).await?;
    let (filter, keyword) = found(&mut tx, actor, id).await?;
    if words_beside(&mut tx, actor, &keyword).await? {
        filters::delete_keyword(&mut tx, actor, id).await?;
    } else {
        filters::delete(&mut tx, actor, filter.id).await?;
    }
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn found(tx: &mut Tx, actor: ActorId, id: FilterKeywordId) -> Result<(Filter, Keyword), ApiError> {
    let keyword = store::filters::keyword(tx, actor, id).await?.ok_or_else(ApiError::not_found)?;
    let filter = store::filters::by_id(tx, actor, keyword.filter_id).await?;
    Ok((filter.ok_or_else(ApiError::not_found)?, keyword))
}

/// Whether the filter of a word has other words too.
async fn words_beside(tx: &mut Tx, actor: ActorId, keyword: &Keyword) -> Result<bool, ApiError> {
    let all = store::filters::keywords_of(tx, actor).await?;
    Ok(all.iter().any(|other| other.filter_id == keyword.filter_id && other.id != keyword.id))
}

fn single(filter: &Filter, keyword: &Keyword) -> V1Filter {
    V1Filter {
        id: keyword.id,
        phrase: keyword.keyword.clone(),
        context: filter.contexts.clone(),
        whole_word: keyword.whole_word,
        expires_at: filter.ends_at,
        irreversible: filter.action == FilterAction::Hide,
    }
}
