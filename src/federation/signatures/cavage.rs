//! draft-cavage-http-signatures-12 in the profile of the fediverse.

use std::time::UNIX_EPOCH;

use base64::Engine as _;
use http::Method;
use http::header::{DATE, HeaderName};

use super::digest::check_digest;
use super::encoding::BASE64;
use super::policy::{
    MAX_COMPONENTS, check_expires, check_made, check_signature_length, from_unix_seconds, needs_digest,
};
use super::request::{IncomingRequest, OwnAddress, single_header};
use super::{SignatureError, SignatureScheme, Unverified};
use crate::domain::actor::KeyAlgorithm;
use crate::domain::time::Timestamp;

/// `Signature`, of both schemes.
pub(super) const SIGNATURE: HeaderName = HeaderName::from_static("signature");

/// More parameters than the draft defines, so that extensions do not hurt.
const MAX_PARAMETERS: usize = 16;

/// Reads the `Signature` header and checks everything but the signature itself.
pub(super) fn parse(
    request: &IncomingRequest<'_>,
    own: &OwnAddress,
    now: Timestamp,
) -> Result<Unverified, SignatureError> {
    let header = single_header(request.headers, SIGNATURE)?.ok_or(SignatureError::Missing)?;
    let parameters = Parameters::parse(header)?;
    let claimed = claimed_algorithm(&parameters)?;
    let covered =
        covered_components(parameters.headers.ok_or(SignatureError::NotCovered("(request-target)"))?)?;
    check_coverage(&covered, request)?;
    check_clock(&covered, &parameters, request, now)?;

    let signature = BASE64
        .decode(parameters.signature.ok_or(SignatureError::Malformed("value"))?)
        .map_err(|_| SignatureError::Malformed("value"))?;
    check_signature_length(&signature)?;

    let base = signing_string(&covered, &parameters, request, own, request.path_and_query)?;
    let lenient_base = match request.query() {
        Some(_) if matches!(*request.method, Method::GET | Method::HEAD) => {
            Some(signing_string(&covered, &parameters, request, own, request.path())?)
        }
        _ => None,
    };
    // Last, because it is the only step whose cost grows with the body.
    if covers(&covered, "digest") {
        check_digest(request.headers, request.body)?;
    }
    let key_id = parameters.key_id.ok_or(SignatureError::Malformed("key id"))?.to_owned();
    Ok(Unverified { scheme: SignatureScheme::Cavage, key_id, claimed, signature, base, lenient_base })
}

/// The parameters of the `Signature` header that mean something to us.
#[derive(Debug, Default)]
struct Parameters<'h> {
    key_id: Option<&'h str>,
    algorithm: Option<&'h str>,
    headers: Option<&'h str>,
    signature: Option<&'h str>,
    created: Option<&'h str>,
    expires: Option<&'h str>,
}

impl<'h> Parameters<'h> {
    fn parse(header: &'h str) -> Result<Self, SignatureError> {
        let mut found = Self::default();
        let mut names: Vec<&str> = Vec::with_capacity(6);
        let mut rest = header.trim();
        loop {
            let (name, value, tail) = next_parameter(rest).ok_or(SignatureError::Malformed("header"))?;
            if names.contains(&name) {
                return Err(SignatureError::Malformed("parameter list"));
            }
            if names.len() == MAX_PARAMETERS {
                return Err(SignatureError::TooLarge);
            }
            names.push(name);
            match name {
                "keyId" => found.key_id = Some(value).filter(|value| !value.is_empty()),
                "algorithm" => found.algorithm = Some(value),
                "headers" => found.headers = Some(value),
                "signature" => found.signature = Some(value),
                "created" => found.created = Some(value),
                "expires" => found.expires = Some(value),
                _ => {}
            }
            match tail {
                Some(tail) => rest = tail,
                None => return Ok(found),
            }
        }
    }

    fn created(&self) -> Result<Option<Timestamp>, SignatureError> {
        self.created.map(|text| unix_seconds(text).ok_or(SignatureError::Malformed("created"))).transpose()
    }

    fn expires(&self) -> Result<Option<Timestamp>, SignatureError> {
        self.expires.map(|text| unix_seconds(text).ok_or(SignatureError::Malformed("expires"))).transpose()
    }
}

/// `name="value"` or `name=value` off the front of a comma-separated list, and what follows the comma.
fn next_parameter(list: &str) -> Option<(&str, &str, Option<&str>)> {
    let (name, after_equals) = list.split_once('=')?;
    let name = name.trim();
    if name.is_empty()
        || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    {
        return None;
    }
    let after_equals = after_equals.trim_start();
    let (value, after) = match after_equals.strip_prefix('"') {
        // No sender escapes anything inside the quotes; a backslash would be a way to be read differently.
        Some(quoted) => quoted.split_once('"').filter(|(value, _)| !value.contains('\\'))?,
        None => after_equals.split_at(after_equals.find([',', '"', ' ', '\t']).unwrap_or(after_equals.len())),
    };
    let after = after.trim_start();
    match after.strip_prefix(',') {
        Some(tail) => Some((name, value, Some(tail.trim_start()))),
        None if after.is_empty() => Some((name, value, None)),
        None => None,
    }
}

fn unix_seconds(text: &str) -> Option<Timestamp> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().map(from_unix_seconds)
}

/// What the `algorithm` label promises of the key. `hs2019` and no label promise nothing: the key decides.
fn claimed_algorithm(parameters: &Parameters<'_>) -> Result<Option<KeyAlgorithm>, SignatureError> {
    let label = parameters.algorithm.unwrap_or("hs2019");
    let claimed = if label.eq_ignore_ascii_case("hs2019") {
        return Ok(None);
    } else if label.eq_ignore_ascii_case("rsa-sha256") {
        KeyAlgorithm::Rsa
    } else if label.eq_ignore_ascii_case("ed25519") {
        KeyAlgorithm::Ed25519
    } else {
        return Err(SignatureError::UnsupportedAlgorithm);
    };
    Ok(Some(claimed))
}

/// The covered components in order, lower case, each once.
fn covered_components(list: &str) -> Result<Vec<String>, SignatureError> {
    let mut covered = Vec::new();
    for name in list.split_ascii_whitespace() {
        let name = name.to_ascii_lowercase();
        if covered.contains(&name) {
            return Err(SignatureError::Malformed("component list"));
        }
        if covered.len() == MAX_COMPONENTS {
            return Err(SignatureError::TooLarge);
        }
        covered.push(name);
    }
    Ok(covered)
}

fn covers(covered: &[String], component: &str) -> bool {
    covered.iter().any(|name| name == component)
}

fn check_coverage(covered: &[String], request: &IncomingRequest<'_>) -> Result<(), SignatureError> {
    if !covers(covered, "(request-target)") {
        return Err(SignatureError::NotCovered("(request-target)"));
    }
    if !covers(covered, "host") {
        return Err(SignatureError::NotCovered("host"));
    }
    if !covers(covered, "date") && !covers(covered, "(created)") {
        return Err(SignatureError::NotCovered("date"));
    }
    if needs_digest(request) && !covers(covered, "digest") {
        return Err(SignatureError::NotCovered("digest"));
    }
    Ok(())
}

fn check_clock(
    covered: &[String],
    parameters: &Parameters<'_>,
    request: &IncomingRequest<'_>,
    now: Timestamp,
) -> Result<(), SignatureError> {
    // Section 2.3 of the draft: the older algorithms know no (created) and (expires).
    let dated_in_parameters = covers(covered, "(created)") || covers(covered, "(expires)");
    let older = parameters.algorithm.is_some_and(|label| label.to_ascii_lowercase().starts_with("rsa"));
    if dated_in_parameters && older {
        return Err(SignatureError::UnsupportedAlgorithm);
    }
    if covers(covered, "date") {
        let date = single_header(request.headers, DATE)?.ok_or(SignatureError::CoveredHeaderMissing)?;
        check_made(parse_date(date)?, now)?;
    }
    if covers(covered, "(created)") {
        check_made(parameters.created()?.ok_or(SignatureError::Malformed("created"))?, now)?;
    }
    match parameters.expires()? {
        Some(expires) => check_expires(expires, now),
        None => Ok(()),
    }
}

fn parse_date(text: &str) -> Result<Timestamp, SignatureError> {
    let date = httpdate::parse_http_date(text.trim()).map_err(|_| SignatureError::Malformed("date"))?;
    let since_epoch = date.duration_since(UNIX_EPOCH).map_err(|_| SignatureError::OutsideWindow)?;
    Ok(Timestamp::from_millis(0) + since_epoch)
}

/// Section 2.3 of the draft.
fn signing_string(
    covered: &[String],
    parameters: &Parameters<'_>,
    request: &IncomingRequest<'_>,
    own: &OwnAddress,
    target: &str,
) -> Result<String, SignatureError> {
    let mut base = String::with_capacity(512);
    for name in covered {
        if !base.is_empty() {
            base.push('\n');
        }
        base.push_str(name);
        base.push_str(": ");
        match name.as_str() {
            "(request-target)" => {
                base.push_str(&request.method.as_str().to_ascii_lowercase());
                base.push(' ');
                base.push_str(target);
            }
            "(created)" => base.push_str(parameters.created.ok_or(SignatureError::Malformed("created"))?),
            "(expires)" => base.push_str(parameters.expires.ok_or(SignatureError::Malformed("expires"))?),
            name if name.starts_with('(') => return Err(SignatureError::UnsupportedComponent),
            name => base.push_str(&request.covered_header(name, own)?),
        }
    }
    Ok(base)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};
    use rstest::rstest;
    use url::Url;

    use super::*;

    /// draft-cavage-http-signatures-12, appendix C.3: the string of the "all headers" test.
    #[test]
    fn the_signing_string_of_the_drafts_appendix() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "example.com"),
            ("date", "Sun, 05 Jan 2014 21:31:40 GMT"),
            ("content-type", "application/json"),
            ("digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
            ("content-length", "18"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let target = "/foo?param=value&pet=dog";
        let request =
            IncomingRequest { method: &Method::POST, path_and_query: target, headers: &headers, body: b"" };
        let own = OwnAddress::from_public_url(&Url::parse("https://example.com").unwrap()).unwrap();
        let parameters =
            Parameters { created: Some("1402170695"), expires: Some("1402170699"), ..Parameters::default() };
        let covered = covered_components(
            "(request-target) (created) (expires) host date content-type digest content-length",
        )
        .unwrap();
        assert_eq!(
            signing_string(&covered, &parameters, &request, &own, target).unwrap(),
            "(request-target): post /foo?param=value&pet=dog\n\
             (created): 1402170695\n\
             (expires): 1402170699\n\
             host: example.com\n\
             date: Sun, 05 Jan 2014 21:31:40 GMT\n\
             content-type: application/json\n\
             digest: SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=\n\
             content-length: 18"
        );
    }

    #[rstest]
    #[case::tight(r#"keyId="k",created=1,signature="AA==""#)]
    #[case::spaced(r#" keyId = "k" ,  created = 1 , signature="AA==" "#)]
    #[case::extended(r#"opaque="a, b=c",keyId="k",created="1",signature="AA==""#)]
    fn parameters_are_read_however_they_are_spaced(#[case] header: &str) {
        let parameters = Parameters::parse(header).unwrap();
        assert_eq!(parameters.key_id, Some("k"));
        assert_eq!(parameters.created, Some("1"));
        assert_eq!(parameters.signature, Some("AA=="));
    }

    #[rstest]
    #[case::empty("")]
    #[case::no_value("keyId")]
    #[case::open_quote(r#"keyId="k"#)]
    #[case::trailing_comma(r#"keyId="k","#)]
    #[case::junk_after_quote(r#"keyId="k"x,signature="AA==""#)]
    #[case::escape(r#"keyId="k\",signature="AA==""#)]
    #[case::threat_056_twice(r#"keyId="k",keyId="l""#)]
    #[case::threat_056_unknown_twice(r#"keyId="k",x=1,x=2"#)]
    fn malformed_headers_are_refused(#[case] header: &str) {
        assert!(matches!(Parameters::parse(header), Err(SignatureError::Malformed(_))));
    }
}
