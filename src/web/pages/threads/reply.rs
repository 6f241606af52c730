//! Answering.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reading::{Found, Typed, with_reply};
use crate::domain::post::PostState;
use crate::http::CsrfMultipart;
use crate::services::drafts::{self, DraftPlace};
use crate::services::posts::text::Asking;
use crate::services::posts::{self, NewAttachment, NewPost, PostError, Target, Wording};
use crate::web::i18n::Message;
use crate::web::pages::files::{FileProblem, attach};
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

    let asking = if form.text("action") == "preview" { Asking::Nobody } else { Asking::Others };
    let Ok(written) = writing::render(&state, &body, asking).await? else {
        typed.errors.add("body", Message::new("problem-long-text"));
        return again(&state, &reader, &id, typed).await;
    };
    if asking == Asking::Nobody {
        typed.preview = Some(written.html);
        return with_reply(&state, &reader, &id, typed).await;
    }
    let mut attachments = Vec::new();
    let alt = form.text("alt").trim().to_owned();
    for file in std::mem::take(&mut form.files) {
        match attach(&state, actor, file.content, &file.name).await {
            Ok(media) => attachments.push(NewAttachment::Uploaded { media, name: alt.clone() }),
            Err(FileProblem::Refused(message)) => typed.errors.add("file", message),
            Err(FileProblem::Failed(error)) => return Err(error),
        }
    }
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

async fn again(state: &WebState, reader: &Reader, id: &str, typed: Typed) -> Result<Response, WebError> {
    let response = with_reply(state, reader, id, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, response).into_response())
}
