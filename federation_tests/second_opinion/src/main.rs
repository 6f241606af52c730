//! Asks `http-signatures` 0.8.0, a verifier of 2019 that shares no code with ours, about a signed request.
//!
//! Reads one JSON object from standard input, `{method, path, headers, body, key}` with the public key as PKCS#1 DER in
//! base64, exits 0 when the request verifies and 1 with the reason on standard error when it does not. The verifier
//! knows signatures but not digests, so the digest of the body is compared here.

use std::collections::BTreeMap;
use std::io;
use std::process::ExitCode;

use base64::prelude::{Engine as _, BASE64_STANDARD};
use http_signatures::{SignedHeader, VerifyKey};
use serde::Deserialize;

#[derive(Deserialize)]
struct Request {
    method: String,
    /// Path and query.
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
    key: String,
}

fn main() -> ExitCode {
    match verify() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn verify() -> Result<(), String> {
    let request: Request = serde_json::from_reader(io::stdin())
        .map_err(|error| format!("the input is unreadable: {error}"))?;
    let key = BASE64_STANDARD
        .decode(&request.key)
        .map_err(|error| format!("the key is not base64: {error}"))?;
    let header = |name: &str| {
        request
            .headers
            .get(name)
            .ok_or_else(|| format!("there is no {name} header"))
    };

    let digest = ring::digest::digest(&ring::digest::SHA256, request.body.as_bytes());
    if *header("digest")? != format!("SHA-256={}", BASE64_STANDARD.encode(digest)) {
        return Err("the body does not match its digest".to_owned());
    }

    let signature = SignedHeader::new(header("signature")?).map_err(|error| error.to_string())?;
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let (path, query) = match request.path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (request.path.as_str(), None),
    };
    signature
        .verify(
            &headers,
            &request.method,
            path,
            query,
            VerifyKey::unchecked_from_vec(key),
        )
        .map_err(|error| error.to_string())
}
