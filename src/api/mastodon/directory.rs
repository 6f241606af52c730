//! Who can be found: <https://docs.joinmastodon.org/methods/directory/>.

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::entities::Account;
use super::present;
use crate::api::access::{Anyone, ReadAccounts};
use crate::api::body::Query;
use crate::api::lenient::{Flag, Number};
use crate::api::{ApiError, ApiState};
use crate::store::directory::{self, Directory};

/// How far down the directory can be read.
const MOST_OFFSET: i64 = 10_000;

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/api/v1/directory", get(list))
}

#[derive(Debug, Deserialize)]
struct Asked {
    limit: Option<Number>,
    offset: Option<Number>,
    order: Option<String>,
    local: Option<Flag>,
}

async fn list(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Account>>, ApiError> {
    let number = |asked: Option<Number>, usual| asked.and_then(|Number(number)| number).unwrap_or(usual);
    let which = Directory {
        local_only: asked.local.is_some_and(|Flag(local)| local),
        newest: asked.order.as_deref() == Some("new"),
        offset: number(asked.offset, 0).clamp(0, MOST_OFFSET),
        limit: number(asked.limit, 40).clamp(1, 80),
    };
    let mut tx = state.db.read().await?;
    let found = directory::list(&mut tx, which).await?;
    let found = present::visible_among(&state, &mut tx, &viewer, found).await?;
    Ok(Json(present::accounts(&state, &mut tx, &found).await?))
}
