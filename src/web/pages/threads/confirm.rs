//! Pages that ask first: delete, remove, report.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::reading::Found;
use crate::domain::fact::Origin;
use crate::domain::permission::{Action, can};
use crate::domain::text::plain;
use crate::http::CsrfForm;
use crate::services::reports::{About, NewReport, report as send_report};
use crate::services::{posts, reports};
use crate::store::{Tx, bylines};
use crate::web::i18n::Message;
use crate::web::pages::Pressed;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show::{self, count};
use crate::web::view::{Confirm, ConfirmKind, FormErrors, Person, ReportForm, ReportReason};
use crate::web::{Done, WebError, WebState};

/// How much of a post is repeated, in characters.
const EXCERPT: usize = 300;
/// The longest reason of a removal, in characters.
const MAX_REASON: usize = 500;

fn excerpt(found: &Found) -> String {
    found.post.title.clone().unwrap_or_else(|| plain::excerpt(&found.post.html, EXCERPT))
}

async fn author(tx: &mut Tx, reader: &Reader, found: &Found) -> Result<Person, WebError> {
    let lines = bylines::by_ids(tx, [found.post.author_id]).await?;
    Ok(show::actor_of(lines.get(&found.post.author_id), &reader.names))
}

async fn question(
    tx: &mut Tx,
    reader: &Reader,
    found: &Found,
    kind: ConfirmKind,
) -> Result<Confirm, WebError> {
    Ok(Confirm {
        kind,
        id: found.post.id,
        header: found.ground.header(reader),
        author: author(tx, reader, found).await?,
        excerpt: excerpt(found),
        replies: count(found.post.reply_count),
        reason: String::new(),
        errors: FormErrors::default(),
    })
}

/// `GET /p/{id}/delete`
pub(in crate::web::pages) async fn ask_delete(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    can(&reader.viewer, Action::DeletePost(&found.post))?;
    let view = question(&mut tx, &reader, &found, ConfirmKind::Delete).await?;
    drop(tx);
    reader.show(&view)
}

/// `POST /p/{id}/delete`
pub(in crate::web::pages) async fn delete(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    posts::delete(&state.context, &mut tx, actor, found.post.id, &Origin::Here).await?;
    tx.commit().await?;
    let next = if found.post.is_root() { found.ground.path("/topics") } else { found.thread_path() };
    Ok(Done::Deleted.at(&next))
}

/// `GET /p/{id}/remove`
pub(in crate::web::pages) async fn ask_remove(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    can(&reader.viewer, Action::ModeratePost(&found.post, Some(found.ground.place.view())))?;
    let view = question(&mut tx, &reader, &found, ConfirmKind::Remove).await?;
    drop(tx);
    reader.show(&view)
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct Removal {
    #[serde(default)]
    reason: String,
}

/// `POST /p/{id}/remove`
pub(in crate::web::pages) async fn remove(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    CsrfForm(form): CsrfForm<Removal>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    let reason = form.reason.trim();
    let problem = match reason.chars().count() {
        0 => Some("problem-no-reason"),
        1..=MAX_REASON => None,
        _ => Some("problem-long-reason"),
    };
    if let Some(key) = problem {
        can(&reader.viewer, Action::ModeratePost(&found.post, Some(found.ground.place.view())))?;
        let mut view = question(&mut tx, &reader, &found, ConfirmKind::Remove).await?;
        drop(tx);
        view.errors.add("reason", Message::new(key));
        view.reason = form.reason;
        return reader.show_again(&view);
    }
    posts::remove(&state.context, &mut tx, actor, found.post.id, reason, &Origin::Here).await?;
    tx.commit().await?;
    Ok(Done::Removed.at(&found.path()))
}

/// `GET /p/{id}/report`
pub(in crate::web::pages) async fn ask_report(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    can(&reader.viewer, Action::Report)?;
    let view = report_form(&mut tx, &reader, &found).await?;
    drop(tx);
    reader.show(&view)
}

async fn report_form(tx: &mut Tx, reader: &Reader, found: &Found) -> Result<ReportForm, WebError> {
    let author = author(tx, reader, found).await?;
    let header = found.ground.header(reader);
    // The host's moderators learn of it anyway.
    let elsewhere = author.remote() && author.organization != header.community.organization;
    Ok(ReportForm {
        id: found.post.id,
        forward_to: elsewhere.then(|| author.organization.name.clone()),
        header,
        author,
        excerpt: excerpt(found),
        reason: None,
        comment: String::new(),
        forward: false,
        errors: FormErrors::default(),
    })
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct ReportFields {
    reason: Option<String>,
    #[serde(default)]
    comment: String,
    forward: Option<String>,
}

/// `POST /p/{id}/report`
pub(in crate::web::pages) async fn report(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    CsrfForm(form): CsrfForm<ReportFields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    let chosen = ReportReason::ALL.into_iter().find(|reason| Some(reason.value()) == form.reason.as_deref());
    let too_long = form.comment.chars().count() > reports::MAX_REASON - 100;
    let Some(reason) = chosen.filter(|_| !too_long) else {
        let mut view = report_form(&mut tx, &reader, &found).await?;
        drop(tx);
        if chosen.is_none() {
            view.errors.add("reason", Message::new("problem-choose-reason"));
        }
        if too_long {
            view.errors.add("comment", Message::new("problem-long-reason"));
        }
        view.reason = chosen;
        view.comment = form.comment;
        view.forward = form.forward.is_some();
        return reader.show_again(&view);
    };
    let text = show::kept_reason(reason, &form.comment);
    let new = NewReport {
        reporter: actor,
        about: About::Post(found.post.id),
        reason: text,
        uri: None,
        tell_author_node: form.forward.is_some(),
    };
    send_report(&state.context, &mut tx, new, &Origin::Here).await?;
    tx.commit().await?;
    Ok(Done::Reported.at(&found.path()))
}
