//! What one account said and passed on: <https://docs.joinmastodon.org/methods/accounts/#statuses>

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{page, reader};
use crate::api::access::{Anyone, ReadStatuses};
use crate::api::body::Query;
use crate::api::lenient::{Flag, Id};
use crate::api::mastodon::accounts::visible;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::domain::text::tags::normalize_tag;
use crate::store::timelines::{self, Lines, OfAccount};

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/api/v1/accounts/{id}/statuses", get(statuses))
}

#[derive(Debug, Deserialize)]
struct Asked {
    pinned: Option<Flag>,
    exclude_replies: Option<Flag>,
    exclude_reblogs: Option<Flag>,
    only_media: Option<Flag>,
    tagged: Option<String>,
}

async fn statuses(
    anyone: Anyone<ReadStatuses>,
    Id(id): Id<ActorId>,
    Query(asked): Query<Asked>,
    paging: Paging,
) -> Result<Response, ApiError> {
    let Anyone { state, viewer, .. } = &anyone;
    let is = |flag: Option<Flag>| flag.is_some_and(|flag| flag.0);
    let mut tx = state.db.read().await?;
    let account = visible(state, &mut tx, viewer, id).await?;
    let reader = reader(state, viewer);
    let tag = asked.tagged.as_deref().map(str::trim).filter(|tag| !tag.is_empty());
    let normal = tag.and_then(normalize_tag);
    // What is no tag stands in no post.
    let lines = if !account.is_active() || (tag.is_some() && normal.is_none()) {
        Lines::default()
    } else if is(asked.pinned) {
        timelines::pinned(&mut tx, reader, id, paging.span).await?
    } else {
        let what = OfAccount {
            without_answers: is(asked.exclude_replies),
            without_shares: is(asked.exclude_reblogs),
            only_media: is(asked.only_media),
            tag: normal,
        };
        timelines::of_account(&mut tx, reader, id, &what, paging.span).await?
    };
    page(state, &mut tx, viewer, &paging, lines).await
}
