//! Each request has an id, one line in the log, and its place in the figures.
//!
//! Neither addresses nor names nor query strings are logged: the route says enough, and the id ties the lines of one
//! request together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
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

/// The id of a request, among its extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The pattern that a request matched, on its way back from the inner router.
#[derive(Debug, Clone)]
struct Route(MatchedPath);

/// Middleware for a router that is inside another: tells [`observe`] which route the request took.
pub async fn note_route(request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(path) = matched {
        response.extensions_mut().insert(Route(path));
    }
    response
}

/// Middleware: gives the request an id, which the answer carries as `X-Request-Id` and pages of errors name, logs the outcome and counts it.
/// An id that came with the request is not believed.
pub async fn observe(State(ids): State<RequestIds>, mut request: Request, next: Next) -> Response {
    let id = ids.next();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let span = tracing::info_span!("request", %id, %method);
    let started = Instant::now();
    let answered = async {
        let response = next.run(request).await;
        let took = started.elapsed().as_secs_f64();
        let route =
            response.extensions().get::<Route>().map_or("other", |Route(path)| path.as_str()).to_owned();
        let status = response.status().as_u16();
        tracing::info!(route, status, ms = took * 1000.0, "answered");
        let labels = [("method", known(&method)), ("route", route), ("status", status.to_string())];
        metrics::histogram!("moothall_request_seconds", &labels).record(took);
        response
    };
    let mut response = answered.instrument(span).await;
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Strangers can send any word as method; the figures know few.
fn known(method: &Method) -> String {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS => method.to_string(),
        _ => "other".to_owned(),
    }
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
