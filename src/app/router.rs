//! One router from two: pages for people and documents for servers, at the same addresses.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::VARY;
use axum::http::{HeaderValue, Method};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::health;
use super::state::AppState;
use crate::api::for_apps;
use crate::http::{
    ErrorPage, HttpError, Https, Patience, RequestIds, TrustedProxies, add_security_headers, bound_time,
    guard_forms, limit_requests, note_client, note_route, observe, open_to_all_origins,
    prefers_activity_json, refuse_ambiguous, render_errors,
};
use crate::infra::clock::random_bytes;

/// Large enough for a picture over a slow line, short enough that nobody holds a request open for ever.
const PATIENCE: Duration = Duration::from_mins(1);
/// What a handler of pages and of apps reads of a body unless it says otherwise.
const BODY_BYTES: usize = 1024 * 1024;

/// The two faces of a node.
#[derive(Clone, Default)]
pub(super) struct Faces {
    /// Pages, their forms, and what belongs to them.
    pub(super) pages: Router,
    /// ActivityStreams documents, WebFinger and NodeInfo.
    pub(super) documents: Router,
    /// Inboxes. Servers deliver there by the thousand and need nothing of what is around pages.
    pub(super) inboxes: Router,
    /// What apps ask for. It takes everything below its own paths, known or not.
    pub(super) api: Router,
    /// What people see of an error. Without it they get the problem document.
    pub(super) error_page: Option<ErrorPage>,
}

/// Everything that the public listener serves.
pub(super) fn public(state: &AppState, faces: Faces) -> Router {
    let server = &state.config.server;
    let proxies = TrustedProxies::new(&server.trusted_proxies);
    let ids = RequestIds::new(u32::from_be_bytes(random_bytes()));
    let error_page = faces.error_page.clone();
    let inboxes = faces
        .inboxes
        .clone()
        .layer(from_fn(note_route))
        .layer(DefaultBodyLimit::max(state.config.limits.inbox_body_bytes))
        .layer(from_fn_with_state(Patience(PATIENCE), bound_time))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(refuse_ambiguous));
    let api = faces
        .api
        .clone()
        .layer(from_fn(note_route))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn_with_state(Patience(PATIENCE), bound_time))
        .layer(from_fn_with_state(proxies.clone(), note_client))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(refuse_ambiguous))
        .layer(from_fn(for_apps))
        .layer(CompressionLayer::new())
        // Outermost: a page of another origin may read refusals as well.
        .layer(open_to_all_origins());
    let mut router = choose_by_accept(faces)
        .merge(
            health::public(state.db.clone(), &state.config.metrics, state.readiness.clone())
                .layer(from_fn(note_route)),
        )
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn_with_state(Patience(PATIENCE), bound_time))
        .layer(from_fn_with_state(state.limits.requests.clone(), limit_requests))
        .layer(from_fn_with_state(proxies, note_client))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(refuse_ambiguous));
    if let Some(page) = error_page {
        router = router.layer(from_fn_with_state(page, render_errors));
    }
    let router = router
        // Around the pages of errors too: the header of every page carries a form.
        .layer(from_fn_with_state(state.csrf.clone(), guard_forms))
        // Around them as well: a page that takes the place of a compressed answer must not inherit its encoding.
        .layer(CompressionLayer::new());
    inboxes
        .fallback_service(api.fallback_service(router))
        .layer(from_fn_with_state(Https(server.public_url.is_https()), add_security_headers))
        .layer(from_fn_with_state(ids, observe))
}

fn after_panic(_: Box<dyn Any + Send>) -> Response {
    HttpError::internal("a handler panicked").into_response()
}

/// Asks one face, and the other when the first does not know the address.
///
/// For reading, `Accept` says which is asked first. An address that only one face knows is served by it whatever is
/// accepted.
fn choose_by_accept(faces: Faces) -> Router {
    let pages = faces.pages.layer(from_fn(note_route));
    // Documents are the same for everybody; pages are not, and no other origin may read them.
    let documents = faces.documents.layer(open_to_all_origins()).layer(from_fn(note_route));
    let nowhere = || async { HttpError::not_found() };
    let pages_first = pages.clone().fallback_service(documents.clone().fallback(nowhere));
    let documents_first = documents.fallback_service(pages.fallback(nowhere));
    Router::new().fallback(move |request: Request| async move {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        // A browser that asks whether another origin may read, asks about the document.
        let document =
            *request.method() == Method::OPTIONS || (reads && prefers_activity_json(request.headers()));
        let chosen = if document { documents_first } else { pages_first };
        let mut response = chosen.oneshot(request).await.into_response();
        if reads {
            response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
        }
        response
    })
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::header::ACCEPT;
    use axum::routing::{get, post};

    use super::*;

    async fn ask(method: Method, path: &str, accept: &str) -> (u16, bool, String) {
        let faces = Faces {
            pages: Router::new()
                .route("/u/{handle}", get(|| async { "page" }))
                .route("/u/{handle}/follow", post(|| async { "followed" })),
            documents: Router::new()
                .route("/u/{handle}", get(|| async { "document" }))
                .route("/document", post(|| async { "taken" })),
            ..Faces::default()
        };
        let request = Request::builder().method(method).uri(path).header(ACCEPT, accept);
        let request = request.body(Body::empty()).unwrap();
        let response = choose_by_accept(faces).oneshot(request).await.unwrap();
        let varies = response.headers().get(VARY).is_some_and(|value| value == "accept");
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 4096).await.unwrap();
        (status, varies, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn one_address_has_a_page_for_people_and_a_document_for_servers() {
        let page = ask(Method::GET, "/u/lee", "text/html,*/*;q=0.8").await;
        assert_eq!(page, (200, true, "page".to_owned()));
        let document = ask(Method::GET, "/u/lee", "application/activity+json").await;
        assert_eq!(document, (200, true, "document".to_owned()));
        assert_eq!(ask(Method::GET, "/u/lee", "*/*").await.2, "page");
    }

    #[tokio::test]
    async fn threat_091_other_origins_read_documents_and_never_pages() {
        let faces = || Faces {
            pages: Router::new()
                .route("/u/{handle}", get(|| async { "page" }))
                .route("/oauth/authorize", get(|| async { "page" })),
            documents: Router::new().route("/u/{handle}", get(|| async { "document" })),
            ..Faces::default()
        };
        let open = async |method: Method, path: &str, accept: &str| {
            let request = Request::builder().method(method).uri(path).header(ACCEPT, accept);
            let request =
                request.header("origin", "https://app.test").header("access-control-request-method", "GET");
            let response =
                choose_by_accept(faces()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            response.headers().get("access-control-allow-origin").is_some_and(|value| value == "*")
        };
        assert!(open(Method::GET, "/u/lee", "application/activity+json").await);
        assert!(open(Method::OPTIONS, "/u/lee", "*/*").await);
        assert!(!open(Method::GET, "/u/lee", "text/html").await);
        for method in [Method::GET, Method::OPTIONS] {
            assert!(!open(method, "/oauth/authorize", "*/*").await);
        }
    }

    #[tokio::test]
    async fn what_one_face_alone_knows_is_found_whatever_is_accepted() {
        for accept in ["text/html", "application/activity+json"] {
            assert_eq!(ask(Method::POST, "/document", accept).await.2, "taken");
            assert_eq!(ask(Method::POST, "/u/lee/follow", accept).await.2, "followed");
            assert_eq!(ask(Method::GET, "/nowhere", accept).await.0, 404);
        }
    }
}
