//! The words and the single posts of a filter.

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::access::{Person, ReadFilters, WriteFilters};
use crate::api::body::Body;
use crate::api::lenient::{Flag, Id};
use crate::api::mastodon::entities::{FilterKeyword, FilterStatus};
use crate::api::mastodon::found;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, FilterId, FilterKeywordId, FilterPostId};
use crate::services::filters::{self, NewKeyword};
use crate::store::{self, Tx};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v2/filters/{id}/keywords", get(keywords).post(add_keyword))
        .route("/api/v2/filters/keywords/{id}", get(keyword).put(edit_keyword).delete(delete_keyword))
        .route("/api/v2/filters/{id}/statuses", get(posts).post(add_post))
        .route("/api/v2/filters/statuses/{id}", get(post).delete(delete_post))
}

async fn keywords(
    Person { state, actor, .. }: Person<ReadFilters>,
    Id(filter): Id<FilterId>,
) -> Result<Json<Vec<FilterKeyword>>, ApiError> {
    let mut tx = state.db.read().await?;
    is_own(&mut tx, actor, filter).await?;
    let all = store::filters::keywords_of(&mut tx, actor).await?;
    let own = all.iter().filter(|keyword| keyword.filter_id == filter);
    Ok(Json(own.map(FilterKeyword::from).collect()))
}

#[derive(Debug, Deserialize)]
struct Asked {
    keyword: Option<String>,
    whole_word: Option<Flag>,
}

async fn add_keyword(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(filter): Id<FilterId>,
    Body(asked): Body<Asked>,
) -> Result<Json<FilterKeyword>, ApiError> {
    let new = NewKeyword {
        keyword: asked.keyword.unwrap_or_default(),
        whole_word: asked.whole_word.is_some_and(|Flag(whole)| whole),
    };
    let mut tx = state.db.begin().await?;
    let keyword = filters::add_keyword(&state.context, &mut tx, actor, filter, new).await?;
    tx.commit().await?;
    Ok(Json(FilterKeyword::from(&keyword)))
}

async fn keyword(
    Person { state, actor, .. }: Person<ReadFilters>,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<FilterKeyword>, ApiError> {
    let found = store::filters::keyword(&mut state.db.read().await?, actor, id).await?;
    found.as_ref().map(|keyword| Json(keyword.into())).ok_or_else(ApiError::not_found)
}

async fn edit_keyword(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterKeywordId>,
    Body(asked): Body<Asked>,
) -> Result<Json<FilterKeyword>, ApiError> {
    let mut tx = state.db.begin().await?;
    store::accounts::lock(&mut tx, actor).await?;
    let before = store::filters::keyword(&mut tx, actor, id).await?.ok_or_else(ApiError::not_found)?;
    let new = NewKeyword {
        keyword: asked.keyword.unwrap_or(before.keyword),
        whole_word: asked.whole_word.map_or(before.whole_word, |Flag(whole)| whole),
    };
    let keyword = filters::edit_keyword(&mut tx, actor, id, new).await?;
    tx.commit().await?;
    Ok(Json(FilterKeyword::from(&keyword)))
}

async fn delete_keyword(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterKeywordId>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    filters::delete_keyword(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn posts(
    Person { state, actor, .. }: Person<ReadFilters>,
    Id(filter): Id<FilterId>,
) -> Result<Json<Vec<FilterStatus>>, ApiError> {
    let mut tx = state.db.read().await?;
    is_own(&mut tx, actor, filter).await?;
    let all = store::filters::posts_of(&mut tx, actor).await?;
    Ok(Json(all.iter().filter(|post| post.filter_id == filter).map(FilterStatus::from).collect()))
}

#[derive(Debug, Deserialize)]
struct AskedPost {
    status_id: String,
}

async fn add_post(
    Person { state, actor, viewer, .. }: Person<WriteFilters>,
    Id(filter): Id<FilterId>,
    Body(asked): Body<AskedPost>,
) -> Result<Json<FilterStatus>, ApiError> {
    let post = asked.status_id.parse().map_err(|_| ApiError::not_found())?;
    let mut tx = state.db.begin().await?;
    let post = found::post(&state, &mut tx, &viewer, post).await?.id;
    let row = filters::add_post(&state.context, &mut tx, actor, filter, post).await?;
    tx.commit().await?;
    Ok(Json(FilterStatus::from(&row)))
}

async fn post(
    Person { state, actor, .. }: Person<ReadFilters>,
    Id(id): Id<FilterPostId>,
) -> Result<Json<FilterStatus>, ApiError> {
    let found = store::filters::post(&mut state.db.read().await?, actor, id).await?;
    found.as_ref().map(|post| Json(post.into())).ok_or_else(ApiError::not_found)
}

async fn delete_post(
    Person { state, actor, .. }: Person<WriteFilters>,
    Id(id): Id<FilterPostId>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    filters::delete_post(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn is_own(tx: &mut Tx, actor: ActorId, filter: FilterId) -> Result<(), ApiError> {
    store::filters::by_id(tx, actor, filter).await?.map(|_| ()).ok_or_else(ApiError::not_found)
}
