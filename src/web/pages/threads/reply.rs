//! Answering.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reading::{Found, Typed, with_reply};
use crate::domain::post::PostState;
use crate::http::CsrfMultipart;
use crate::services::drafts::{self, DraftPlace};
use crate::services::posts::text::Asking;
use crate::services::posts::{self, NewPost, PostError, Target, Wording};
use crate::web::i18n::Message;
use crate::web::pages::attached;
use crate::web::pages::multipart::SentForm;
use crate::web::pages::writing;
use crate::web::reader::{Reader, SignedIn};
use crate::web::{Done, WebError, WebState};

/// `POST /p/{id}/reply`
pub(in crate::web::pages) async fn submit(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let SignedIn { reader, actor } = signed_in;
    let found = Found::read(&state, &mut state.db.read().await?, &reader, &id).await?;
    let mut form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let body = form.lines("body");
    let mut typed = Typed { reply_to: Some(found.post.id), body: body.clone(), ..Typed::default() };
    let mut files = attached::kept(&form);
    files.extend(attached::take_in(&state, actor, &mut form, &mut typed.errors).await?);
    let owned = attached::owned(&mut state.db.read().await?, actor, &files).await?;
    typed.files = attached::views(&state, &files, &owned);

    let asking = if form.text("action") == "preview" { Asking::Nobody } else { Asking::Others };
    let written = match writing::render(&state, &body, asking).await? {
        Ok(written) => written,
        Err(too_long) => {
            too_long.note(&mut typed.errors);
            return again(&state, &reader, &id, typed).await;
        }
    };
    if asking == Asking::Nobody {
        typed.preview = Some(written.html);
        return again(&state, &reader, &id, typed).await;
    }
    let attachments = attached::attachments(&files, &owned, &mut typed.errors);
    if !typed.errors.is_empty() {
        return again(&state, &reader, &id, typed).await;
    }
    let wording = Wording {
        source: Some(body),
        html: written.html,
        language: writing::language(form.text("language")).or_else(|| found.root.language.clone()),
        tags: written.tags,
        attachments,
        mentions: written.mentions,
        ..Wording::default()
    };
    let new = NewPost { author: actor, target: Target::Reply(found.post.id), wording };
    let mut tx = state.db.begin().await?;
    match posts::publish(&state.context, &mut tx, new).await {
        Ok(post) => {
            drafts::discard(&mut tx, actor, DraftPlace::Reply(found.post.id)).await?;
            tx.commit().await?;
            let done = if post.state == PostState::Sent { Done::Sent } else { Done::Published };
            Ok(done.at(&format!("{}?at={id}#p{id}", found.thread_path(), id = post.id)))
        }
        Err(PostError::Flawed(flaw)) => {
            drop(tx);
            writing::flaw(flaw, &mut typed.errors);
            again(&state, &reader, &id, typed).await
        }
        Err(PostError::TooDeep) => {
            drop(tx);
            typed.errors.add("body", Message::new("problem-too-deep"));
            again(&state, &reader, &id, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with what was typed: after a preview, or with what has to be changed.
async fn again(state: &WebState, reader: &Reader, id: &str, typed: Typed) -> Result<Response, WebError> {
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let response = with_reply(state, reader, id, typed).await?;
    Ok((status, response).into_response())
}
