//! Resources as they are.

use axum::Json;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{Anyone, ReadStatuses};
use crate::api::body::Query;
use crate::api::lenient::{Flag, Id};
use crate::api::moothall::doing::Shown;
use crate::api::moothall::found::{self, Ground};
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::views::{Resource, ResourceDetail, ResourceMay};
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::{Post, PostKind};
use crate::domain::resource::ResourceKind;
use crate::domain::text::tags::normalize_tag;
use crate::domain::time::Timestamp;
use crate::http::{Cursor, HttpError};
use crate::services::standing::Place;
use crate::store::library::{self, Shelf};
use crate::store::{self, Tx, attachments};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// Which resources to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Of one kind.
    #[param(value_type = Option<ResourceKind>)]
    kind: Option<String>,
    /// With a tag, without its `#`.
    tag: Option<String>,
    /// `true`: those whose review date has passed.
    #[param(value_type = Option<bool>)]
    review_due: Option<Flag>,
}

/// The resources of a community
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/communities/{id}/resources",
    tag = "resources",
    params(("id" = ActorId, Path, description = "Of the community"), Wanted, Position),
    security((), ("token" = ["read:statuses"])),
    responses((status = 200, description = "A page of resources", body = Listed<Resource>))
)]
async fn list(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    Id(id): Id<ActorId>,
    Query(wanted): Query<Wanted>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let now = state.context.now();
    let kind = |kind: &str| {
        ResourceKind::parse(kind).ok_or_else(|| ApiError::wrong("kind", "is no kind of resource"))
    };
    let tag = |tag: &str| normalize_tag(tag).ok_or_else(|| ApiError::wrong("tag", "is no tag"));
    let kind = wanted.kind.as_deref().map(kind).transpose()?;
    let tag = wanted.tag.as_deref().map(tag).transpose()?;
    let due = wanted.review_due.is_some_and(|Flag(due)| due);
    let shelf = Shelf { kind, tag: tag.as_deref(), due_at: due.then_some(now) };
    let from = listing.after::<Cursor>()?.map_or(store::Cursor::START, |cursor| store::Cursor {
        at: Timestamp::from_millis(cursor.sort),
        id: cursor.id,
    });
    let mut tx = state.db.read().await?;
    Ground::seen(&state, &mut tx, &viewer, id).await?;
    let page = library::of_community(&mut tx, id, shelf, from, listing.limit).await?;
    let next = page.next.map(|cursor| place(cursor.at.millis(), cursor.id));
    let resources = page.rows.into_iter().map(|row| Resource::new(row, now)).collect();
    Ok(listing.answer(resources, next))
}

/// One resource
#[utoipa::path(
    get,
    path = "/resources/{id}",
    tag = "resources",
    params(("id" = PostId, Path, description = "Of the resource")),
    security((), ("token" = ["read:statuses"])),
    responses(
        (status = 200, description = "The resource", body = ResourceDetail),
        (status = 410, description = "It was deleted or removed"),
    )
)]
async fn one(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    Id(id): Id<PostId>,
) -> Result<Json<ResourceDetail>, ApiError> {
    let mut tx = state.db.read().await?;
    let found = seen(&state, &mut tx, &viewer, id).await?;
    Ok(Json(detail(&state, &mut tx, &viewer, found).await?))
}

/// The post of a resource that can be read, and where it was said. What was one is gone: 410.
pub(super) async fn readable(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<(Post, Option<Place>), ApiError> {
    a_resource(found::post(state, tx, viewer, id).await?)
}

/// The same, for whoever only reads it.
pub(super) async fn seen(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    id: PostId,
) -> Result<(Post, Option<Place>), ApiError> {
    a_resource(found::seen_post(state, tx, viewer, id).await?)
}

fn a_resource(found: (Post, Option<Place>)) -> Result<(Post, Option<Place>), ApiError> {
    if found.0.kind != PostKind::Resource {
        return Err(ApiError::not_found());
    }
    if found.0.is_readable() { Ok(found) } else { Err(HttpError::gone().into()) }
}

impl Shown for ResourceDetail {
    type Id = PostId;

    async fn read(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &PostId) -> Result<Self, ApiError> {
        let found = readable(state, tx, viewer, *id).await?;
        detail(state, tx, viewer, found).await
    }

    async fn known(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &PostId) -> Result<(), ApiError> {
        readable(state, tx, viewer, *id).await.map(drop)
    }
}

/// A resource with all that is shown of it.
async fn detail(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    (post, place): (Post, Option<Place>),
) -> Result<ResourceDetail, ApiError> {
    let id = post.id;
    let row = library::of_posts(tx, vec![post]).await?.pop().ok_or_else(ApiError::not_found)?;
    let files = attachments::of_posts(tx, &[id]).await?;
    let place = place.as_ref().map(Place::view);
    let review = Action::ConfirmReview { post: &row.post, resource: &row.resource, place };
    let may = ResourceMay {
        edit: can(viewer, Action::EditPost(&row.post, place)).is_ok(),
        confirm_review: can(viewer, review).is_ok(),
    };
    Ok(ResourceDetail::new(row, files, may, state.context.now()))
}
