//! Who follows a community.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{AdminRead, AdminWrite, Anyone, Person, ReadAccounts};
use crate::api::body::Query;
use crate::api::lenient::Id;
use crate::api::moothall::doing::Doing;
use crate::api::moothall::found::{Ground, Pair};
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::{CommunityDetail, Follower, FollowersOfServer};
use crate::api::{ApiError, ApiState};
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::http::Cursor;
use crate::services::communities::{approve_follower, refuse_follower};
use crate::store::follows;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(decide)).routes(routes!(by_server))
}

/// Which followers to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `accepted` unless stated; `waiting` for those whom a moderator has not decided about yet.
    #[param(value_type = Option<FollowState>)]
    state: Option<String>,
}

/// Who follows it, by name
///
/// The newest first. For its moderators; everybody may know how many there are, and where.
#[utoipa::path(
    get,
    path = "/communities/{id}/followers",
    tag = "communities",
    params(("id" = ActorId, Path, description = "Of the community"), Wanted, Position),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of followers", body = Listed<Follower>))
)]
async fn list(
    Person { state, viewer, .. }: Person<AdminRead>,
    Id(id): Id<ActorId>,
    Query(wanted): Query<Wanted>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let in_state = match wanted.state.as_deref() {
        None => FollowState::Accepted,
        Some(text) => FollowState::parse(text)
            .ok_or_else(|| ApiError::wrong("state", "is `accepted`, `waiting` or `refused`"))?,
    };
    let before = listing.after::<Cursor>()?;
    let before = before.map(|cursor| (Timestamp::from_millis(cursor.sort), ActorId::new(cursor.id)));
    let mut tx = state.db.read().await?;
    Ground::moderated(&state, &mut tx, &viewer, id).await?;
    let mut rows = follows::followers(&mut tx, id, in_state, before, listing.one_more()).await?;
    drop(tx);
    let next = listing.cut(&mut rows).map(|row| place(row.followed_at.millis(), row.actor.id.get()));
    Ok(listing.answer(rows.iter().map(Follower::from).collect(), next))
}

/// What to do about somebody who waits.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FollowerDecision {
    Approve,
    Refuse,
}

/// A decision about a follower who waits.
#[derive(Debug, Deserialize, ToSchema)]
struct DecidedFollower {
    decision: FollowerDecision,
}

/// Let a follower in who waits, or turn them away
///
/// For moderators of a community of this node. Nothing happens when nobody waits: safe to repeat.
#[utoipa::path(
    put,
    path = "/communities/{id}/followers/{person}",
    tag = "communities",
    params(Pair),
    request_body = DecidedFollower,
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "Done"))
)]
async fn decide(
    by: Person<AdminWrite>,
    Pair { id, person }: Pair,
    Sent(sent): Sent<DecidedFollower>,
) -> Result<StatusCode, ApiError> {
    let mut it = Doing::<_, CommunityDetail>::begin(by, id).await?;
    let (ctx, actor) = (&it.person.state.context, it.person.actor);
    match sent.decision {
        FollowerDecision::Approve => approve_follower(ctx, &mut it.tx, actor, id, person).await?,
        FollowerDecision::Refuse => refuse_follower(ctx, &mut it.tx, actor, id, person).await?,
    }
    it.done().await
}

/// From where it is followed
///
/// The 200 servers with the most followers that this node knows of, the largest first; as of the last minute.
#[utoipa::path(
    get,
    path = "/communities/{id}/followers/servers",
    tag = "communities",
    params(("id" = ActorId, Path, description = "Of the community")),
    security((), ("token" = ["read:accounts"])),
    responses((status = 200, description = "Servers and how many follow from there", body = [FollowersOfServer]))
)]
async fn by_server(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(id): Id<ActorId>,
) -> Result<Json<Vec<FollowersOfServer>>, ApiError> {
    let mut tx = state.db.read().await?;
    Ground::seen(&state, &mut tx, &viewer, id).await?;
    let servers = state.counts.servers(&mut tx, id).await?;
    Ok(Json(servers.iter().map(FollowersOfServer::from).collect()))
}
