//! The servers that this node speaks with, and the rules about them. For administrators.

mod peers;
mod rules;

use utoipa_axum::router::OpenApiRouter;

use crate::api::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(peers::router()).merge(rules::router())
}
