//! What browsers are told to refuse.

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// Everything comes from this node, also the pictures of others, so that no other server learns who reads what; nothing
/// is inline.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// The policy of a page whose form may lead, by a redirect, to another place: an origin, or a scheme with its colon.
pub fn policy_with_forms_to(place: &str) -> String {
    POLICY.replace("form-action 'self'", &format!("form-action 'self' {place}"))
}

static ALWAYS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Whether people reach the node by https.
#[derive(Debug, Clone, Copy)]
pub struct Https(pub bool);

/// Middleware: adds the headers to every answer. A handler that sets one itself, stricter for a download, keeps it.
pub async fn add_security_headers(State(https): State<Https>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in &ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https.0 {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(value);
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
    async fn threat_081_every_answer_tells_browsers_to_run_nothing_inline() {
        let download = get(|| async { [(CONTENT_SECURITY_POLICY, "sandbox")] });
        let router = Router::new()
            .route("/", get(|| async {}))
            .route("/download", download)
            .layer(from_fn_with_state(Https(true), add_security_headers));
        let get = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().headers().clone()
        };
        for path in ["/", "/missing"] {
            let headers = get(path).await;
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"));
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[REFERRER_POLICY], "same-origin");
            assert!(!headers.contains_key("access-control-allow-credentials"));
        }
        assert_eq!(get("/download").await[CONTENT_SECURITY_POLICY], "sandbox");
    }
}
