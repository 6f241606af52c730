//! Who moderates a community.

use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{AdminWrite, Anyone, Person, ReadAccounts};
use crate::api::lenient::Id;
use crate::api::moothall::doing::Doing;
use crate::api::moothall::found::{Ground, Pair};
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::views::{self, CommunityDetail};
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::http::Cursor;
use crate::services::communities::moderators;
use crate::store::{actors, moderators as office};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(add, remove))
}

/// Its moderators
///
/// The longest-serving first.
#[utoipa::path(
    get,
    path = "/communities/{id}/moderators",
    tag = "moderators",
    params(("id" = ActorId, Path, description = "Of the community"), Position),
    security((), ("token" = ["read:accounts"])),
    responses((status = 200, description = "A page of moderators", body = Listed<views::Person>))
)]
async fn list(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(id): Id<ActorId>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let after = listing.after::<Cursor>()?;
    let after = after.map(|cursor| (Timestamp::from_millis(cursor.sort), ActorId::new(cursor.id)));
    let mut tx = state.db.read().await?;
    Ground::seen(&state, &mut tx, &viewer, id).await?;
    let mut rows = office::page(&mut tx, id, after, listing.one_more()).await?;
    drop(tx);
    let next = listing.cut(&mut rows).map(|row| place(row.since.millis(), row.actor.id.get()));
    Ok(listing.answer(rows.iter().map(|row| views::Person::from(&row.actor)).collect(), next))
}

/// Make somebody a moderator
///
/// For moderators of a community of this node, and the node's administrators. Safe to repeat.
#[utoipa::path(
    put,
    path = "/communities/{id}/moderators/{person}",
    tag = "moderators",
    params(Pair),
    security(("token" = ["admin:write"])),
    responses(
        (status = 204, description = "Done"),
        (status = 422, description = "They cannot moderate, or there are too many"),
    )
)]
async fn add(by: Person<AdminWrite>, Pair { id, person }: Pair) -> Result<StatusCode, ApiError> {
    let mut it = Doing::<_, CommunityDetail>::begin(by, id).await?;
    actors::by_id(&mut it.tx, person).await?.ok_or_else(ApiError::not_found)?;
    let ctx = &it.person.state.context;
    moderators::add(ctx, &mut it.tx, it.person.actor, id, person, &Origin::Here).await?;
    it.done().await
}

/// End somebody's office, or resign
///
/// With one's own id: resign. The last moderator stays until there is another. Safe to repeat.
#[utoipa::path(
    delete,
    path = "/communities/{id}/moderators/{person}",
    tag = "moderators",
    params(Pair),
    security(("token" = ["admin:write"])),
    responses(
        (status = 204, description = "Done"),
        (status = 422, description = "Nobody else would be left"),
    )
)]
async fn remove(by: Person<AdminWrite>, Pair { id, person }: Pair) -> Result<StatusCode, ApiError> {
    let mut it = Doing::<_, CommunityDetail>::begin(by, id).await?;
    let ctx = &it.person.state.context;
    moderators::remove(ctx, &mut it.tx, it.person.actor, id, person, &Origin::Here).await?;
    it.done().await
}
