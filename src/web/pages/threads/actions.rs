//! Buttons of a post: thanks, share, pin, lock, restore.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::reading::Found;
use crate::domain::fact::Origin;
use crate::domain::post::ReactionKind;
use crate::http::CsrfForm;
use crate::services::{posts, reactions, shares};
use crate::web::pages::Pressed;
use crate::web::reader::SignedIn;
use crate::web::{Done, WebError, WebState};

/// A button that is pressed again to take it back.
#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct Toggle {
    undo: Option<String>,
}

/// `POST /p/{id}/thanks`
pub(in crate::web::pages) async fn thanks(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    CsrfForm(form): CsrfForm<Toggle>,
) -> Result<Response, WebError> {
    let SignedIn { reader, actor } = signed_in;
    let mut tx = state.db.begin().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    let (ctx, post, kind) = (&state.context, found.post.id, ReactionKind::Thanks);
    if form.undo.is_some() {
        reactions::withdraw(ctx, &mut tx, actor, post, kind, &Origin::Here).await?;
    } else {
        reactions::react(ctx, &mut tx, actor, post, kind, None, &Origin::Here).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&found.path()).into_response())
}

/// `POST /p/{id}/share`
pub(in crate::web::pages) async fn share(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    CsrfForm(form): CsrfForm<Toggle>,
) -> Result<Response, WebError> {
    let SignedIn { reader, actor } = signed_in;
    let mut tx = state.db.begin().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    let (ctx, post) = (&state.context, found.post.id);
    if form.undo.is_some() {
        shares::withdraw(ctx, &mut tx, actor, post, &Origin::Here).await?;
    } else {
        shares::share(ctx, &mut tx, actor, post, None, &Origin::Here).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&found.path()).into_response())
}

macro_rules! moderate {
    ($($(#[$doc:meta])* $name:ident => $done:expr;)+) => {$(
        $(#[$doc])*
        pub(in crate::web::pages) async fn $name(
            State(state): State<WebState>,
            Path(id): Path<String>,
            signed_in: SignedIn,
            _: CsrfForm<Pressed>,
        ) -> Result<Response, WebError> {
            let SignedIn { reader, actor } = signed_in;
            let mut tx = state.db.begin().await?;
            let found = Found::read(&state, &mut tx, &reader, &id).await?;
            posts::$name(&state.context, &mut tx, actor, found.post.id, None, &Origin::Here).await?;
            tx.commit().await?;
            Ok($done.at(&found.path()))
        }
    )+};
}

moderate! {
    /// `POST /p/{id}/pin`
    pin => Done::Saved;
    /// `POST /p/{id}/unpin`
    unpin => Done::Saved;
    /// `POST /p/{id}/lock`
    lock => Done::Saved;
    /// `POST /p/{id}/unlock`
    unlock => Done::Saved;
    /// `POST /p/{id}/restore`
    restore => Done::Restored;
}
