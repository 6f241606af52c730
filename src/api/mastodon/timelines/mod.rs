//! Timelines: home, the public ones, hashtags, and lists, of which each followed community is one; and what somebody
//! marked. See <https://docs.joinmastodon.org/methods/timelines/>.

mod account;
mod home;
mod lists;
mod marked;
mod public;

use axum::Router;
use axum::response::Response;

use super::present;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::permission::Viewer;
use crate::store::Tx;
use crate::store::timelines::{Lines, Reader};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(account::router())
        .merge(home::router())
        .merge(lists::router())
        .merge(marked::router())
        .merge(public::router())
}

/// Who reads, for the store.
fn reader(state: &ApiState, viewer: &Viewer) -> Reader {
    Reader { actor: viewer.actor, now: state.context.now() }
}

/// A page of a timeline.
async fn page<const DEFAULT: i64, const MOST: i64>(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    paging: &Paging<DEFAULT, MOST>,
    lines: Lines,
) -> Result<Response, ApiError> {
    let statuses = present::statuses(state, tx, viewer, &lines.entries).await?;
    Ok(paging.answer(&statuses, lines.ends))
}
