//! Signing what we send, in either scheme.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use http::header::{CONTENT_TYPE, DATE, HOST, InvalidHeaderValue};
use http::{HeaderMap, HeaderValue, Method};
use url::{Position, Url};

use super::SignatureScheme;
use super::cavage::SIGNATURE;
use super::digest::{BodyDigest, CONTENT_DIGEST, DIGEST};
use super::encoding::BASE64;
use super::key::{SigningFailed, SigningKey};
use super::request::authority;
use super::rfc9421::SIGNATURE_INPUT;
use crate::domain::actor::KeyAlgorithm;
use crate::domain::time::Timestamp;

/// The media type every activity is sent with.
const ACTIVITY_JSON: HeaderValue = HeaderValue::from_static("application/activity+json");

static EMPTY_BODY: LazyLock<BodyDigest> = LazyLock::new(|| BodyDigest::of(b""));

/// Why a request could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The address has no host.
    #[error("the address has no host")]
    NoHost,
    /// The key id, or the address, cannot stand in a header.
    #[error("the key id cannot stand in a header")]
    KeyId,
    /// Something that cannot stand in a header.
    #[error("a header value is not printable")]
    Header(#[from] InvalidHeaderValue),
    /// The cryptographic library could not sign.
    #[error(transparent)]
    Failed(#[from] SigningFailed),
}

/// Signs a request and gives the headers to send it with: `Host`, `Date`, the digest, `Content-Type` for a request with
/// a body, and the signature.
///
/// Sign when sending, not when queueing: receivers accept a signature for about an hour. `body` is the digest of what
/// will be sent, none for a request without body.
pub fn sign(
    scheme: SignatureScheme,
    key: &SigningKey,
    key_id: &str,
    method: &Method,
    url: &Url,
    body: Option<&BodyDigest>,
    now: Timestamp,
) -> Result<HeaderMap, SignError> {
    // Both syntaxes put the key id between quotes.
    if !key_id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\') {
        return Err(SignError::KeyId);
    }
    let target = Target {
        method,
        scheme: url.scheme(),
        authority: authority(url).ok_or(SignError::NoHost)?,
        path_and_query: &url[Position::BeforePath..Position::AfterQuery],
    };
    match scheme {
        SignatureScheme::Cavage => sign_cavage(key, key_id, &target, body, now),
        SignatureScheme::Rfc9421 => sign_rfc9421(key, key_id, &target, body, now),
    }
}

struct Target<'a> {
    method: &'a Method,
    scheme: &'a str,
    authority: String,
    path_and_query: &'a str,
}

/// `Host`, `Date` and, with a body, `Content-Type`.
fn plain_headers(target: &Target<'_>, date: &str, has_body: bool) -> Result<HeaderMap, SignError> {
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(HOST, HeaderValue::from_str(&target.authority)?);
    headers.insert(DATE, HeaderValue::from_str(date)?);
    if has_body {
        headers.insert(CONTENT_TYPE, ACTIVITY_JSON);
    }
    Ok(headers)
}

/// The profile every server accepts. A GET carries the digest of an empty body, because Lemmy asks for it.
fn sign_cavage(
    key: &SigningKey,
    key_id: &str,
    target: &Target<'_>,
    body: Option<&BodyDigest>,
    now: Timestamp,
) -> Result<HeaderMap, SignError> {
    let date = http_date(now);
    let mut headers = plain_headers(target, &date, body.is_some())?;
    let digest = &body.unwrap_or(&EMPTY_BODY).digest;
    headers.insert(DIGEST, digest.clone());

    let Target { method, authority, path_and_query, .. } = target;
    let method = method.as_str().to_ascii_lowercase();
    let digest = digest.to_str().unwrap_or_default();
    let mut base = format!(
        "(request-target): {method} {path_and_query}\nhost: {authority}\ndate: {date}\ndigest: {digest}"
    );
    let mut covered = "(request-target) host date digest".to_owned();
    if body.is_some() {
        base.push_str("\ncontent-type: application/activity+json");
        covered.push_str(" content-type");
    }
    let algorithm = match key.algorithm() {
        KeyAlgorithm::Rsa => "rsa-sha256",
        KeyAlgorithm::Ed25519 => "hs2019",
    };
    let signature = BASE64.encode(key.sign(base.as_bytes())?);
    let header =
        format!(r#"keyId="{key_id}",algorithm="{algorithm}",headers="{covered}",signature="{signature}""#);
    headers.insert(SIGNATURE, HeaderValue::from_str(&header)?);
    Ok(headers)
}

/// The components and parameters Mastodon asks for, and the algorithm for those who want to know it before they fetch
/// the key.
fn sign_rfc9421(
    key: &SigningKey,
    key_id: &str,
    target: &Target<'_>,
    body: Option<&BodyDigest>,
    now: Timestamp,
) -> Result<HeaderMap, SignError> {
    let mut headers = plain_headers(target, &http_date(now), body.is_some())?;
    let Target { method, scheme, authority, path_and_query } = target;
    let mut base =
        format!("\"@method\": {method}\n\"@target-uri\": {scheme}://{authority}{path_and_query}\n");
    let mut input = r#"("@method" "@target-uri""#.to_owned();
    if let Some(BodyDigest { content_digest, .. }) = body {
        base.push_str("\"content-digest\": ");
        base.push_str(content_digest.to_str().unwrap_or_default());
        base.push('\n');
        input.push_str(r#" "content-digest""#);
        headers.insert(CONTENT_DIGEST, content_digest.clone());
    }
    let algorithm = match key.algorithm() {
        KeyAlgorithm::Rsa => "rsa-v1_5-sha256",
        KeyAlgorithm::Ed25519 => "ed25519",
    };
    let created = now.seconds();
    // Writing to a string cannot fail.
    _ = write!(input, r#");created={created};keyid="{key_id}";alg="{algorithm}""#);
    base.push_str("\"@signature-params\": ");
    base.push_str(&input);
    let signature = BASE64.encode(key.sign(base.as_bytes())?);
    headers.insert(SIGNATURE_INPUT, HeaderValue::from_str(&format!("sig1={input}"))?);
    headers.insert(SIGNATURE, HeaderValue::from_str(&format!("sig1=:{signature}:"))?);
    Ok(headers)
}

/// RFC 9110's date, to the second.
fn http_date(now: Timestamp) -> String {
    let seconds = u64::try_from(now.seconds()).unwrap_or_default();
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}
