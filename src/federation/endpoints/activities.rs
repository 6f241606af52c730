//! Activities by their ids, so that whoever is told of one can read it where it comes from.

use activitypub_federation::FEDERATION_CONTENT_TYPE;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::FederationState;
use super::answer::NoAnswer;
use crate::federation::objects::{activity, is_public};
use crate::store::activities;

/// Only what was said to everyone: answers to follows and reports have ids, but no readers (threat 102).
pub(super) async fn activity(
    State(state): State<FederationState>,
    Path(id): Path<String>,
) -> Result<Response, NoAnswer> {
    if id.len() > 100 {
        return Err(NoAnswer::NotFound);
    }
    let uri = format!("{}/activities/{id}", state.ctx.addresses.origin());
    let mut tx = state.db.read().await?;
    let row = activities::by_uri(&mut tx, &uri).await?.ok_or(NoAnswer::NotFound)?;
    let said = activity::read(&serde_json::from_str(&row.body)?).map_err(|_| NoAnswer::NotFound)?;
    if !said.addressed.iter().any(|address| is_public(address)) {
        return Err(NoAnswer::NotFound);
    }
    Ok(([(header::CONTENT_TYPE, FEDERATION_CONTENT_TYPE)], row.body).into_response())
}
