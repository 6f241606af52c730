//! Filters: <https://docs.joinmastodon.org/methods/filters/>; `v1` is how apps knew them before.

mod rules;
#[cfg(test)]
mod tests;
mod v1;

use std::time::Duration;

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::entities::{Filter, FilterKeyword, FilterStatus, Rules};
use crate::api::access::{Person, ReadFilters, WriteFilters};
use crate::api::body::Body;
use crate::api::error::Flaw;
use crate::api::lenient::{Flag, Id, Many, Number, given};
use crate::api::{ApiError, ApiState};
use crate::domain::filter::{self, FilterAction, FilterContext};
use crate::domain::ids::{ActorId, FilterId};
use crate::domain::time::Timestamp;
use crate::services::filters::{self, FilterEdit, FilterError, KeywordChange, NewKeyword};
use crate::store::{self, StoreError, Tx};

/// The longest time of a filter that ends by itself: what is longer ends never.
const MOST_SECONDS: i64 = 10 * 366 * 24 * 60 * 60;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v2/filters", get(list).post(create))
        .route("/api/v2/filters/{id}", get(show).put(edit).delete(delete))
        .merge(rules::router())
        .merge(v1::router())
}

async fn list(Person { state, actor, .. }: Person<ReadFilters>) -> Result<Json<Vec<Filter>>, ApiError> {
    Ok(Json(all(&mut state.db.read().await?, actor, None).await?))
}

async fn show(
    Person { state, actor, .. }: Person<ReadFilters>,
    Id(id): Id<FilterId>,
) -> Result<Json<Filter>, ApiError> {
    one(&mut state.db.read().await?, actor, id).await
}

#[derive(Debug, Deserialize)]
struct Asked {
    title: Option<String>,
    context: Option<Many<String>>,
    filter_action: Option<String>,
    #[serde(default, deserialize_with = "given")]
    expires_in: Option<Number>,
    #[serde(default)]
    keywords_attributes: Many<AskedKeyword>,
}

#[derive(Debug, Deserialize)]
struct AskedKeyword {
    id: Option<String>,
    keyword: Option<String>,
    whole_word: Option<Flag>,
    #[serde(rename = "_destroy")]
    destroy: Option<Flag>,
}

impl Asked {
    /// Nobody holds others up with more changes than a person has words.
    fn is_bounded(&self) -> Result<(), FilterError> {
        let changes = i64::try_from(self.keywords_attributes.0.len());
        if changes.is_ok_and(|changes| changes <= filter::MAX_KEYWORDS) {
            Ok(())
        } else {
            Err(FilterError::TooMany)
        }
    }

    /// What is asked, and for the rest what is there.
    fn over(&self, before: FilterEdit, now: Timestamp) -> Result<FilterEdit, ApiError> {
        let action = match &self.filter_action {
            Some(name) => {
                let flaw = Flaw {
                    field: "filter_action",
                    code: "ERR_INCLUSION",
                    description: "is none of warn, hide and blur",
                };
                FilterAction::parse(name).ok_or_else(|| ApiError::invalid(vec![flaw]))?
            }
            None => before.action,
        };
        Ok(FilterEdit {
            title: self.title.clone().unwrap_or(before.title),
            contexts: match &self.context {
                Some(names) => contexts(names)?,
                None => before.contexts,
            },
            action,
            ends_at: self.expires_in.map_or(before.ends_at, |length| end(length, now)),
        })
    }
}

impl AskedKeyword {
    fn added(self) -> NewKeyword {
        NewKeyword {
            keyword: self.keyword.unwrap_or_default(),
            whole_word: self.whole_word.is_some_and(|Flag(whole)| whole),
        }
    }

    fn change(self) -> Result<KeywordChange, ApiError> {
        let Some(id) = self.id.as_deref().filter(|id| !id.is_empty()) else {
            return Ok(KeywordChange::Add(self.added()));
        };
        let id = id.parse().map_err(|_| ApiError::not_found())?;
        if self.destroy.is_some_and(|Flag(destroy)| destroy) {
            return Ok(KeywordChange::Delete(id));
        }
        let whole_word = self.whole_word.map(|Flag(whole)| whole);
        Ok(KeywordChange::Edit { id, keyword: self.keyword, whole_word })
    }
}

/// The names of contexts.
fn contexts(names: &Many<String>) -> Result<Vec<FilterContext>, ApiError> {
    let flaw = || Flaw { field: "context", code: "ERR_INVALID", description: "holds an unknown context" };
    let parsed = names.0.iter().map(|name| FilterContext::parse(name));
    parsed.collect::<Option<_>>().ok_or_else(|| ApiError::invalid(vec![flaw()]))
}

/// When a filter ends that holds for so many seconds.
fn end(Number(seconds): Number, now: Timestamp) -> Option<Timestamp> {
    let seconds = seconds.filter(|seconds| (1..=MOST_SECONDS).contains(seconds))?;
    Some(now + Duration::from_secs(u64::try_from(seconds).ok()?))
}

async fn create(
    Person { state, actor, .. }: Person<WriteFilters>,
    Body(asked): Body<Asked>,
) -> Result<Json<Filter>, ApiError> {
    let empty =
        FilterEdit { title: String::new(), contexts: vec![], action: FilterAction::Warn, ends_at: None };
    let new = asked.over(empty, state.context.now())?;
    asked.is_bounded()?;
    let keywords = asked.keywords_attributes.0.into_iter().map(AskedKeyword::added).collect();
    let mut tx = state.db.begin().await?;
    let filter = filters::create(&state.context, &mut tx, actor, new, keywords).await?;
    let shown = one(&mut tx, actor, filter.id).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn edit(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterId>,
    Body(asked): Body<Asked>,
) -> Result<Json<Filter>, ApiError> {
    asked.is_bounded()?;
    let mut tx = state.db.begin().await?;
    store::accounts::lock(&mut tx, actor).await?;
    let before = store::filters::by_id(&mut tx, actor, id).await?.ok_or_else(ApiError::not_found)?;
    let new = asked.over(as_it_is(before), state.context.now())?;
    let changes = asked.keywords_attributes.0.into_iter().map(AskedKeyword::change);
    let changes = changes.collect::<Result<_, _>>()?;
    filters::edit(&state.context, &mut tx, actor, id, new, changes).await?;
    let shown = one(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(shown)
}

fn as_it_is(filter: filter::Filter) -> FilterEdit {
    let filter::Filter { title, contexts, action, ends_at, .. } = filter;
    FilterEdit { title, contexts, action, ends_at }
}

async fn delete(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterId>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    filters::delete(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn one(tx: &mut Tx, actor: ActorId, id: FilterId) -> Result<Json<Filter>, ApiError> {
    all(tx, actor, Some(id)).await?.pop().map(Json).ok_or_else(ApiError::not_found)
}

/// The person's filters, or the one with this id, with all that they look for: by three queries.
async fn all(tx: &mut Tx, actor: ActorId, only: Option<FilterId>) -> Result<Vec<Filter>, StoreError> {
    let mut found = store::filters::of(tx, actor).await?;
    found.retain(|filter| only.is_none_or(|id| filter.id == id));
    let keywords = store::filters::keywords_of(tx, actor).await?;
    let posts = store::filters::posts_of(tx, actor).await?;
    let shown = found.iter().map(|filter| {
        let keywords = keywords.iter().filter(|keyword| keyword.filter_id == filter.id);
        let posts = posts.iter().filter(|post| post.filter_id == filter.id);
        let rules = Rules {
            keywords: keywords.map(FilterKeyword::from).collect(),
            statuses: posts.map(FilterStatus::from).collect(),
        };
        Filter::new(filter, Some(rules))
    });
    Ok(shown.collect())
}

impl From<FilterError> for ApiError {
    fn from(error: FilterError) -> Self {
        let (field, code, description) = match error {
            FilterError::NotFound => return Self::not_found(),
            FilterError::Store(error) => return error.into(),
            FilterError::TooMany => {
                return Self::unprocessable("There are too many filters, words or posts");
            }
            FilterError::Title => ("title", "ERR_INVALID", "has between 1 and 200 characters"),
            FilterError::NoContext => ("context", "ERR_BLANK", "names at least one context"),
            FilterError::Keyword => ("keyword", "ERR_INVALID", "has between 1 and 200 characters"),
        };
        Self::invalid(vec![Flaw { field, code, description }])
    }
}
