//! What comes back, and how much of it is taken.

use std::collections::HashSet;
use std::io::Write;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{HeaderMap, StatusCode, header};

use super::web::{Web, url};
use super::{JSON, LIMITS};
use crate::infra::http::{FetchError, FetchLimits, Fetched, Keep};

const TYPE: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json");

async fn fetch_from(app: Router) -> Result<Fetched, FetchError> {
    let web = Web::new();
    web.serve("e.test", app).await;
    web.client().get(&url("https://e.test/"), JSON, LIMITS, None).await
}

async fn fetch_encoded(encoding: &'static str, body: Vec<u8>) -> Result<Fetched, FetchError> {
    let answer =
        move || async move { ([TYPE, (header::CONTENT_ENCODING, encoding)], body.clone()).into_response() };
    fetch_from(Router::new().route("/", get(answer))).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &brotli::enc::BrotliEncoderParams::default())
        .unwrap();
    compressed
}

#[tokio::test]
async fn compressed_answers_are_read() {
    let gzipped = fetch_encoded("gzip", gzip(b"\"hello\"")).await.unwrap();
    assert_eq!(&gzipped.body[..], b"\"hello\"");
    let brotlied = fetch_encoded("br", brotli(b"\"hello\"")).await.unwrap();
    assert_eq!(&brotlied.body[..], b"\"hello\"");
}

#[tokio::test]
async fn threat_057_a_body_without_end_is_cut_at_the_limit() {
    let endless = || async {
        let spaces = stream::repeat(Bytes::from_static(&[b' '; 8192]));
        ([TYPE], Body::from_stream(spaces.map(Ok::<_, std::io::Error>)))
    };
    let fetch = fetch_from(Router::new().route("/", get(endless))).await;
    assert!(matches!(fetch, Err(FetchError::TooLarge)), "{fetch:?}");
}

#[tokio::test]
async fn threat_057_the_limit_is_exact() {
    for (length, fits) in [(LIMITS.bytes, true), (LIMITS.bytes + 1, false)] {
        let announced = Router::new().route("/", get(move || async move { ([TYPE], vec![b' '; length]) }));
        assert_eq!(fetch_from(announced).await.is_ok(), fits);
    }
}

#[tokio::test]
async fn threat_058_a_slow_drip_ends_at_the_deadline() {
    let web = Web::new();
    let drip = || async {
        let first = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b" ")) });
        ([TYPE], Body::from_stream(first.chain(stream::pending())))
    };
    web.serve("slow.test", Router::new().fallback(any(drip))).await;
    web.serve_bytes("silent.test", b"HTTP/1.1 200 OK\r\ncontent-").await;
    let client = web.client();
    let limits = FetchLimits { deadline: Duration::from_millis(300), ..LIMITS };
    for host in ["slow.test", "silent.test"] {
        let fetch = client.get(&url(&format!("https://{host}/")), JSON, limits, None).await;
        assert!(matches!(fetch, Err(FetchError::Timeout)), "{host}: {fetch:?}");
    }
    let inboxes = [url("https://silent.test/inbox"), url("https://slow.test/inbox")];
    let deliver = |inbox| client.post(inbox, HeaderMap::new(), Bytes::new(), limits.deadline, Keep::Open);
    let unanswered = deliver(&inboxes[0]).await;
    assert!(matches!(unanswered, Err(FetchError::Timeout)), "{unanswered:?}");
    let answered = deliver(&inboxes[1]).await.unwrap();
    assert_eq!(answered.status, StatusCode::OK, "a dripping explanation does not undo the answer");
}

#[tokio::test]
async fn threat_059_bombs_are_cut_after_decompression() {
    let zeros = vec![0; 2 * 1024 * 1024];
    for (encoding, bomb) in [("gzip", gzip(&zeros)), ("br", brotli(&zeros))] {
        assert!(bomb.len() < LIMITS.bytes);
        let fetch = fetch_encoded(encoding, bomb).await;
        assert!(matches!(fetch, Err(FetchError::TooLarge)), "{encoding}: {fetch:?}");
    }
}

#[tokio::test]
async fn threat_059_encodings_nobody_asked_for_are_refused() {
    for encoding in ["zstd", "deflate", "compress", "gzip, gzip"] {
        let fetch = fetch_encoded(encoding, gzip(b"1")).await;
        assert!(matches!(fetch, Err(FetchError::BadEncoding)), "{encoding}: {fetch:?}");
    }
    let fetch = fetch_encoded("gzip", b"not gzip at all".to_vec()).await;
    assert!(matches!(fetch, Err(FetchError::Interrupted(_))), "{fetch:?}");
}

#[tokio::test]
async fn threat_048_other_types_are_refused_before_their_body_is_read() {
    for content_type in ["text/plain", "image/png", "text/html", "", "application/json, text/html"] {
        let endless = move || async move {
            let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
            ([(header::CONTENT_TYPE, content_type)], body)
        };
        let fetch = fetch_from(Router::new().route("/", get(endless))).await;
        assert!(matches!(fetch, Err(FetchError::BadContentType)), "{content_type}: {fetch:?}");
    }
}

#[tokio::test]
async fn threat_067_refusals_say_how_long_to_wait() {
    let busy = || async { (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "120")]) };
    let error = fetch_from(Router::new().route("/", get(busy))).await.unwrap_err();
    let two_minutes = Some(Duration::from_mins(2));
    assert!(matches!(error, FetchError::Status { status: 429, retry_after } if retry_after == two_minutes));
    assert!(error.is_transient() && !error.is_gone());

    let error = fetch_from(Router::new().route("/", get(|| async { StatusCode::GONE }))).await.unwrap_err();
    assert!(error.is_gone() && !error.is_transient());
}

#[tokio::test]
async fn only_headers_of_use_are_kept() {
    let answer = || async { ([TYPE, (header::ETAG, "\"1\""), (header::SET_COOKIE, "a=b")], "1") };
    let fetched = fetch_from(Router::new().route("/", get(answer))).await.unwrap();
    let kept: HashSet<_> = fetched.headers.keys().collect();
    assert_eq!(kept, HashSet::from([&header::DATE, &header::ETAG]));
    assert_eq!(fetched.headers[header::ETAG], "\"1\"");
}

#[tokio::test]
async fn a_delivery_brings_back_the_beginning_of_the_explanation() {
    let web = Web::new();
    let refuse = |headers: HeaderMap, body: String| async move {
        assert_eq!(headers["signature"], "s");
        let explanation = format!("no\r\n{body}{}", "x".repeat(2000));
        let wishes = [("retry-after", "60"), ("accept-signature", "sig1=(\"@method\")")];
        (StatusCode::FORBIDDEN, wishes, explanation)
    };
    web.serve("v.test", Router::new().route("/inbox", axum::routing::post(refuse))).await;
    let headers =
        HeaderMap::from_iter([(header::HeaderName::from_static("signature"), "s".parse().unwrap())]);
    let inbox = url("https://v.test/inbox");
    let answer = web
        .client()
        .post(&inbox, headers, Bytes::from_static(b"{}"), LIMITS.deadline, Keep::Open)
        .await
        .unwrap();
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.retry_after, Some(Duration::from_mins(1)));
    assert_eq!(answer.accept_signature.as_deref(), Some("sig1=(\"@method\")"));
    assert_eq!(answer.body_start.len(), 500);
    assert!(answer.body_start.starts_with("no  {}xxx"));
}
