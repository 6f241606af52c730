//! RFC 9421, HTTP Message Signatures, with the coverage the network asks for.

use http::header::HeaderName;
use sfv::{BareItem, Dictionary, FieldType as _, InnerList, Item, List, ListEntry, Parser};

use super::cavage::SIGNATURE;
use super::digest::check_content_digest;
use super::policy::{
    MAX_COMPONENTS, check_expires, check_made, check_signature_length, from_unix_seconds, needs_digest,
};
use super::request::{IncomingRequest, OwnAddress, single_header};
use super::{SignatureError, SignatureScheme, Unverified};
use crate::domain::actor::KeyAlgorithm;
use crate::domain::time::Timestamp;

/// `Signature-Input`, whose presence makes a request one of this scheme.
pub(super) const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");

/// Reads `Signature-Input` and `Signature` and checks everything but the signature itself.
pub(super) fn parse(
    request: &IncomingRequest<'_>,
    own: &OwnAddress,
    now: Timestamp,
) -> Result<Unverified, SignatureError> {
    let parsed = ParsedSignature::read(request, own)?;
    parsed.check_coverage(request)?;
    parsed.check_clock(now)?;
    if parsed.covers("content-digest") {
        check_content_digest(request.headers, request.body)?;
    }
    Ok(parsed.unverified)
}

/// A signature in the syntax of the RFC, before our rules about coverage and time.
struct ParsedSignature {
    covered: Vec<String>,
    created: Option<i64>,
    expires: Option<i64>,
    unverified: Unverified,
}

impl ParsedSignature {
    fn read(request: &IncomingRequest<'_>, own: &OwnAddress) -> Result<Self, SignatureError> {
        let input = single_header(request.headers, SIGNATURE_INPUT)?.ok_or(SignatureError::Missing)?;
        let value = single_header(request.headers, SIGNATURE)?.ok_or(SignatureError::Missing)?;
        let (label, input) = single_input(input)?;
        let signature = single_value(value, &label)?;
        let covered = covered_components(&input)?;
        let created = integer(&input, "created")?;
        let expires = integer(&input, "expires")?;
        let key_id = string(&input, "keyid")?
            .filter(|id| !id.is_empty())
            .ok_or(SignatureError::Malformed("key id"))?;
        let claimed = string(&input, "alg")?.map(claimed_algorithm).transpose()?;
        let key_id = key_id.to_owned();
        let base = signature_base(&covered, input, request, own)?;
        let unverified = Unverified {
            scheme: SignatureScheme::Rfc9421,
            key_id,
            claimed,
            signature,
            base,
            lenient_base: None,
        };
        Ok(Self { covered, created, expires, unverified })
    }

    fn covers(&self, component: &str) -> bool {
        self.covered.iter().any(|name| name == component)
    }

    fn check_coverage(&self, request: &IncomingRequest<'_>) -> Result<(), SignatureError> {
        if !self.covers("@method") {
            return Err(SignatureError::NotCovered("@method"));
        }
        let path_and_query = self.covers("@request-target")
            || self.covers("@path") && (request.query().is_none() || self.covers("@query"));
        let target = self.covers("@target-uri") || self.covers("@authority") && path_and_query;
        if !target {
            return Err(SignatureError::NotCovered("@target-uri"));
        }
        if needs_digest(request) && !self.covers("content-digest") {
            return Err(SignatureError::NotCovered("content-digest"));
        }
        Ok(())
    }

    fn check_clock(&self, now: Timestamp) -> Result<(), SignatureError> {
        let created = self.created.ok_or(SignatureError::NotCovered("created"))?;
        check_made(from_unix_seconds(created), now)?;
        match self.expires {
            Some(expires) => check_expires(from_unix_seconds(expires), now),
            None => Ok(()),
        }
    }
}

/// The one entry of `Signature-Input`.
fn single_input(text: &str) -> Result<(String, InnerList), SignatureError> {
    let entries: Dictionary = Parser::new(text).parse().map_err(|_| SignatureError::Malformed("input"))?;
    let separators = Separators::count(text);
    let mut entries = entries.into_iter();
    let (label, entry) = entries.next().ok_or(SignatureError::Malformed("input"))?;
    if separators.commas > 0 || entries.next().is_some() {
        return Err(SignatureError::Several);
    }
    let ListEntry::InnerList(input) = entry else {
        return Err(SignatureError::Malformed("input"));
    };
    // A structured field keeps the last of two parameters of one name; another reader may keep the first.
    let parameters = input.params.len() + input.items.iter().map(|item| item.params.len()).sum::<usize>();
    if separators.semicolons != parameters {
        return Err(SignatureError::Malformed("parameter list"));
    }
    Ok((label.as_str().to_owned(), input))
}

/// The bytes of the one entry of `Signature`, which must have the same label.
fn single_value(text: &str, label: &str) -> Result<Vec<u8>, SignatureError> {
    let entries: Dictionary = Parser::new(text).parse().map_err(|_| SignatureError::Malformed("value"))?;
    if Separators::count(text).commas > 0 {
        return Err(SignatureError::Several);
    }
    match entries.into_iter().next() {
        Some((name, ListEntry::Item(Item { bare_item: BareItem::ByteSequence(bytes), .. })))
            if name.as_str() == label =>
        {
            check_signature_length(&bytes)?;
            Ok(bytes)
        }
        _ => Err(SignatureError::Malformed("value")),
    }
}

/// How many commas and semicolons stand outside of strings, which is how often something was separated.
#[derive(Debug, Default, PartialEq, Eq)]
struct Separators {
    commas: usize,
    semicolons: usize,
}

impl Separators {
    fn count(text: &str) -> Self {
        let mut found = Self::default();
        let mut in_string = false;
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\\' if in_string => _ = bytes.next(),
                b'"' => in_string = !in_string,
                b',' if !in_string => found.commas += 1,
                b';' if !in_string => found.semicolons += 1,
                _ => {}
            }
        }
        found
    }
}

/// The names of the covered components in order, each once and without parameters.
fn covered_components(input: &InnerList) -> Result<Vec<String>, SignatureError> {
    if input.items.len() > MAX_COMPONENTS {
        return Err(SignatureError::TooLarge);
    }
    let mut covered: Vec<String> = Vec::with_capacity(input.items.len());
    for item in &input.items {
        let name = item.bare_item.as_string().ok_or(SignatureError::Malformed("component list"))?.as_str();
        // `;req`, `;bs`, `;key` and the like: nobody in the network uses them, and each is a way to cover less.
        if !item.params.is_empty() {
            return Err(SignatureError::UnsupportedComponent);
        }
        if covered.iter().any(|known| known == name) {
            return Err(SignatureError::Malformed("component list"));
        }
        covered.push(name.to_owned());
    }
    Ok(covered)
}

fn integer(input: &InnerList, name: &'static str) -> Result<Option<i64>, SignatureError> {
    match input.params.get(name) {
        None => Ok(None),
        Some(value) => {
            value.as_integer().map(|number| Some(number.into())).ok_or(SignatureError::Malformed(name))
        }
    }
}

fn string<'i>(input: &'i InnerList, name: &'static str) -> Result<Option<&'i str>, SignatureError> {
    match input.params.get(name) {
        None => Ok(None),
        Some(value) => {
            value.as_string().map(|text| Some(text.as_str())).ok_or(SignatureError::Malformed(name))
        }
    }
}

fn claimed_algorithm(label: &str) -> Result<KeyAlgorithm, SignatureError> {
    match label {
        "rsa-v1_5-sha256" => Ok(KeyAlgorithm::Rsa),
        "ed25519" => Ok(KeyAlgorithm::Ed25519),
        _ => Err(SignatureError::UnsupportedAlgorithm),
    }
}

/// Section 2.5: one line a component, and the parameters last, in the order they were received.
fn signature_base(
    covered: &[String],
    input: InnerList,
    request: &IncomingRequest<'_>,
    own: &OwnAddress,
) -> Result<String, SignatureError> {
    let mut base = String::with_capacity(512);
    for name in covered {
        base.push('"');
        base.push_str(name);
        base.push_str("\": ");
        push_component(&mut base, name, request, own)?;
        base.push('\n');
    }
    let parameters: List = vec![ListEntry::InnerList(input)];
    base.push_str("\"@signature-params\": ");
    base.push_str(&parameters.serialize().ok_or(SignatureError::Malformed("input"))?);
    Ok(base)
}

/// The value of one component, sections 2.1 and 2.2.
fn push_component(
    base: &mut String,
    name: &str,
    request: &IncomingRequest<'_>,
    own: &OwnAddress,
) -> Result<(), SignatureError> {
    match name {
        "@method" => base.push_str(request.method.as_str()),
        "@target-uri" => {
            base.push_str(own.scheme());
            base.push_str("://");
            base.push_str(own.authority());
            base.push_str(request.path_and_query);
        }
        "@authority" => base.push_str(own.authority()),
        "@scheme" => base.push_str(own.scheme()),
        "@request-target" => base.push_str(request.path_and_query),
        "@path" => base.push_str(if request.path().is_empty() { "/" } else { request.path() }),
        "@query" => {
            base.push('?');
            base.push_str(request.query().unwrap_or_default());
        }
        // Field names are lower case here; another spelling could name one header twice.
        name if name.starts_with('@') || name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            return Err(SignatureError::UnsupportedComponent);
        }
        name => base.push_str(&request.covered_header(name, own)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};
    use url::Url;

    use super::*;
    use crate::federation::signatures::VerifyingKey;
    use crate::federation::signatures::vectors::RFC9421_ED25519_PUBLIC_PEM;

    /// RFC 9421 appendix B.2.6, signing a request using ed25519.
    #[test]
    fn the_vector_b_2_6_verifies_but_covers_too_little_for_us() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "example.com"),
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("content-type", "application/json"),
            ("content-length", "18"),
            (
                "signature-input",
                "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
                 ;created=1618884473;keyid=\"test-key-ed25519\"",
            ),
            (
                "signature",
                "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let request = IncomingRequest {
            method: &Method::POST,
            path_and_query: "/foo?param=Value&Pet=dog",
            headers: &headers,
            body: b"{\"hello\": \"world\"}",
        };
        let own = OwnAddress::from_public_url(&Url::parse("https://example.com").unwrap()).unwrap();
        let key = VerifyingKey::from_pem(RFC9421_ED25519_PUBLIC_PEM).unwrap();

        let parsed = ParsedSignature::read(&request, &own).unwrap();
        assert_eq!(parsed.unverified.key_id(), "test-key-ed25519");
        assert_eq!(parsed.unverified.verify(&key), Ok(()));

        let now = from_unix_seconds(1_618_884_473);
        assert_eq!(parse(&request, &own, now).unwrap_err(), SignatureError::NotCovered("@target-uri"));
        let other = IncomingRequest { path_and_query: "/bar", ..request };
        let parsed = ParsedSignature::read(&other, &own).unwrap();
        assert_eq!(parsed.unverified.verify(&key), Err(SignatureError::BadSignature));
    }

    #[test]
    fn separators_inside_strings_do_not_count() {
        assert_eq!(
            Separators::count(r#"a=("x;y,");keyid="q\";,";b, c"#),
            Separators { commas: 1, semicolons: 2 }
        );
    }
}
