//! The server: what it serves, how it misbehaves, and what it was asked and sent.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use moothall::domain::delivery::SignatureScheme;
use moothall::infra::clock::Clock;
use serde_json::Value;

use super::ACTIVITY_JSON;
use crate::support::World;

/// A request that a server received.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

impl Arrival {
    pub(crate) fn activity(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

#[derive(Debug, Clone)]
struct Page {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

#[derive(Default)]
struct Behaviour {
    pages: HashMap<String, Page>,
    arrivals: Vec<Arrival>,
    /// What deliveries are answered with; 202 when nothing is set.
    refusal: Option<StatusCode>,
    /// Where deliveries are sent on to.
    elsewhere: Option<String>,
    hangs_up: bool,
    /// Deliveries that are signed in another way are answered 401, as if they had not come.
    understands: Option<SignatureScheme>,
    /// Below this path, questions are never answered.
    silent_below: Option<String>,
    /// How many wait for such an answer.
    kept_waiting: Arc<AtomicUsize>,
}

/// A server on loopback; under the rules of production, on the internet of the test.
pub(crate) struct FakePeer {
    origin: String,
    pub(super) clock: Clock,
    behaviour: Arc<Mutex<Behaviour>>,
}

impl FakePeer {
    pub(crate) async fn start(world: &World, name: &str) -> Self {
        let behaviour = Arc::new(Mutex::new(Behaviour::default()));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&behaviour));
        let port = if let Some(internet) = world.any_internet() {
            internet.serve(&format!("{name}.test"), app).await.port()
        } else {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            tokio::spawn(async move { axum::serve(listener, app).await });
            port
        };
        Self { origin: world.origin(name, port), clock: world.clock.clone(), behaviour }
    }

    pub(crate) fn authority(&self) -> String {
        self.origin.split_once("://").unwrap().1.to_owned()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Serves a document as ActivityPub.
    pub(crate) fn serve(&self, path: &str, document: &Value) {
        self.serve_as(path, ACTIVITY_JSON, document.to_string());
    }

    pub(crate) fn serve_as(&self, path: &str, content_type: &str, body: impl Into<Vec<u8>>) {
        self.put(path, StatusCode::OK, (header::CONTENT_TYPE, content_type), body.into());
    }

    pub(crate) fn redirect(&self, path: &str, to: &str) {
        self.put(path, StatusCode::FOUND, (header::LOCATION, to), vec![]);
    }

    pub(crate) fn gone(&self, path: &str) {
        self.put(path, StatusCode::GONE, (header::CONTENT_TYPE, "text/plain"), vec![]);
    }

    /// The server has trouble with this page.
    pub(crate) fn fail(&self, path: &str) {
        self.put(path, StatusCode::INTERNAL_SERVER_ERROR, (header::CONTENT_TYPE, "text/plain"), vec![]);
    }

    /// The server asks to be left alone for a while.
    pub(crate) fn ask_for_a_pause(&self, path: &str, seconds: u32) {
        let header = (header::RETRY_AFTER, &*seconds.to_string());
        self.put(path, StatusCode::TOO_MANY_REQUESTS, header, vec![]);
    }

    fn put(&self, path: &str, status: StatusCode, header: (header::HeaderName, &str), body: Vec<u8>) {
        let headers = HeaderMap::from_iter([(header.0, HeaderValue::from_str(header.1).unwrap())]);
        let page = Page { status, headers, body };
        self.behaviour.lock().unwrap().pages.insert(path.to_owned(), page);
    }

    /// Deliveries are answered with this from now on.
    pub(crate) fn refuse_with(&self, status: Option<StatusCode>) {
        self.behaviour.lock().unwrap().refusal = status;
    }

    /// Deliveries are answered with a redirect from now on.
    pub(crate) fn redirect_deliveries(&self, to: &str) {
        self.refuse_with(Some(StatusCode::TEMPORARY_REDIRECT));
        self.behaviour.lock().unwrap().elsewhere = Some(to.to_owned());
    }

    /// Whoever runs the server has changed its software: it knows one kind of signature from now on.
    pub(crate) fn understand_only(&self, scheme: SignatureScheme) {
        self.behaviour.lock().unwrap().understands = Some(scheme);
    }

    /// Every request needs a connection of its own from now on.
    pub(crate) fn keep_no_connections(&self) {
        self.behaviour.lock().unwrap().hangs_up = true;
    }

    /// Whoever asks for something below `path` waits for ever from now on.
    pub(crate) fn fall_silent_below(&self, path: &str) {
        self.behaviour.lock().unwrap().silent_below = Some(path.to_owned());
    }

    /// How many have asked and wait for an answer that does not come.
    pub(crate) fn kept_waiting(&self) -> usize {
        self.behaviour.lock().unwrap().kept_waiting.load(Ordering::SeqCst)
    }

    /// What was asked for under this path.
    pub(crate) fn fetches(&self, path: &str) -> usize {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour
            .arrivals
            .iter()
            .filter(|arrival| arrival.method == Method::GET && arrival.path == path)
            .count()
    }

    /// Everything that was asked for.
    pub(crate) fn all_fetches(&self) -> usize {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour.arrivals.iter().filter(|arrival| arrival.method == Method::GET).count()
    }

    /// The deliveries, in order of arrival.
    pub(crate) fn deliveries(&self) -> Vec<Arrival> {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour.arrivals.iter().filter(|arrival| arrival.method == Method::POST).cloned().collect()
    }

    /// The activities of this type that were delivered.
    pub(crate) fn received(&self, kind: &str) -> Vec<Value> {
        let activities = self.deliveries().into_iter().map(|arrival| arrival.activity());
        activities.filter(|activity| activity["type"] == kind).collect()
    }
}

/// Somebody who waits, until this is dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn count(waiting: &Arc<AtomicUsize>) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(waiting))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(State(behaviour): State<Arc<Mutex<Behaviour>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 16 << 20).await.unwrap_or_default().to_vec();
    let path = parts.uri.path_and_query().map_or_else(String::new, |path| path.as_str().to_owned());
    let silence = {
        let behaviour = behaviour.lock().unwrap();
        let silent = behaviour.silent_below.as_ref().is_some_and(|below| path.starts_with(below));
        silent.then(|| Waiting::count(&behaviour.kept_waiting))
    };
    if silence.is_some() {
        std::future::pending::<()>().await;
    }
    let mut behaviour = behaviour.lock().unwrap();
    let signed_as = if parts.headers.contains_key("signature-input") {
        SignatureScheme::Rfc9421
    } else {
        SignatureScheme::Cavage
    };
    if parts.method == Method::POST && behaviour.understands.is_some_and(|known| known != signed_as) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    behaviour.arrivals.push(Arrival { method: parts.method.clone(), path: path.clone(), body });
    let mut answer = match behaviour.pages.get(&path) {
        _ if parts.method == Method::POST => {
            behaviour.refusal.unwrap_or(StatusCode::ACCEPTED).into_response()
        }
        Some(page) => (page.status, page.headers.clone(), page.body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    if let Some(elsewhere) = behaviour.elsewhere.as_ref().filter(|_| parts.method == Method::POST) {
        answer.headers_mut().insert(header::LOCATION, HeaderValue::from_str(elsewhere).unwrap());
    }
    if behaviour.hangs_up {
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}
