//! Opening a community, and changing what it says about itself.

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{AdminWrite, Person, WriteAccounts};
use crate::api::lenient::Id;
use crate::api::moothall::doing::{Doing, Shown};
use crate::api::moothall::found::Ground;
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::CommunityDetail;
use crate::api::{ApiError, ApiState};
use crate::domain::community::{PostPolicy, Visibility};
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::http::HttpError;
use crate::services::actors::NewKeys;
use crate::services::communities::{self, CommunityEdit, NewCommunity};
use crate::store::communities as stored;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(edit))
}

/// A community to open.
#[derive(Debug, Deserialize, ToSchema)]
struct CommunityToOpen {
    /// Letters, digits and `_`. It stays as it is for ever, and no person may have it.
    handle: String,
    /// At most 60 characters.
    name: String,
    /// Markdown, at most 5000 characters.
    #[serde(default)]
    summary: String,
    /// A language tag (BCP 47).
    language: Option<String>,
    /// `public` unless stated.
    visibility: Option<Visibility>,
    /// `anyone` unless stated.
    post_policy: Option<PostPolicy>,
}

/// Open a community
///
/// Whoever opens it becomes its first moderator and follower.
#[utoipa::path(
    post,
    path = "/communities",
    tag = "communities",
    request_body = CommunityToOpen,
    security(("token" = ["write:accounts"])),
    responses((status = 201, description = "The new community", body = CommunityDetail))
)]
async fn create(
    Person { state, actor, viewer, .. }: Person<WriteAccounts>,
    Sent(sent): Sent<CommunityToOpen>,
) -> Result<(StatusCode, Json<CommunityDetail>), ApiError> {
    // Asked before keys are made, which takes time.
    can(&viewer, Action::CreateCommunity)?;
    let keys = NewKeys::make(&state.context, &state.sealer).await.map_err(HttpError::internal)?;
    let new = NewCommunity {
        handle: sent.handle,
        name: sent.name,
        summary: sent.summary,
        language: sent.language,
        visibility: sent.visibility.unwrap_or(Visibility::Public),
        post_policy: sent.post_policy.unwrap_or(PostPolicy::Anyone),
    };
    let mut tx = state.db.begin().await?;
    let community = communities::create(&state.context, &mut tx, actor, new, keys).await?;
    let answer = CommunityDetail::read(&state, &mut tx, &viewer, &community.id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// What of a community to change; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
struct CommunityChange {
    /// At most 60 characters.
    name: Option<String>,
    /// Markdown, at most 5000 characters.
    summary: Option<String>,
    /// A language tag (BCP 47); an empty text for none.
    language: Option<String>,
    visibility: Option<Visibility>,
    post_policy: Option<PostPolicy>,
    /// Whether followers wait for a moderator.
    approves_followers: Option<bool>,
}

/// Edit a community
///
/// For its moderators and the node's administrators; only the node that hosts a community can edit it.
#[utoipa::path(
    patch,
    path = "/communities/{id}",
    tag = "communities",
    params(("id" = ActorId, Path, description = "Of the community")),
    request_body = CommunityChange,
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The community as it is then", body = CommunityDetail))
)]
async fn edit(
    by: Person<AdminWrite>,
    Id(id): Id<ActorId>,
    Sent(sent): Sent<CommunityChange>,
) -> Result<Json<CommunityDetail>, ApiError> {
    let mut it = Doing::begin(by, id).await?;
    let Person { state, actor, viewer, .. } = &it.person;
    stored::lock(&mut it.tx, id).await?;
    let Ground { actor: now, place } = Ground::find(state, &mut it.tx, viewer, id).await?;
    let edit = CommunityEdit {
        name: sent.name.unwrap_or(now.name),
        summary: sent.summary.or(now.summary_source).unwrap_or_default(),
        icon_url: now.icon_url,
        banner_url: now.banner_url,
        language: sent.language.or(place.community.language),
        visibility: sent.visibility.unwrap_or(place.community.visibility),
        post_policy: sent.post_policy.unwrap_or(place.community.post_policy),
        manually_approves: sent.approves_followers.unwrap_or(now.manually_approves),
    };
    communities::edit(&state.context, &mut it.tx, *actor, id, edit).await?;
    it.finish().await
}
