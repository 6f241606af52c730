//! Requests that two servers in a row could read differently are read by neither.

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::HttpError;

/// Middleware: refuses requests with no host or several, with a target that names a host itself or holds a NUL, which no
/// database can be asked for, or with two statements about where the body ends.
pub async fn refuse_ambiguous(request: Request, next: Next) -> Response {
    if is_plain(&request) {
        next.run(request).await
    } else {
        HttpError::bad_request("This request is ambiguous.").into_response()
    }
}

fn is_plain(request: &Request) -> bool {
    let headers = request.headers();
    let mut hosts = headers.get_all(HOST).iter();
    let one_host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => !host.is_empty() && !host.as_bytes().contains(&b','),
        _ => false,
    };
    let one_end = headers.get_all(CONTENT_LENGTH).iter().count() <= 1
        && !(headers.contains_key(CONTENT_LENGTH) && headers.contains_key(TRANSFER_ENCODING));
    let target = request.uri();
    let no_nul = target.path_and_query().is_none_or(|target| !target.as_str().contains("%00"));
    one_host && one_end && no_nul && target.authority().is_none()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn threat_104_a_request_has_one_host_one_target_and_one_end() {
        let get = |target: &str| Request::get(target);
        assert!(is_plain(&get("/").header(HOST, "a.test").body(Body::empty()).unwrap()));
        for request in [
            get("/"),
            get("/").header(HOST, ""),
            get("/").header(HOST, "a.test").header(HOST, "b.test"),
            get("/").header(HOST, "a.test, b.test"),
            get("http://b.test/").header(HOST, "a.test"),
            get("/explore?q=a%00").header(HOST, "a.test"),
            get("/").header(HOST, "a.test").header(CONTENT_LENGTH, "5").header(TRANSFER_ENCODING, "chunked"),
        ] {
            let request = request.body(Body::empty()).unwrap();
            assert!(!is_plain(&request), "{request:?}");
        }
    }
}
