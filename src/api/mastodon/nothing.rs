//! What there is none of here, for apps that ask all the same: an empty list is an answer, a 404 an error message on a
//! screen. Nobody is suggested, nothing trends, nobody is recommended on a profile; private conversations, announcements
//! and pictures as letters do not exist. What would change one of them is answered 404, as is all that there is not.

use axum::routing::get;
use axum::{Json, Router};

use super::accounts;
use crate::api::access::{Anyone, Person, ReadAccounts, ReadStatuses};
use crate::api::lenient::Id;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;

/// A list without entries.
type Nothing = Json<[(); 0]>;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts/{id}/endorsements", get(of_an_account))
        .route("/api/v1/accounts/{id}/identity_proofs", get(of_an_account))
        .route("/api/v1/announcements", get(for_person))
        .route("/api/v1/conversations", get(for_person))
        .route("/api/v1/custom_emojis", get(for_anyone))
        .route("/api/v1/endorsements", get(for_owner))
        .route("/api/v1/suggestions", get(for_owner))
        .route("/api/v2/suggestions", get(for_owner))
        .route("/api/v1/trends", get(for_anyone))
        .route("/api/v1/trends/links", get(for_anyone))
        .route("/api/v1/trends/statuses", get(for_anyone))
        .route("/api/v1/trends/tags", get(for_anyone))
}

/// Nothing is told, so nobody has to say who asks.
async fn for_anyone() -> Nothing {
    Json([])
}

/// Of somebody who is not there, not even nothing is told.
async fn of_an_account(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(account): Id<ActorId>,
) -> Result<Nothing, ApiError> {
    accounts::visible(&state, &mut state.db.read().await?, &viewer, account).await?;
    Ok(Json([]))
}

async fn for_person(_: Person<ReadStatuses>) -> Nothing {
    Json([])
}

async fn for_owner(_: Person<ReadAccounts>) -> Nothing {
    Json([])
}
