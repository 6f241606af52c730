//! What everybody said: all threads, and all posts with a tag.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{page, reader};
use crate::api::access::{Anyone, ReadStatuses};
use crate::api::body::Query;
use crate::api::lenient::{Flag, Id, Many};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::text::tags::normalize_tag;
use crate::store::timelines::{self, Lines, Public, Tagged};

/// How many tags are asked for beside the one in the address, in each of the ways.
const MOST_TAGS: usize = 4;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/timelines/public", get(public))
        .route("/api/v1/timelines/tag/{tag}", get(tag))
        .route("/api/v1/timelines/link", get(link))
}

#[derive(Debug, Deserialize)]
struct Asked {
    local: Option<Flag>,
    remote: Option<Flag>,
    only_media: Option<Flag>,
    #[serde(default)]
    any: Many<String>,
    #[serde(default)]
    all: Many<String>,
    #[serde(default)]
    none: Many<String>,
}

impl Asked {
    fn what(&self) -> Public {
        let is = |flag: &Option<Flag>| flag.is_some_and(|flag| flag.0);
        Public { local: is(&self.local), remote: is(&self.remote), only_media: is(&self.only_media) }
    }
}

async fn public(
    anyone: Anyone<ReadStatuses>,
    Query(asked): Query<Asked>,
    paging: Paging,
) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    let lines = timelines::public(&mut tx, reader(state, viewer), asked.what(), paging.span).await?;
    page(state, &mut tx, viewer, &paging, lines).await
}

async fn tag(
    anyone: Anyone<ReadStatuses>,
    Id(tag): Id<String>,
    Query(asked): Query<Asked>,
    paging: Paging,
) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    // What is no tag stands in no post.
    let mut any: Vec<String> = normalize_tag(tag.trim()).into_iter().collect();
    any.extend(several(&asked.any).into_iter().take(MOST_TAGS));
    any.sort_unstable();
    any.dedup();
    let (all, none) = (narrowing(&asked.all)?, narrowing(&asked.none)?);
    let tags = Tagged { any: &any, all: &all, none: &none };
    let mut tx = state.db.read().await?;
    let reader = reader(state, viewer);
    let lines = if asked.all.0.iter().all(|tag| normalize_tag(tag.trim()).is_some()) {
        timelines::tagged(&mut tx, reader, tags, asked.what(), paging.span).await?
    } else {
        Lines::default()
    };
    page(state, &mut tx, viewer, &paging, lines).await
}

/// What was said about a link: nothing, as nobody is ranked here by what is linked.
async fn link(anyone: Anyone<ReadStatuses>, paging: Paging) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    page(state, &mut tx, viewer, &paging, Lines::default()).await
}

fn several(tags: &Many<String>) -> Vec<String> {
    let mut tags: Vec<String> = tags.0.iter().filter_map(|tag| normalize_tag(tag.trim())).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// Tags that narrow what is found. None of them is passed over: that would give more than was asked for.
fn narrowing(tags: &Many<String>) -> Result<Vec<String>, ApiError> {
    let tags = several(tags);
    if tags.len() > MOST_TAGS {
        return Err(ApiError::wrong("tags", "are too many"));
    }
    Ok(tags)
}
