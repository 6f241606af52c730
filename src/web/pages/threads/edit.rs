//! Changing what one said: the form with which it was written, filled.

use axum::extract::{Path, State};
use axum::response::Response;

use super::reading::Found;
use crate::domain::permission::{Action, can};
use crate::http::CsrfMultipart;
use crate::store::Tx;
use crate::web::pages::compose;
use crate::web::reader::{Reader, SignedIn};
use crate::web::{WebError, WebState};

/// `GET /p/{id}/edit`
pub(in crate::web::pages) async fn page(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = editable(&state, &mut tx, &signed_in.reader, &id).await?;
    compose::edit_page(&state, tx, &signed_in, found).await
}

/// `POST /p/{id}/edit`
pub(in crate::web::pages) async fn submit(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let found = editable(&state, &mut state.db.read().await?, &signed_in.reader, &id).await?;
    compose::edit(&state, &signed_in, found, form).await
}

async fn editable(state: &WebState, tx: &mut Tx, reader: &Reader, id: &str) -> Result<Found, WebError> {
    let found = Found::read(state, tx, reader, id).await?;
    can(&reader.viewer, Action::EditPost(&found.post, Some(found.ground.place.view())))?;
    Ok(found)
}
