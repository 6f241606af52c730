//! The style sheet, the script and the icons.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::web::{WebError, assets};

/// Serves a file: under the name that contains its hash to be kept for ever, a picture for a day.
pub(super) async fn serve(Path(name): Path<String>) -> Result<Response, WebError> {
    let asset = assets::find(&name).ok_or_else(WebError::not_found)?;
    let kept = if asset.immutable { "public, max-age=31536000, immutable" } else { "public, max-age=86400" };
    let headers = [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, kept)];
    Ok((headers, asset.bytes.into_owned()).into_response())
}
