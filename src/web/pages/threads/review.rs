//! A steward says that a resource still holds, and until when.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::reading::Found;
use crate::domain::ids::PostId;
use crate::domain::permission::{Action, can};
use crate::domain::resource::Resource;
use crate::http::CsrfForm;
use crate::services::resources::{ConfirmReviewError, confirm_review, is_kept_here};
use crate::store::{Tx, resources};
use crate::web::i18n::Message;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show;
use crate::web::view::{ConfirmReview, FormErrors};
use crate::web::{Done, WebError, WebState};

/// How long a resource holds unless its steward says otherwise, in days.
const A_YEAR: i32 = 365;

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct Fields {
    #[serde(default)]
    review_by: String,
}

/// Whether the reader looks after a resource.
pub(super) fn may_confirm(reader: &Reader, found: &Found, resource: &Resource) -> bool {
    let place = Some(found.ground.place.view());
    can(&reader.viewer, Action::ConfirmReview { post: &found.root, resource, place }).is_ok()
}

async fn read(
    state: &WebState,
    tx: &mut Tx,
    reader: &Reader,
    id: &str,
) -> Result<(Found, Resource), WebError> {
    let found = Found::read(state, tx, reader, id).await?;
    let resource = resources::by_post(tx, found.post.id).await?.ok_or_else(WebError::not_found)?;
    let place = Some(found.ground.place.view());
    can(&reader.viewer, Action::ConfirmReview { post: &found.post, resource: &resource, place })?;
    Ok((found, resource))
}

fn view(reader: &Reader, found: &Found, resource: &Resource, review_by: String) -> ConfirmReview {
    ConfirmReview {
        id: found.post.id,
        header: found.ground.header(reader),
        title: show::title(&found.post),
        validity: show::validity(resource, reader.now),
        review_by,
        errors: FormErrors::default(),
    }
}

/// `GET /r/{id}/review`
pub(in crate::web::pages) async fn page(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let (found, resource) = read(&state, &mut tx, &reader, &id).await?;
    if !is_kept_here(&mut tx, &found.post, &found.ground.place).await? {
        // The page of the resource says where it is kept.
        return Ok(Redirect::to(&found.path()).into_response());
    }
    drop(tx);
    let today = reader.now.to_calendar().to_zoned(reader.time_zone.clone()).date();
    let day = today.checked_add(jiff::Span::new().days(A_YEAR)).map(|day| format!("{day}"));
    reader.show(&view(&reader, &found, &resource, day.unwrap_or_default()))
}

/// `POST /r/{id}/review`
pub(in crate::web::pages) async fn submit(
    State(state): State<WebState>,
    Path(id): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let (found, resource) = read(&state, &mut tx, &reader, &id).await?;
    let post: PostId = found.post.id;
    let day = fields.review_by.trim();
    let problem = match confirm_review(&state.context, &mut tx, actor, post, day).await {
        Ok(()) => {
            tx.commit().await?;
            return Ok(Done::ReviewConfirmed.at(&found.path()));
        }
        Err(ConfirmReviewError::NotADate) => ("review_by", "problem-not-a-date"),
        Err(ConfirmReviewError::Passed) => ("review_by", "problem-past-date"),
        Err(ConfirmReviewError::KeptElsewhere) => ("", "problem-kept-elsewhere"),
        Err(ConfirmReviewError::NotFound) => return Err(WebError::not_found()),
        Err(ConfirmReviewError::Denied(denial)) => return Err(denial.into()),
        Err(ConfirmReviewError::Store(error)) => return Err(error.into()),
    };
    drop(tx);
    let mut again = view(&reader, &found, &resource, fields.review_by);
    again.errors.add(problem.0, Message::new(problem.1));
    reader.show_again(&again)
}
