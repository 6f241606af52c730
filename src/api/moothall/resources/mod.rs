//! Resources: what a community keeps, in versions, with somebody who looks after it and a day until which it holds.

mod reading;
mod versions;
mod writing;

use utoipa_axum::router::OpenApiRouter;

use crate::api::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(reading::router()).merge(versions::router()).merge(writing::router())
}
