//! Who may not take part in a community.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::posts::stated;
use crate::api::access::{AdminRead, AdminWrite, Person};
use crate::api::lenient::Id;
use crate::api::moothall::doing::Doing;
use crate::api::moothall::found::{Ground, Pair};
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::{Ban, CommunityDetail, People};
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::http::Cursor;
use crate::services::communities::bans::{self, NewBan};
use crate::services::posts;
use crate::store::bans as banned;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(ban, unban))
}

/// Who is banned
///
/// Bans in force, the newest first. For moderators of the community.
#[utoipa::path(
    get,
    path = "/communities/{id}/bans",
    tag = "moderation",
    params(("id" = ActorId, Path, description = "Of the community"), Position),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of bans", body = Listed<Ban>))
)]
async fn list(
    Person { state, viewer, .. }: Person<AdminRead>,
    Id(id): Id<ActorId>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let before = listing.after::<Cursor>()?;
    let before = before.map(|cursor| (Timestamp::from_millis(cursor.sort), ActorId::new(cursor.id)));
    let mut tx = state.db.read().await?;
    Ground::moderated(&state, &mut tx, &viewer, id).await?;
    let mut rows = banned::of_community(&mut tx, id, state.context.now(), before, listing.one_more()).await?;
    let next = listing.cut(&mut rows).map(|row| place(row.banned_at.millis(), row.actor.id.get()));
    let people = People::read(&mut tx, rows.iter().filter_map(|row| row.banned_by)).await?;
    Ok(listing.answer(rows.iter().map(|row| Ban::new(row, &people)).collect(), next))
}

/// Why somebody is kept out, and until when.
#[derive(Debug, Deserialize, ToSchema)]
struct BanToMake {
    /// Public, in the community's log; between 1 and 500 characters.
    reason: String,
    /// A moment in the future (RFC 3339); `null` for good.
    #[schema(value_type = Option<Timestamp>)]
    ends_at: Option<String>,
    /// Whether to remove what they said in the community too: the latest 200 posts.
    #[serde(default)]
    remove_posts: bool,
}

/// Ban somebody, or change reason and end of a ban
///
/// For moderators of the community. Whoever is banned can read, and nothing else; in a community of this node they follow
/// no longer.
#[utoipa::path(
    put,
    path = "/communities/{id}/bans/{person}",
    tag = "moderation",
    params(Pair),
    request_body = BanToMake,
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "Done"))
)]
async fn ban(
    by: Person<AdminWrite>,
    Pair { id, person }: Pair,
    Sent(sent): Sent<BanToMake>,
) -> Result<StatusCode, ApiError> {
    let reason = stated(&sent.reason)?.to_owned();
    let ends_at = sent.ends_at.as_deref().map(moment).transpose()?;
    let new = NewBan { person, reason: reason.clone(), ends_at };
    let mut it = Doing::<_, CommunityDetail>::begin(by, id).await?;
    let (ctx, actor) = (&it.person.state.context, it.person.actor);
    bans::ban(ctx, &mut it.tx, actor, id, new, &Origin::Here).await?;
    if sent.remove_posts {
        posts::remove_all_of(ctx, &mut it.tx, actor, id, person, &reason).await?;
    }
    it.done().await
}

fn moment(text: &str) -> Result<Timestamp, ApiError> {
    Timestamp::parse(text).map_err(|_| ApiError::wrong("ends_at", "is a date and time as RFC 3339 has it"))
}

/// Lift a ban
///
/// For moderators of the community. Safe to repeat.
#[utoipa::path(
    delete,
    path = "/communities/{id}/bans/{person}",
    tag = "moderation",
    params(Pair),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "They are not banned any more"))
)]
async fn unban(by: Person<AdminWrite>, Pair { id, person }: Pair) -> Result<StatusCode, ApiError> {
    let mut it = Doing::<_, CommunityDetail>::begin(by, id).await?;
    let ctx = &it.person.state.context;
    bans::unban(ctx, &mut it.tx, it.person.actor, id, person, &Origin::Here).await?;
    it.done().await
}
