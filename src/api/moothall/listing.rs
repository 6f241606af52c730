//! Long lists: a page at a time, by a position that only the server reads.

use std::str::FromStr;

use axum::Json;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::LINK;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};

use crate::api::body::Query;
use crate::api::{ApiError, ApiState};
use crate::http::Cursor;

/// How many entries a page has unless asked otherwise.
const DEFAULT: i64 = 40;
/// How many it has at most.
const MOST: i64 = 100;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Position {
    /// The `next` of the page before; without it, the first page.
    after: Option<String>,
    /// How many entries, 40 unless stated and 100 at most.
    #[param(value_type = Option<i64>)]
    limit: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listed<T> {
    items: Vec<T>,
    /// Where the list goes on: the `after` of the next page. `null` on the last one.
    next: Option<String>,
}

/// Which part of a list is asked for, and the address that it was asked by.
#[derive(Debug)]
pub(super) struct Listing {
    /// How many entries to show.
    pub(super) limit: i64,
    after: Option<String>,
    origin: String,
    address: Uri,
}

impl FromRequestParts<ApiState> for Listing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let Query(asked) = Query::<Position>::from_request_parts(parts, state).await?;
        let Ok(OriginalUri(address)) = OriginalUri::from_request_parts(parts, state).await;
        let limit = asked.limit.and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT).clamp(1, MOST);
        let after = asked.after.filter(|after| !after.is_empty());
        Ok(Self { limit, after, origin: state.context.addresses.origin().to_owned(), address })
    }
}

impl Listing {
    /// Where the page begins; `None` for the beginning of the list.
    ///
    /// # Errors
    /// When the position is none that was given out.
    pub(super) fn after<C: FromStr>(&self) -> Result<Option<C>, ApiError> {
        let wrong = |_| ApiError::wrong("after", "is no position in this list");
        self.after.as_deref().map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// The same for a list that is ordered by ids alone.
    ///
    /// # Errors
    /// As [`Self::after`].
    pub(super) fn below(&self) -> Result<i64, ApiError> {
        Ok(self.after::<Cursor>()?.map_or(i64::MAX, |cursor| cursor.id))
    }

    /// What to ask the store for: one row more than is shown says whether there are others.
    pub(super) const fn one_more(&self) -> i64 {
        self.limit + 1
    }

    /// Cuts the rows to the page; gives the last of them when the list goes on behind it.
    pub(super) fn cut<'a, T>(&self, rows: &'a mut Vec<T>) -> Option<&'a T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        rows.last().filter(|_| more)
    }

    /// A page, with a link to the next one.
    pub(super) fn answer<T: Serialize>(&self, items: Vec<T>, next: Option<String>) -> Response {
        let link = next.as_deref().map(|next| format!("<{}>; rel=\"next\"", self.address_of(next)));
        let mut response = Json(Listed { items, next }).into_response();
        if let Some(value) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
            response.headers_mut().insert(LINK, value);
        }
        response
    }

    fn address_of(&self, next: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = form_urlencoded::parse(self.address.query().unwrap_or_default().as_bytes());
        query.extend_pairs(kept.filter(|(name, _)| name != "after" && name != "access_token"));
        query.append_pair("after", next);
        format!("{}{}?{}", self.origin, self.address.path(), query.finish())
    }
}

/// The text of a position.
pub(super) fn place(sort: i64, id: i64) -> String {
    Cursor { sort, id }.to_string()
}
