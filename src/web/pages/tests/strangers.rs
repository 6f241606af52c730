//! What somebody sees who is not signed in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use axum::response::Html;
use axum::routing::get;
use tower::ServiceExt;

use super::site::Site;
use crate::http::{Cookies, CsrfGuard, CsrfToken, guard_forms};
use crate::infra::clock::random_bytes;
use crate::store::{Db, contract};
use crate::web::{PublicPages, keep_public_pages};

#[tokio::test]
async fn a_stranger_sees_every_change_at_once() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let mut stranger = site.browser();
    stranger.get("/c/sepsis").await.says(&["Nurses who <em>share</em>."]);
    let fields = [
        ("kind", "discussion"),
        ("title", "Fever and chills"),
        ("body", "What do you do?"),
        ("language", "en"),
        ("action", "publish"),
    ];
    let thread = dana.post_files("/c/sepsis/new", &fields).await.location().to_owned();
    stranger.get("/c/sepsis").await.says(&["Fever and chills"]);
    stranger.get(&thread).await.says(&["What do you do?"]);
    let reply =
        dana.post_files(&format!("{thread}/reply"), &[("body", "We count."), ("action", "publish")]).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    stranger.get(&thread).await.says(&["What do you do?", "We count."]);
}

/// Pages that count how often they are made.
struct Kept {
    router: Router,
    written: Arc<AtomicUsize>,
}

impl Kept {
    fn new(db: Db) -> Self {
        let written = Arc::new(AtomicUsize::new(0));
        let (page, form) = (Arc::clone(&written), Arc::clone(&written));
        let router = Router::new()
            .route("/page", get(async move || Html(page.fetch_add(1, Ordering::SeqCst).to_string())))
            .route(
                "/form",
                get(async move |token: CsrfToken| {
                    form.fetch_add(1, Ordering::SeqCst);
                    Html(token.for_form().to_owned())
                }),
            )
            .layer(from_fn_with_state(PublicPages::new(db), keep_public_pages));
        let guard = CsrfGuard::new(&[7; 32], Cookies::new(false), random_bytes::<16>);
        Self { router: router.layer(from_fn_with_state(guard, guard_forms)), written }
    }

    async fn ask(&self, path: &str, header: Option<(&str, &str)>) -> String {
        let mut request = Request::builder().uri(path);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }
}

#[tokio::test]
async fn strangers_share_a_page_until_something_is_written() {
    let database = contract::sqlite().await;
    let site = Kept::new(database.db.clone());
    for _ in 0..3 {
        assert_eq!(site.ask("/page", None).await, "0");
    }
    assert_eq!(site.ask("/page?page=2", None).await, "1", "another page");
    assert_eq!(site.ask("/page", Some(("accept-language", "de"))).await, "2", "another language");
    database.db.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(site.ask("/page", None).await, "3");
}

#[tokio::test]
async fn nobody_sees_a_page_that_was_made_for_somebody() {
    let database = contract::sqlite().await;
    let site = Kept::new(database.db.clone());
    let session = Some(("cookie", "moothall_session=secret"));
    assert_eq!(site.ask("/page", session).await, "0");
    assert_eq!(site.ask("/page", None).await, "1");
    assert_eq!(site.ask("/page", session).await, "2");
    let (one, other) = (site.ask("/form", None).await, site.ask("/form", None).await);
    assert_ne!(one, other, "everybody's form has a token of their own");
    assert_eq!(site.written.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn programmers_read_what_our_own_api_can_do() {
    let site = Site::new().await;
    let mut stranger = site.browser();
    stranger.get("/about").await.says(&["/about/api"]);
    let page = stranger.get("/about/api").await;
    page.says(&[
        "<code class=\"verb\">PUT</code> <code>/api/v1/moothall/posts/{id}/removal</code>",
        "Take a post away",
        "<code>admin:write</code>",
        "id=\"shape-Community\"",
        "href=\"#shape-Problem\"",
    ]);
    for rest in page.body.split("href=\"#shape-").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(page.body.contains(&format!(" id=\"shape-{name}\"")), "{name} is described nowhere");
    }
}
