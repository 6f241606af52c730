//! Public discussions with a hashtag.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::communities::ground;
use super::paging;
use crate::domain::text::tags::normalize_tag;
use crate::store::topics;
use crate::web::reader::Reader;
use crate::web::view::{Pagination, TagPage};
use crate::web::{WebError, WebState};

const THREADS: i64 = 30;

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    after: Option<String>,
}

/// `GET /tags/{tag}`
pub(super) async fn page(
    State(state): State<WebState>,
    reader: Reader,
    Path(typed): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, WebError> {
    let tag = normalize_tag(&typed).ok_or_else(WebError::not_found)?;
    if tag != typed {
        let address =
            state.context.addresses.tag(&tag).parse::<url::Url>().map_err(|_| WebError::not_found())?;
        return Ok(Redirect::permanent(address.path()).into_response());
    }
    let mut tx = state.db.read().await?;
    let from = paging::place(place.after.as_deref());
    let listed = topics::with_tag(&mut tx, &tag, reader.actor(), from, THREADS).await?;
    let rows = ground::topics(&mut tx, &listed.rows, &reader, true).await?;
    drop(tx);
    reader.show(&TagPage {
        tag,
        topics: rows,
        pagination: Pagination { newer: None, older: paging::older(&reader.path, listed.next) },
    })
}
