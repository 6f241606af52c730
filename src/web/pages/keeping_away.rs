//! The buttons of a person's page that keep them away.

use axum::extract::{Path, State};
use axum::response::Response;

use super::profile::About;
use crate::domain::relationship::Mute;
use crate::http::CsrfForm;
use crate::services::relationships;
use crate::web::pages::Pressed;
use crate::web::reader::SignedIn;
use crate::web::{Done, WebError, WebState};

/// `POST /u/{handle}/block`
pub(super) async fn block(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut it = About::begin(&state, &signed_in, &handle).await?;
    relationships::block(&state.context, &mut it.tx, signed_in.actor, it.person.id).await?;
    it.finish(Done::Blocked).await
}

/// `POST /u/{handle}/unblock`
pub(super) async fn unblock(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut it = About::begin(&state, &signed_in, &handle).await?;
    relationships::unblock(&state.context, &mut it.tx, signed_in.actor, it.person.id).await?;
    it.finish(Done::Unblocked).await
}

/// `POST /u/{handle}/mute`
pub(super) async fn mute(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut it = About::begin(&state, &signed_in, &handle).await?;
    let mute = Mute { notifications: true, ends_at: None };
    relationships::mute(&state.context, &mut it.tx, signed_in.actor, it.person.id, mute).await?;
    it.finish(Done::Muted).await
}

/// `POST /u/{handle}/unmute`
pub(super) async fn unmute(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut it = About::begin(&state, &signed_in, &handle).await?;
    relationships::unmute(&mut it.tx, signed_in.actor, it.person.id).await?;
    it.finish(Done::Unmuted).await
}
