//! Where an answer may send us, and with which signature.

use std::sync::Mutex;

use axum::Router;
use axum::routing::{any, get};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use url::Url;

use super::web::{Canary, Web, url};
use super::{JSON, LIMITS};
use crate::infra::http::{FetchError, FetchLimits, Keep, Refusal, RequestSigner};

fn redirect_to(target: &str) -> Router {
    redirect_with(StatusCode::FOUND, target)
}

fn redirect_with(status: StatusCode, target: &str) -> Router {
    let location = target.to_owned();
    Router::new().fallback(any(move || async move { (status, [(header::LOCATION, location)]) }))
}

#[tokio::test]
async fn an_answer_from_elsewhere_says_where_it_came_from() {
    let web = Web::new();
    web.serve("a.test", redirect_to("https://b.test/x#fragment")).await;
    web.serve("b.test", Router::new().route("/x", get(|| async { axum::Json(1) }))).await;
    let fetched = web.client().get(&url("https://a.test/"), JSON, LIMITS, None).await.unwrap();
    assert_eq!(fetched.final_url.as_str(), "https://b.test/x");
}

#[tokio::test]
async fn threat_045_loops_and_long_chains_end() {
    let web = Web::new();
    web.serve("loop.test", redirect_to("/again")).await;
    let fetch = web.client().get(&url("https://loop.test/"), JSON, LIMITS, None).await;
    assert!(matches!(fetch, Err(FetchError::TooManyRedirects)), "{fetch:?}");

    for hop in 1..=4 {
        web.serve(&format!("hop{hop}.test"), redirect_to(&format!("https://hop{}.test/", hop - 1))).await;
    }
    web.serve("hop0.test", Router::new().fallback(|| async { axum::Json(1) })).await;
    web.client().get(&url("https://hop3.test/"), JSON, LIMITS, None).await.unwrap();
    let fetch = web.client().get(&url("https://hop4.test/"), JSON, LIMITS, None).await;
    assert!(matches!(fetch, Err(FetchError::TooManyRedirects)), "{fetch:?}");
}

#[tokio::test]
async fn threat_046_redirects_are_checked_like_first_addresses() {
    let (web, canary) = (Web::new(), Canary::new());
    web.point("inside.test", vec![vec![canary.address()]]);
    for target in [
        format!("https://{}/", canary.address()),
        "https://127.0.0.1/".to_owned(),
        "http://v.test/".to_owned(),
        "//2130706433/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1/".to_owned(),
        "data:application/json,1".to_owned(),
        "unix:/run/docker.sock".to_owned(),
    ] {
        web.serve("e.test", redirect_to(&target)).await;
        let fetch = web.client().get(&url("https://e.test/"), JSON, LIMITS, None).await;
        assert!(matches!(fetch, Err(FetchError::Refused(_))), "{target}: {fetch:?}");
    }
    web.serve("e.test", redirect_to("https://inside.test/")).await;
    let fetch = web.client().get(&url("https://e.test/"), JSON, LIMITS, None).await;
    assert!(matches!(fetch, Err(FetchError::PrivateAddress)), "{fetch:?}");
    canary.assert_untouched();
}

#[tokio::test]
async fn threat_046_a_delivery_is_never_redirected() {
    let (web, canary) = (Web::new(), Canary::new());
    for status in [StatusCode::TEMPORARY_REDIRECT, StatusCode::PERMANENT_REDIRECT, StatusCode::FOUND] {
        web.serve("e.test", redirect_with(status, &format!("https://{}/", canary.address()))).await;
        let answer = web
            .client()
            .post(
                &url("https://e.test/inbox"),
                HeaderMap::new(),
                Bytes::from_static(b"{}"),
                LIMITS.deadline,
                Keep::Open,
            )
            .await
            .unwrap();
        assert_eq!(answer.status, status);
    }
    canary.assert_untouched();
}

#[tokio::test]
async fn redirects_can_be_kept_on_one_host() {
    let web = Web::new();
    let app = Router::new()
        .route("/", get(|| async { (StatusCode::FOUND, [(header::LOCATION, "/there")]) }))
        .route("/there", get(|| async { (StatusCode::FOUND, [(header::LOCATION, "https://b.test/")]) }));
    web.serve("a.test", app).await;
    web.serve("b.test", Router::new().fallback(|| async { axum::Json(1) })).await;
    let limits = FetchLimits { same_host_only: true, ..LIMITS };
    let fetch = web.client().get(&url("https://a.test/"), JSON, limits, None).await;
    assert!(matches!(fetch, Err(FetchError::Refused(Refusal::OtherHost))), "{fetch:?}");
}

/// Signs with the address itself, so that a server can see for whom a signature was made.
#[derive(Default)]
struct Recorder(Mutex<Vec<String>>);

impl RequestSigner for Recorder {
    fn sign(&self, method: &Method, url: &Url) -> HeaderMap {
        let signature = format!("{method} {url}");
        self.0.lock().unwrap().push(signature.clone());
        HeaderMap::from_iter([(header::HeaderName::from_static("signature"), signature.parse().unwrap())])
    }
}

#[tokio::test]
async fn every_hop_gets_a_signature_of_its_own() {
    let web = Web::new();
    web.serve("a.test", redirect_to("https://b.test/x")).await;
    let echo = |headers: HeaderMap| async move {
        let signatures: Vec<_> =
            headers.get_all("signature").iter().map(|value| value.to_str().unwrap().to_owned()).collect();
        axum::Json(signatures)
    };
    web.serve("b.test", Router::new().route("/x", get(echo))).await;
    let signer = Recorder::default();
    let fetched = web.client().get(&url("https://a.test/#me"), JSON, LIMITS, Some(&signer)).await.unwrap();
    assert_eq!(&fetched.body[..], b"[\"GET https://b.test/x\"]");
    assert_eq!(*signer.0.lock().unwrap(), ["GET https://a.test/", "GET https://b.test/x"]);
}

#[tokio::test]
async fn a_redirect_without_target_is_an_error() {
    let web = Web::new();
    web.serve("a.test", Router::new().fallback(|| async { StatusCode::FOUND })).await;
    let fetch = web.client().get(&url("https://a.test/"), JSON, LIMITS, None).await;
    assert!(matches!(fetch, Err(FetchError::BadRedirect)), "{fetch:?}");
}
