//! `/healthz` (`/health` for Mastodon's apps), `/readyz` and `/metrics`: what machines watch.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::telemetry::figures;
use crate::config::MetricsConfig;
use crate::http::{HttpError, routes};
use crate::store::{Db, StoreError, inbox};

/// A database that takes longer cannot serve people either.
const READY_WITHIN: Duration = Duration::from_secs(3);

/// Whether people may come. By default a node is ready as soon as it answers; whoever fills it first says when.
/// Clones share one answer.
#[derive(Debug, Clone)]
pub struct Readiness(Arc<AtomicBool>);

impl Default for Readiness {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Readiness {
    /// Not before [`Readiness::reached`].
    pub fn not_yet() -> Self {
        Self(Arc::default())
    }

    pub fn reached(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_reached(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

#[derive(Clone)]
struct Watched {
    db: Db,
    metrics: Arc<MetricsConfig>,
    readiness: Readiness,
}

/// `/healthz` and `/readyz`, and `/metrics` for those who send the configured token.
pub(super) fn public(db: Db, metrics: &MetricsConfig, readiness: Readiness) -> Router {
    let mut router = Router::new()
        .route(routes::HEALTH, get(healthy))
        .route(routes::HEALTH_FOR_APPS, get(|| async { (fresh(), "OK") }))
        .route(routes::READY, get(ready));
    if metrics.token.is_some() {
        router = router.route(routes::METRICS, get(metrics_for_bearer));
    }
    router.with_state(Watched { db, metrics: Arc::new(metrics.clone()), readiness })
}

/// `/metrics` on the listener that only the monitoring system reaches.
pub(super) fn internal() -> Router {
    Router::new().route(routes::METRICS, get(metrics))
}

/// The process answers. Says nothing about the database, so that an outage there restarts nobody.
async fn healthy() -> impl IntoResponse {
    (fresh(), "ok\n")
}

/// What is said of now is not said of later.
fn fresh() -> [(HeaderName, HeaderValue); 1] {
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}

/// The node can serve people: it is filled, and the database answers.
async fn ready(State(watched): State<Watched>) -> Result<Response, HttpError> {
    if !watched.readiness.is_reached() {
        return Ok((StatusCode::SERVICE_UNAVAILABLE, fresh(), "being filled\n").into_response());
    }
    match tokio::time::timeout(READY_WITHIN, inbox_depth(&watched.db)).await {
        Ok(Ok(_)) => Ok((fresh(), "ready\n").into_response()),
        Ok(Err(error)) => Err(HttpError::unavailable(error)),
        Err(elapsed) => Err(HttpError::unavailable(elapsed)),
    }
}

async fn inbox_depth(db: &Db) -> Result<i64, StoreError> {
    inbox::depth(&mut db.read().await?).await
}

async fn metrics_for_bearer(
    State(watched): State<Watched>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    let token = watched.metrics.token.as_ref().map(|token| token.expose().as_bytes());
    match (given, token) {
        (Some(given), Some(token)) if verify_slices_are_equal(given, token).is_ok() => metrics().await,
        _ => Err(HttpError::not_found()),
    }
}

async fn metrics() -> Result<Response, HttpError> {
    let figures = figures().ok_or_else(HttpError::not_found)?;
    let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(CONTENT_TYPE, text)], figures.render()).into_response())
}
