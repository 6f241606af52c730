//! Each request has an id, one line in the log, and its place in the figures.
//!
//! Neither addresses nor names nor query strings are logged: the route says enough, and the id ties the lines of one
//! request together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the requests of this process. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub struct RequestIds {
    process: u32,
    next: Arc<AtomicU64>,
}

impl RequestIds {
    /// `process` tells the processes of one node apart; draw it at random.
    pub fn new(process: u32) -> Self {
        Self { process, next: Arc::default() }
    }

    fn next(&self) -> String {
        format!("{:08x}-{:x}", self.process, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// Middleware: gives the request an id, which the answer carries as `X-Request-Id`, logs the outcome and counts it.
/// An id that came with the request is not believed.
pub async fn observe(State(ids): State<RequestIds>, request: Request, next: Next) -> Response {
    let id = ids.next();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", %id, %method, route);
    let started = Instant::now();
    let mut response = async {
        let response = next.run(request).await;
        let (status, took) = (response.status(), started.elapsed());
        tracing::info!(status = status.as_u16(), ms = took.as_secs_f64() * 1000.0, "answered");
        let labels =
            [("method", method.to_string()), ("route", route), ("status", status.as_u16().to_string())];
        metrics::histogram!("moothall_request_seconds", &labels).record(took.as_secs_f64());
        response
    }
    .instrument(span)
    .await;
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn every_answer_names_its_request_and_strangers_cannot_choose_the_name() {
        let router =
            Router::new().route("/", get(|| async {})).layer(from_fn_with_state(RequestIds::new(7), observe));
        let mut seen = Vec::new();
        for _ in 0..2 {
            let request = Request::get("/").header(REQUEST_ID, "chosen").body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            seen.push(answer.headers()[REQUEST_ID].to_str().unwrap().to_owned());
        }
        assert_eq!(seen, ["00000007-0", "00000007-1"]);
    }
}
