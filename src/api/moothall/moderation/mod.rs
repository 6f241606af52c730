//! What moderators do: about posts and people, and about what is reported to them.

mod bans;
mod people;
mod posts;
mod reports;

use utoipa_axum::router::OpenApiRouter;

use crate::api::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(posts::router())
        .merge(bans::router())
        .merge(people::router())
        .merge(reports::router())
}
