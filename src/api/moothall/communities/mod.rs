//! Communities: finding, opening and editing them; who follows, and who moderates.

mod followers;
mod moderators;
mod reading;
mod writing;

use utoipa_axum::router::OpenApiRouter;

use crate::api::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(reading::router())
        .merge(writing::router())
        .merge(moderators::router())
        .merge(followers::router())
}
