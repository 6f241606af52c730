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
    let done = match communities::follow(&state.context, &mut tx, signed_in.actor, ground.actor.id).await {
        Ok(FollowState::Accepted) => Done::Followed,
        Ok(_) => Done::FollowAsked,
        Err(FollowError::NotFederated) => Done::NotFederated,
        Err(error) => return Err(error.into()),
    };
    tx.commit().await?;
    Ok(done.at(&ground.path("")))
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
