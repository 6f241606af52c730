//! Every rule about signed requests, each with a request that keeps it.

mod any_input;
mod foreign_cavage;
mod foreign_rfc9421;
mod round_trip;

use http::header::HeaderName;
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const KEY_ID: &str = "https://v.test/u/alice#main-key";
const BODY: &[u8] = br#"{"type":"Create","actor":"https://v.test/u/alice"}"#;

/// A request on its way to `https://s.test`.
#[derive(Debug, Clone)]
struct Message {
    method: Method,
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Message {
    /// Unsigned, with the headers a client sends anyway.
    fn plain(method: Method, target: &str, body: &[u8]) -> Self {
        let message =
            Self { method, target: target.to_owned(), headers: HeaderMap::new(), body: body.to_owned() };
        message.with("host", "s.test").with("date", "Mon, 21 Sep 2026 14:13:20 GMT")
    }

    /// A POST of [`BODY`] to `/inbox` with a right digest for either scheme.
    fn post() -> Self {
        let digest = BodyDigest::of(BODY);
        Self::plain(Method::POST, "/inbox", BODY)
            .with("digest", digest.digest.to_str().unwrap())
            .with("content-digest", digest.content_digest.to_str().unwrap())
            .with("content-type", "application/activity+json")
    }

    /// Signed by our own code at [`NOW`].
    fn signed_by_us(
        scheme: SignatureScheme,
        key: &SigningKey,
        method: Method,
        target: &str,
        body: Option<&[u8]>,
    ) -> Self {
        let url = Url::parse("https://s.test").unwrap().join(target).unwrap();
        let digest = body.map(BodyDigest::of);
        let headers = sign(scheme, key, KEY_ID, &method, &url, digest.as_ref(), NOW).unwrap();
        Self { method, target: target.to_owned(), headers, body: body.unwrap_or_default().to_owned() }
    }

    /// With the header replaced.
    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    /// With one more line of the header.
    fn with_another(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    fn parse_at(&self, address: &str, now: Timestamp) -> Result<Unverified, SignatureError> {
        let own = OwnAddress::from_public_url(&Url::parse(address).unwrap()).unwrap();
        let request = IncomingRequest {
            method: &self.method,
            path_and_query: &self.target,
            headers: &self.headers,
            body: &self.body,
        };
        parse(&request, &own, now)
    }

    fn parse(&self) -> Result<Unverified, SignatureError> {
        self.parse_at("https://s.test", NOW)
    }

    /// Parses and verifies with the public half of `key`.
    fn check(&self, key: &SigningKey) -> Result<(), SignatureError> {
        self.parse()?.verify(&key.verifying_key().unwrap())
    }
}

/// The text signed with the RSA key of the vectors, in base64.
fn rsa_signature(text: &str) -> String {
    use base64::Engine as _;
    encoding::BASE64.encode(vectors::rsa_key().sign(text.as_bytes()).unwrap())
}
