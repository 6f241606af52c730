//! Following a community, and stopping; having its earlier discussions fetched.

use axum::extract::{Path, State};
use axum::response::Response;

use super::ground::Ground;
use crate::domain::community::FollowState;
use crate::http::CsrfForm;
use crate::services::communities::{self, FollowError};
use crate::web::pages::Pressed;
use crate::web::reader::SignedIn;
use crate::web::{Done, WebError, WebState};

/// `POST /c/{handle}/follow`
pub(in crate::web::pages) async fn follow(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    signed_in: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let ground = Ground::find(&state, &mut tx, &signed_in.reader, &handle).await?;
    let outcome = communities::follow(&state.context, &mut tx, signed_in.actor, ground.actor.id).await;
    let done = follow_done(outcome, Done::Followed, Done::FollowAsked)?;
    tx.commit().await?;
    Ok(done.at(&ground.path("")))
}

/// What to tell somebody who asked to follow, by what became of it: they follow at once, or an answer is awaited.
///
/// # Errors
/// When they may not, or the database fails.
pub(in crate::web::pages) fn follow_done(
    outcome: Result<FollowState, FollowError>,
    at_once: Done,
    asked: Done,
) -> Result<Done, WebError> {
    match outcome {
        Ok(FollowState::Accepted) => Ok(at_once),
        Ok(FollowState::Waiting | FollowState::Refused) => Ok(asked),
        Err(FollowError::NotFederated) => Ok(Done::NotFederated),
        Err(error) => Err(error.into()),
    }
}

/// `POST /c/{handle}/unfollow`
pub(in crate::web::pages) async fn unfollow(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    signed_in: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let ground = Ground::find(&state, &mut tx, &signed_in.reader, &handle).await?;
    communities::unfollow(&state.context, &mut tx, signed_in.actor, ground.actor.id).await?;
    tx.commit().await?;
    Ok(Done::Unfollowed.at(&ground.path("")))
}

/// `POST /c/{handle}/fetch-older`
pub(in crate::web::pages) async fn fetch_older(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    signed_in: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let ground = Ground::find(&state, &mut tx, &signed_in.reader, &handle).await?;
    communities::fetch_older(&state.context, &mut tx, signed_in.actor, ground.actor.id).await?;
    tx.commit().await?;
    Ok(Done::FetchingOlder.at(&ground.path("/topics")))
}
