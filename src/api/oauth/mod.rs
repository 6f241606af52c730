//! How apps come to a token (OAuth 2.0, RFC 6749). The page on which a person lets an app is in `web`.

use axum::Router;

use super::ApiState;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
}
