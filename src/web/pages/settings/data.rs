//! A person's data as one file: what the node holds about them, everything they wrote, and which files they uploaded.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream;

use crate::http::CsrfForm;
use crate::services::accounts::{ExportFile, ExportFileError};
use crate::store::{collections, follows};
use crate::web::pages::Pressed;
use crate::web::reader::SignedIn;
use crate::web::show::count;
use crate::web::view::SettingsData;
use crate::web::{WebError, WebState};

/// `GET /settings/data`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let posts = collections::count_of_author(&mut tx, person.actor).await?;
    let communities = follows::count_following(&mut tx, person.actor).await?;
    drop(tx);
    let view = SettingsData { posts: count(posts).into(), communities: count(communities).into() };
    person.reader.show(&view)
}

/// `POST /settings/data`: the file, written while it is read from the database.
pub(super) async fn download(
    State(state): State<WebState>,
    person: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    state.limits.look_up.check(&person.actor.get())?;
    let file = (state, ExportFile::of(person.actor));
    // Where it fails the connection breaks, so that nobody takes the file for the whole.
    let pieces = stream::try_unfold(file, |(state, mut file)| async move {
        let mut tx = state.db.read().await?;
        let piece = file.next(&state.context, &mut tx).await?;
        drop(tx);
        Ok::<_, ExportFileError>(piece.map(|piece| (piece, (state, file))))
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"moothall-export.json\"")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
