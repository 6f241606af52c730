//! Errors for people: pages in place of problem documents.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use futures::future::BoxFuture;

use super::error::PublicError;
use super::negotiation::prefers_html;

/// Makes the page of an error. The room `web` brings it; it gets the head of the request for language, theme and path.
/// The status of its answer is replaced by the error's.
pub type ErrorPage = Arc<dyn Fn(Parts, PublicError) -> BoxFuture<'static, Response> + Send + Sync>;

/// Middleware: replaces the body of every [`HttpError`](super::HttpError) by a page when the reader wants HTML.
pub async fn render_errors(State(page): State<ErrorPage>, request: Request, next: Next) -> Response {
    if !prefers_html(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = response.extensions().get::<PublicError>().cloned() else { return response };
    let status = error.status;
    let mut rendered = page(head, error).await;
    *rendered.status_mut() = status;
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::header::{ACCEPT, RETRY_AFTER};
    use axum::middleware::from_fn_with_state;
    use axum::response::{Html, IntoResponse};
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::http::HttpError;

    async fn answer(accept: &str) -> (Response, String) {
        let page: ErrorPage = Arc::new(|_, error| {
            Box::pin(async move { Html(format!("<p>{}</p>", error.sentence)).into_response() })
        });
        let router = Router::new()
            .route("/", get(|| async { HttpError::too_many(Duration::from_secs(7)) }))
            .layer(from_fn_with_state(page, render_errors));
        let request = Request::get("/").header(ACCEPT, accept).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, 4096).await.unwrap().to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    #[tokio::test]
    async fn people_get_a_page_and_programs_a_problem() {
        let (page, text) = answer("text/html,*/*;q=0.8").await;
        assert_eq!(page.status(), 429);
        assert_eq!(page.headers()[RETRY_AFTER], "7");
        assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(text, "<p>Too many requests. Please wait a moment.</p>");

        let (problem, text) = answer("application/activity+json").await;
        assert_eq!(problem.headers()[CONTENT_TYPE], "application/problem+json");
        assert!(text.starts_with('{'), "{text}");
    }
}
