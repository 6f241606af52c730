//! Posts: locked, pinned, removed, and back.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{AdminWrite, Anyone, Person, ReadStatuses};
use crate::api::error::Flaw;
use crate::api::lenient::Id;
use crate::api::moothall::doing::{Doing, Shown};
use crate::api::moothall::found;
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::ModeratedPost;
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::PostId;
use crate::domain::permission::Viewer;
use crate::services::moderation::MAX_REASON;
use crate::services::posts;
use crate::store::Tx;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(one))
        .routes(routes!(lock, unlock))
        .routes(routes!(pin, unpin))
        .routes(routes!(remove, restore))
}

/// How a post stands
#[utoipa::path(
    get,
    path = "/posts/{id}",
    tag = "moderation",
    params(("id" = PostId, Path, description = "Of the post")),
    security((), ("token" = ["read:statuses"])),
    responses((status = 200, description = "The post as moderators see it", body = ModeratedPost))
)]
async fn one(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    Id(id): Id<PostId>,
) -> Result<Json<ModeratedPost>, ApiError> {
    let mut tx = state.db.read().await?;
    let (post, _) = found::seen_post(&state, &mut tx, &viewer, id).await?;
    Ok(Json(post.into()))
}

impl Shown for ModeratedPost {
    type Id = PostId;

    async fn read(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &PostId) -> Result<Self, ApiError> {
        Ok(found::post(state, tx, viewer, *id).await?.0.into())
    }
}

/// What moderators do without saying why: the handler and its description.
macro_rules! acts {
    ($($(#[doc = $doc:literal])+ $method:ident $path:literal $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[utoipa::path(
            $method,
            path = $path,
            tag = "moderation",
            params(("id" = PostId, Path, description = "Of the post")),
            security(("token" = ["admin:write"])),
            responses((status = 200, description = "The post as it stands then", body = ModeratedPost))
        )]
        async fn $name(
            by: Person<AdminWrite>,
            Id(id): Id<PostId>,
        ) -> Result<Json<ModeratedPost>, ApiError> {
            let mut it = Doing::begin(by, id).await?;
            let ctx = &it.person.state.context;
            posts::$name(ctx, &mut it.tx, it.person.actor, id, None, &Origin::Here).await?;
            it.finish().await
        }
    )+};
}

acts! {
    /// Close a discussion to new replies
    ///
    /// For moderators of its community. Safe to repeat.
    put "/posts/{id}/lock" lock;
    /// Open a discussion again
    ///
    /// For moderators of its community. Safe to repeat.
    delete "/posts/{id}/lock" unlock;
    /// Put a discussion on top of its community
    ///
    /// For moderators of its community. Safe to repeat.
    put "/posts/{id}/pin" pin;
    /// Take a discussion down from the top
    ///
    /// For moderators of its community. Safe to repeat.
    delete "/posts/{id}/pin" unpin;
    /// Put a removed post back
    ///
    /// For moderators of its community. Safe to repeat.
    delete "/posts/{id}/removal" restore;
}

/// Why a post is taken away.
#[derive(Debug, Deserialize, ToSchema)]
struct Removal {
    /// Everybody can read it; between 1 and 500 characters.
    reason: String,
}

/// Take a post away
///
/// For moderators of its community, and of the node for what it hosts. Its author is told why. Safe to repeat.
#[utoipa::path(
    put,
    path = "/posts/{id}/removal",
    tag = "moderation",
    params(("id" = PostId, Path, description = "Of the post")),
    request_body = Removal,
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The post as it stands then", body = ModeratedPost))
)]
async fn remove(
    by: Person<AdminWrite>,
    Id(id): Id<PostId>,
    Sent(sent): Sent<Removal>,
) -> Result<Json<ModeratedPost>, ApiError> {
    let reason = stated(&sent.reason)?;
    let mut it = Doing::begin(by, id).await?;
    let ctx = &it.person.state.context;
    posts::remove(ctx, &mut it.tx, it.person.actor, id, reason, &Origin::Here).await?;
    it.finish().await
}

/// A reason that everybody can read: there must be one.
pub(super) fn stated(reason: &str) -> Result<&str, ApiError> {
    let reason = reason.trim();
    let (code, description) = match reason.chars().count() {
        0 => ("ERR_BLANK", "can't be blank"),
        1..=MAX_REASON => return Ok(reason),
        _ => ("ERR_TOO_LONG", "has at most 500 characters"),
    };
    Err(ApiError::invalid(vec![Flaw { field: "reason", code, description }]))
}
