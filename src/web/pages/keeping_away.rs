//! The buttons of a person's page that keep them away.

use axum::extract::{Path, State};
use axum::response::Response;

use super::profile::visible;
use crate::domain::relationship::Mute;
use crate::http::{CsrfForm, routes};
use crate::services::relationships;
use crate::web::pages::Pressed;
use crate::web::reader::SignedIn;
use crate::web::{Done, WebError, WebState};

/// `POST /u/{handle}/block`
pub(super) async fn block(
    State(state): State<WebState>,
    SignedIn { reader, actor }: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let person = visible(&state, &mut tx, &reader, &handle).await?;
    relationships::block(&state.context, &mut tx, actor, person.id).await?;
    tx.commit().await?;
    Ok(Done::Blocked.at(&routes::person(&person.local_acct())))
}

/// `POST /u/{handle}/unblock`
pub(super) async fn unblock(
    State(state): State<WebState>,
    SignedIn { reader, actor }: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let person = visible(&state, &mut tx, &reader, &handle).await?;
    relationships::unblock(&state.context, &mut tx, actor, person.id).await?;
    tx.commit().await?;
    Ok(Done::Unblocked.at(&routes::person(&person.local_acct())))
}

/// `POST /u/{handle}/mute`
pub(super) async fn mute(
    State(state): State<WebState>,
    SignedIn { reader, actor }: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let person = visible(&state, &mut tx, &reader, &handle).await?;
    let mute = Mute { notifications: true, ends_at: None };
    relationships::mute(&state.context, &mut tx, actor, person.id, mute).await?;
    tx.commit().await?;
    Ok(Done::Muted.at(&routes::person(&person.local_acct())))
}

/// `POST /u/{handle}/unmute`
pub(super) async fn unmute(
    State(state): State<WebState>,
    SignedIn { reader, actor }: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let person = visible(&state, &mut tx, &reader, &handle).await?;
    relationships::unmute(&mut tx, actor, person.id).await?;
    tx.commit().await?;
    Ok(Done::Unmuted.at(&routes::person(&person.local_acct())))
}
