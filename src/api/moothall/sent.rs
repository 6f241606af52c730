//! What a program sends: JSON.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::problem::Misfit;
use crate::api::ApiState;
use crate::api::body::without_nul;
use crate::http::HttpError;

/// The body of a request. Fields that are not known are passed over; what is no JSON, or has the character NUL in a text,
/// is refused with 400, and what does not fit with 422, which names the first field that is wrong.
#[derive(Debug)]
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Response> {
        if !is_json(&request) {
            let sentence = "The body must be JSON, and say so: Content-Type: application/json.";
            return Err(HttpError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence).into_response());
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| HttpError::too_large().into_response())?;
        without_nul(&body).map_err(IntoResponse::into_response)?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        let value: T = serde_path_to_error::deserialize(&mut reader).map_err(refusal)?;
        reader.end().map_err(|error| malformed(error).into_response())?;
        Ok(Self(value))
    }
}

fn is_json(request: &Request) -> bool {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
}

fn refusal(error: serde_path_to_error::Error<serde_json::Error>) -> Response {
    let path = error.path().to_string();
    let cause = error.into_inner();
    if cause.classify() != Category::Data {
        return malformed(cause).into_response();
    }
    let field = missing(&cause.to_string()).unwrap_or(path);
    Misfit { field }.into_response()
}

/// The name of a missing field, which the path does not have because there is nothing there.
fn missing(sentence: &str) -> Option<String> {
    let rest = sentence.strip_prefix("missing field `")?;
    rest.split('`').next().map(str::to_owned)
}

fn malformed(error: serde_json::Error) -> HttpError {
    HttpError::bad_request("The body is not JSON.").because(error)
}
