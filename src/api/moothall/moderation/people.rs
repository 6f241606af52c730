//! Who may do nothing on this node.

use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::posts::stated;
use crate::api::access::{AdminWrite, Person};
use crate::api::lenient::Id;
use crate::api::moothall::sent::Sent;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::ActorId;
use crate::services::accounts;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(suspend, unsuspend))
}

/// Why somebody is suspended.
#[derive(Debug, Deserialize, ToSchema)]
struct Suspension {
    /// For the moderators of the node; between 1 and 500 characters.
    reason: String,
}

/// Suspend somebody
///
/// For moderators of the node. A person or community of this node, or anybody elsewhere, who then can do nothing here;
/// people of this node are signed out. Those who moderate or administer are suspended by administrators alone. Safe to
/// repeat.
#[utoipa::path(
    put,
    path = "/people/{id}/suspension",
    tag = "moderation",
    params(("id" = ActorId, Path, description = "Of the person")),
    request_body = Suspension,
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "They are suspended"))
)]
async fn suspend(
    by: Person<AdminWrite>,
    Id(id): Id<ActorId>,
    Sent(sent): Sent<Suspension>,
) -> Result<StatusCode, ApiError> {
    let reason = stated(&sent.reason)?;
    let mut tx = by.state.db.begin().await?;
    accounts::suspend(&by.state.context, &mut tx, by.actor, id, reason).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let somebody act again
///
/// For moderators of the node, as for suspending. Safe to repeat.
#[utoipa::path(
    delete,
    path = "/people/{id}/suspension",
    tag = "moderation",
    params(("id" = ActorId, Path, description = "Of the person")),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "They are not suspended any more"))
)]
async fn unsuspend(by: Person<AdminWrite>, Id(id): Id<ActorId>) -> Result<StatusCode, ApiError> {
    let mut tx = by.state.db.begin().await?;
    accounts::unsuspend(&by.state.context, &mut tx, by.actor, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
