//! Uploaded files: pictures shown on pages, documents only ever as downloads.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::stored::{self, Stored};
use crate::infra::media::{FileName, MediaKey};
use crate::store::media;
use crate::web::reader::Reader;
use crate::web::{WebError, WebState};

/// A key names its content, which therefore never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /media/{key}`
///
/// What a readable post shows is for everybody, what no post shows for its owner alone. Pictures of people, communities
/// and organizations belong to no post; they are public.
pub(super) async fn serve(
    State(state): State<WebState>,
    reader: Reader,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let key: MediaKey = key.parse().map_err(|_| WebError::not_found())?;
    let mut tx = state.db.read().await?;
    let name = key.to_string();
    let public = media::is_public(&mut tx, &name).await?;
    let row = media::visible(&mut tx, &name, reader.actor()).await?;
    drop(tx);
    let picture = row.is_none() && public && key.file_type().is_image();
    if row.is_none() && !picture {
        return Err(WebError::not_found());
    }
    let given = row.as_ref().map_or("", |row| row.file_name.as_str());
    let name = (!key.file_type().is_image()).then(|| FileName::new(given, key.file_type()));
    let file = Stored { key: &key, caching: if public { FOR_EVER } else { stored::FOR_ONE }, name };
    stored::answer(file, &headers, |range| state.media.get(&key, range)).await
}
