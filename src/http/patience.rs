//! For how long a request may take.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::HttpError;

/// From the last byte of the head to the answer.
#[derive(Debug, Clone, Copy)]
pub struct Patience(pub Duration);

/// Middleware: answers 408 when a request, its body included, takes longer than `patience`.
pub async fn bound_time(State(Patience(limit)): State<Patience>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => HttpError::new(StatusCode::REQUEST_TIMEOUT, "This took too long.").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, Bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures::stream;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn threat_061_a_body_that_never_ends_is_given_up_on() {
        let router = Router::new()
            .route("/", post(|_: Bytes| async {}))
            .layer(from_fn_with_state(Patience(Duration::from_millis(1)), bound_time));
        let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let answer = router.oneshot(Request::post("/").body(body).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
    }
}
