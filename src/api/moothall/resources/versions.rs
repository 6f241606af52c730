//! Resources as they were.

use axum::Json;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reading::seen;
use crate::api::access::{Anyone, ReadStatuses};
use crate::api::body::Query;
use crate::api::lenient::Id;
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::views::{Difference, People, Version, VersionLine};
use crate::api::{ApiError, ApiState};
use crate::domain::ids::PostId;
use crate::domain::post::{Authorship, Post, Revision};
use crate::domain::time::Timestamp;
use crate::http::HttpError;
use crate::services::resources;
use crate::store::revisions;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(difference))
}

/// A version before it is shown.
struct Line {
    number: i64,
    title: Option<String>,
    authorship: Authorship,
    created_at: Timestamp,
}

/// The versions below `before`, the newest first.
fn lines(post: &Post, earlier: &[Revision], before: i64) -> Vec<Line> {
    let current = Line {
        number: post.version,
        title: post.title.clone(),
        authorship: Authorship::of(post.author_id, earlier.first()),
        created_at: post.edited_at.unwrap_or(post.published_at),
    };
    let old = earlier.iter().enumerate().map(|(index, revision)| Line {
        number: revision.version,
        title: revision.title.clone(),
        authorship: Authorship::of(post.author_id, earlier.get(index + 1)),
        created_at: revision.created_at,
    });
    std::iter::once(current).filter(|line| line.number < before).chain(old).collect()
}

/// The versions of a resource
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/resources/{id}/versions",
    tag = "resources",
    params(("id" = PostId, Path, description = "Of the resource"), Position),
    security((), ("token" = ["read:statuses"])),
    responses(
        (status = 200, description = "A page of versions", body = Listed<VersionLine>),
        (status = 410, description = "It was deleted or removed"),
    )
)]
async fn list(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    Id(id): Id<PostId>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let before = listing.below()?;
    let mut tx = state.db.read().await?;
    let (post, _) = seen(&state, &mut tx, &viewer, id).await?;
    let earlier = revisions::list(&mut tx, id, before, listing.one_more()).await?;
    let mut rows = lines(&post, &earlier, before);
    let next = listing.cut(&mut rows).map(|line| place(0, line.number));
    let people = People::read(&mut tx, rows.iter().filter_map(|line| line.authorship.editor)).await?;
    let present = |line: Line| VersionLine {
        number: line.number,
        title: line.title,
        editor: people.get(line.authorship.editor),
        note: line.authorship.note,
        created_at: line.created_at,
    };
    Ok(listing.answer(rows.into_iter().map(present).collect(), next))
}

/// A version of a resource, by the two variables of its address.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Path)]
struct OfVersion {
    /// Of the resource.
    id: PostId,
    /// Of the version, from 1.
    number: i64,
}

impl FromRequestParts<ApiState> for OfVersion {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let variables =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        let mut texts = variables.iter().map(|(_, text)| text);
        let id = texts.next().and_then(|text| text.parse().ok()).ok_or_else(ApiError::not_found)?;
        let number = texts.next().and_then(|text| text.parse().ok()).ok_or_else(ApiError::not_found)?;
        Ok(Self { id, number })
    }
}

/// One version
#[utoipa::path(
    get,
    path = "/resources/{id}/versions/{number}",
    tag = "resources",
    params(OfVersion),
    security((), ("token" = ["read:statuses"])),
    responses(
        (status = 200, description = "The version", body = Version),
        (status = 410, description = "It was deleted or removed"),
    )
)]
async fn one(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    OfVersion { id, number }: OfVersion,
) -> Result<Json<Version>, ApiError> {
    let mut tx = state.db.read().await?;
    seen(&state, &mut tx, &viewer, id).await?;
    let version = resources::version(&mut tx, id, number).await?.ok_or_else(ApiError::not_found)?;
    let people = People::read(&mut tx, Version::named(&version).collect::<Vec<_>>()).await?;
    Ok(Json(Version::new(version, &people)))
}

/// Between which versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The number of a version.
    #[param(value_type = i64, required = true)]
    from: Option<String>,
    /// The number of a version.
    #[param(value_type = i64, required = true)]
    to: Option<String>,
}

/// What changed between two versions
///
/// From the older to the newer, in whichever order they are named.
#[utoipa::path(
    get,
    path = "/resources/{id}/difference",
    tag = "resources",
    params(("id" = PostId, Path, description = "Of the resource"), Wanted),
    security((), ("token" = ["read:statuses"])),
    responses(
        (status = 200, description = "What changed", body = Difference),
        (status = 410, description = "It was deleted or removed"),
    )
)]
async fn difference(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    Id(id): Id<PostId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Difference>, ApiError> {
    let (one, other) = (number("from", wanted.from)?, number("to", wanted.to)?);
    let (from, to) = (one.min(other), one.max(other));
    let mut tx = state.db.read().await?;
    seen(&state, &mut tx, &viewer, id).await?;
    let old = resources::version(&mut tx, id, from).await?.ok_or_else(ApiError::not_found)?;
    let new = resources::version(&mut tx, id, to).await?.ok_or_else(ApiError::not_found)?;
    drop(tx);
    // Comparing takes processor time: not on a thread that others wait for.
    let compared = tokio::task::spawn_blocking(move || resources::compare(&old, &new));
    let difference = compared.await.map_err(HttpError::internal)?;
    Ok(Json(Difference::new(from, to, difference)))
}

fn number(field: &'static str, text: Option<String>) -> Result<i64, ApiError> {
    let number = text.and_then(|text| text.parse().ok());
    number.ok_or_else(|| ApiError::wrong(field, "is the number of a version"))
}
