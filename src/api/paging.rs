//! Long lists as Mastodon pages them: by ids in the query, and by links in the answer's head.

use axum::Json;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::LINK;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::body::Query;
use super::{ApiError, ApiState};
use crate::store::Span;

/// The names by which a page is asked for; they are replaced in the links of the answer.
const POSITIONS: [&str; 4] = ["max_id", "since_id", "min_id", "access_token"];

#[derive(Debug, Deserialize)]
struct Asked {
    max_id: Option<String>,
    since_id: Option<String>,
    min_id: Option<String>,
    limit: Option<String>,
}

/// Which part of a list is asked for, and the address that it was asked by.
///
/// `DEFAULT` entries unless the client says otherwise, and never more than `MOST`: 20 and 40 for statuses, 40 and 80 for
/// accounts.
#[derive(Debug, Clone)]
pub(super) struct Paging<const DEFAULT: i64 = 20, const MOST: i64 = 40> {
    pub span: Span,
    origin: String,
    address: Uri,
}

impl<const DEFAULT: i64, const MOST: i64> FromRequestParts<ApiState> for Paging<DEFAULT, MOST> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state).await?;
        let Ok(OriginalUri(address)) = OriginalUri::from_request_parts(parts, state).await;
        let limit = asked.limit.and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT).clamp(1, MOST);
        let min_id = number(asked.min_id.as_deref());
        let span = Span {
            below: number(asked.max_id.as_deref()).unwrap_or(i64::MAX),
            above: min_id.or(number(asked.since_id.as_deref())).unwrap_or(0),
            nearest_first: min_id.is_some(),
            limit,
        };
        Ok(Self { span, origin: state.context.addresses.origin().to_owned(), address })
    }
}

/// A position that is no number says nothing, as an unknown parameter does.
fn number(text: Option<&str>) -> Option<i64> {
    text?.parse().ok().filter(|number| *number >= 0)
}

impl<const DEFAULT: i64, const MOST: i64> Paging<DEFAULT, MOST> {
    /// A page of a list, with links to what is before and after it. `first` and `last` are the positions of its newest
    /// and oldest row; without rows there are no links.
    pub(super) fn answer<T: Serialize>(&self, rows: &[T], ends: Option<(i64, i64)>) -> Response {
        self.answer_with(&rows, ends)
    }

    /// The same, for a page that is more than its rows.
    pub(super) fn answer_with<T: Serialize>(&self, body: &T, ends: Option<(i64, i64)>) -> Response {
        let mut response = Json(body).into_response();
        if let Some((newest, oldest)) = ends {
            let (next, previous) = (self.link("max_id", oldest), self.link("min_id", newest));
            let links = format!("<{next}>; rel=\"next\", <{previous}>; rel=\"prev\"");
            if let Ok(value) = HeaderValue::try_from(links) {
                response.headers_mut().insert(LINK, value);
            }
        }
        response
    }

    fn link(&self, name: &str, id: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = form_urlencoded::parse(self.address.query().unwrap_or_default().as_bytes());
        query.extend_pairs(kept.filter(|(name, _)| !POSITIONS.contains(&name.as_ref())));
        query.append_pair(name, &id.to_string());
        format!("{}{}?{}", self.origin, self.address.path(), query.finish())
    }
}
