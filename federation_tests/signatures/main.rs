//! A second opinion on our signatures: a verifier written in 2019 by somebody else accepts what we send, and refuses it
//! when anything is changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its request has failed")]

use std::collections::BTreeMap;
use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aws_lc_rs::rsa::PublicKey;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::Method;
use moothall::domain::delivery::SignatureScheme;
use moothall::domain::time::Timestamp;
use moothall::federation::signatures::{BodyDigest, SigningKey, sign};
use moothall::infra::keys::KeyPair;
use serde::Serialize;
use url::Url;

/// What the verifier reads from its standard input.
#[derive(Debug, Clone, Serialize)]
struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
    key: String,
}

/// Where the verifier is, or a sentence that says how to get it.
fn verifier() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("federation_tests/second_opinion/target/debug/second_opinion");
    let path = env::var_os("MOOTHALL_SECOND_OPINION").map_or(default, PathBuf::from);
    assert!(
        path.is_file(),
        "the independent verifier is not at {}: `make second-opinion` builds it",
        path.display()
    );
    path
}

/// The verifier's answer: nothing, or its reason to refuse.
fn second_opinion(request: &Request) -> Result<(), String> {
    let mut child = Command::new(verifier()).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let input = serde_json::to_vec(request).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// A request as our delivery signs it, with a key made for this test.
fn signed_by_us(method: &Method, path: &str, body: &str) -> Request {
    let pair = KeyPair::rsa().unwrap();
    let key = SigningKey::from_pkcs8(&pair.private).unwrap();
    let url = Url::parse("https://v.test").unwrap().join(path).unwrap();
    let digest = (*method == Method::POST).then(|| BodyDigest::of(body.as_bytes()));
    let now = Timestamp::from_millis(1_790_000_000_000);
    let headers = sign(
        SignatureScheme::Cavage,
        &key,
        "https://s.test/u/eva#main-key",
        method,
        &url,
        digest.as_ref(),
        now,
    )
    .unwrap();
    Request {
        method: method.to_string(),
        path: path.to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
        body: body.to_owned(),
        key: BASE64_STANDARD.encode(PublicKey::from_der(&pair.public_der).unwrap().as_ref()),
    }
}

#[test]
fn a_delivery_we_sign_is_accepted() {
    let request = signed_by_us(&Method::POST, "/inbox?x=1", r#"{"type":"Create"}"#);
    assert_eq!(second_opinion(&request), Ok(()));
}

#[test]
fn a_fetch_we_sign_is_accepted() {
    let request = signed_by_us(&Method::GET, "/u/alice", "");
    assert_eq!(second_opinion(&request), Ok(()));
}

#[test]
fn any_change_is_noticed() {
    let request = signed_by_us(&Method::POST, "/inbox", r#"{"type":"Create"}"#);
    assert_eq!(second_opinion(&request), Ok(()));

    let path = Request { path: "/outbox".to_owned(), ..request.clone() };
    assert_eq!(second_opinion(&path), Err("Verification: Bad signature".to_owned()));

    let body = Request { body: r#"{"type":"Delete"}"#.to_owned(), ..request.clone() };
    assert_eq!(second_opinion(&body), Err("the body does not match its digest".to_owned()));

    for (header, value) in
        [("date", "Mon, 21 Sep 2026 14:13:21 GMT"), ("host", "e.test"), ("content-type", "text/html")]
    {
        let mut changed = request.clone();
        changed.headers.insert(header.to_owned(), value.to_owned());
        assert_eq!(second_opinion(&changed), Err("Verification: Bad signature".to_owned()), "{header}");
    }
}
