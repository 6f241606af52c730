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
    let mut any = vec![normal(&tag)];
    any.extend(several(&asked.any));
    any.sort_unstable();
    any.dedup();
    let (all, none) = (several(&asked.all), several(&asked.none));
    let tags = Tagged { any: &any, all: &all, none: &none };
    let mut tx = state.db.read().await?;
    let reader = reader(state, viewer);
    let lines = timelines::tagged(&mut tx, reader, tags, asked.what(), paging.span).await?;
    page(state, &mut tx, viewer, &paging, lines).await
}

/// What was said about a link: nothing, as nobody is ranked here by what is linked.
async fn link(anyone: Anyone<ReadStatuses>, paging: Paging) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let mut tx = state.db.read().await?;
    page(state, &mut tx, viewer, &paging, Lines::default()).await
}

fn several(tags: &Many<String>) -> Vec<String> {
    let mut tags: Vec<String> = tags.0.iter().take(MOST_TAGS).map(|tag| normal(tag)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// A tag as it is stored.
fn normal(tag: &str) -> String {
    tag.trim().trim_start_matches('#').to_lowercase()
}
