//! Digests of a body: `Digest` (RFC 3230, as the network uses it) and `Content-Digest` (RFC 9530).

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine as _;
use http::header::HeaderName;
use http::{HeaderMap, HeaderValue};
use sfv::{BareItem, Dictionary, ListEntry, Parser};

use super::SignatureError;
use super::encoding::BASE64;
use super::request::header_text;

/// `Digest`, RFC 3230.
pub(super) const DIGEST: HeaderName = HeaderName::from_static("digest");
/// `Content-Digest`, RFC 9530.
pub(super) const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");

/// More entries than any sender has a reason for.
const MAX_DIGESTS: usize = 8;

/// The SHA-256 of a body that will be sent, with both header values ready. Make it once for a body that goes to many
/// hosts; cheap to clone.
#[derive(Debug, Clone)]
pub struct BodyDigest {
    pub(super) digest: HeaderValue,
    pub(super) content_digest: HeaderValue,
}

impl BodyDigest {
    /// Hashes the body, byte for byte as it will be sent.
    pub fn of(body: &[u8]) -> Self {
        let encoded = BASE64.encode(digest(&SHA256, body));
        Self {
            digest: ascii_value(format!("SHA-256={encoded}")),
            content_digest: ascii_value(format!("sha-256=:{encoded}:")),
        }
    }
}

/// A header value out of text that is printable ASCII by construction.
fn ascii_value(text: String) -> HeaderValue {
    #[expect(clippy::expect_used, reason = "the text is an algorithm name and base64")]
    HeaderValue::try_from(text).expect("a digest header is printable ASCII")
}

/// Checks all `Digest` headers against the body: there must be a SHA-256, and every SHA-256 and SHA-512 must be right.
pub(super) fn check_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    let text = header_text(headers, &DIGEST)?.ok_or(SignatureError::DigestMissing)?;
    let mut seen = Seen::default();
    for (index, entry) in text.split(',').enumerate() {
        if index >= MAX_DIGESTS {
            return Err(SignatureError::TooLarge);
        }
        let (algorithm, encoded) = entry.trim().split_once('=').ok_or(SignatureError::DigestMalformed)?;
        let claimed = BASE64.decode(encoded).map_err(|_| SignatureError::DigestMalformed);
        // What an algorithm we do not know says is not ours to judge.
        if let Some(known) = Known::from_token(algorithm) {
            seen.check(known, &claimed?, body)?;
        }
    }
    seen.sha256_required()
}

/// Checks `Content-Digest` against the body, by the same rule as [`check_digest`].
pub(super) fn check_content_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    let text = header_text(headers, &CONTENT_DIGEST)?.ok_or(SignatureError::DigestMissing)?;
    let entries: Dictionary =
        Parser::new(text.as_ref()).parse().map_err(|_| SignatureError::DigestMalformed)?;
    // A repeated name would hide its first value, and with it a wrong digest.
    if entries.len() > MAX_DIGESTS || entries.len() != text.split(',').count() {
        return Err(SignatureError::DigestMalformed);
    }
    let mut seen = Seen::default();
    for (algorithm, entry) in &entries {
        let ListEntry::Item(item) = entry else {
            return Err(SignatureError::DigestMalformed);
        };
        let BareItem::ByteSequence(claimed) = &item.bare_item else {
            return Err(SignatureError::DigestMalformed);
        };
        if let Some(known) = Known::from_token(algorithm.as_str()) {
            seen.check(known, claimed, body)?;
        }
    }
    seen.sha256_required()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Sha256,
    Sha512,
}

impl Known {
    fn from_token(token: &str) -> Option<Self> {
        if token.eq_ignore_ascii_case("sha-256") {
            Some(Self::Sha256)
        } else if token.eq_ignore_ascii_case("sha-512") {
            Some(Self::Sha512)
        } else {
            None
        }
    }
}

#[derive(Debug, Default)]
struct Seen {
    sha256: bool,
}

impl Seen {
    fn check(&mut self, algorithm: Known, claimed: &[u8], body: &[u8]) -> Result<(), SignatureError> {
        let actual = match algorithm {
            Known::Sha256 => digest(&SHA256, body),
            Known::Sha512 => digest(&SHA512, body),
        };
        self.sha256 |= algorithm == Known::Sha256;
        if actual.as_ref() == claimed { Ok(()) } else { Err(SignatureError::DigestMismatch) }
    }

    fn sha256_required(&self) -> Result<(), SignatureError> {
        if self.sha256 { Ok(()) } else { Err(SignatureError::DigestUnsupported) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const BODY: &[u8] = b"{\"hello\": \"world\"}";
    const RIGHT: &str = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
    const WRONG: &str = "YNpSHzwJzQgNGAIRUB5X2mlNcPBkPGvYDs8l9JWyZtE=";
    const RIGHT_512: &str =
        "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==";

    fn headers(name: &HeaderName, values: &[String]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    fn digest_of(values: &[String]) -> Result<(), SignatureError> {
        check_digest(&headers(&DIGEST, values), BODY)
    }

    fn content_digest_of(values: &[String]) -> Result<(), SignatureError> {
        check_content_digest(&headers(&CONTENT_DIGEST, values), BODY)
    }

    #[test]
    fn what_we_send_is_what_we_accept() {
        let made = BodyDigest::of(BODY);
        assert_eq!(made.digest, format!("SHA-256={RIGHT}"));
        assert_eq!(made.content_digest, format!("sha-256=:{RIGHT}:"));
        assert_eq!(digest_of(&[format!("SHA-256={RIGHT}")]), Ok(()));
        assert_eq!(content_digest_of(&[format!("sha-256=:{RIGHT}:")]), Ok(()));
    }

    #[rstest]
    #[case::lower_case(&[format!("sha-256={RIGHT}")], Ok(()))]
    #[case::beside_md5(&[format!("MD5=Sd/dVLAcvNLSq16eXua5uQ==, SHA-256={RIGHT}")], Ok(()))]
    #[case::beside_sha512(&[format!("SHA-512={RIGHT_512},SHA-256={RIGHT}")], Ok(()))]
    #[case::twice_right(&[format!("SHA-256={RIGHT}"), format!("SHA-256={RIGHT}")], Ok(()))]
    #[case::missing(&[], Err(SignatureError::DigestMissing))]
    #[case::md5_only(&["MD5=Sd/dVLAcvNLSq16eXua5uQ==".to_owned()], Err(SignatureError::DigestUnsupported))]
    #[case::sha512_only(&[format!("SHA-512={RIGHT_512}")], Err(SignatureError::DigestUnsupported))]
    #[case::wrong(&[format!("SHA-256={WRONG}")], Err(SignatureError::DigestMismatch))]
    #[case::one_wrong(&[format!("SHA-256={RIGHT},SHA-256={WRONG}")], Err(SignatureError::DigestMismatch))]
    #[case::one_wrong_header(&[format!("sha-256={WRONG}"), format!("SHA-256={RIGHT}")], Err(SignatureError::DigestMismatch))]
    #[case::sha512_wrong(&[format!("SHA-256={RIGHT},SHA-512={RIGHT}")], Err(SignatureError::DigestMismatch))]
    #[case::no_base64(&["SHA-256=???".to_owned()], Err(SignatureError::DigestMalformed))]
    #[case::no_value(&["SHA-256".to_owned()], Err(SignatureError::DigestMalformed))]
    #[case::endless(&["a=b,".repeat(1000)], Err(SignatureError::TooLarge))]
    fn threat_007_digest(#[case] values: &[String], #[case] expected: Result<(), SignatureError>) {
        assert_eq!(digest_of(values), expected);
    }

    #[rstest]
    #[case::with_sha512(&[format!("sha-512=:{RIGHT_512}:, sha-256=:{RIGHT}:")], Ok(()))]
    #[case::unknown_beside(&[format!("sha-256=:{RIGHT}:, id-crc32c=:AAAA:")], Ok(()))]
    #[case::missing(&[], Err(SignatureError::DigestMissing))]
    #[case::wrong(&[format!("sha-256=:{WRONG}:")], Err(SignatureError::DigestMismatch))]
    #[case::sha512_wrong(&[format!("sha-256=:{RIGHT}:, sha-512=:{WRONG}:")], Err(SignatureError::DigestMismatch))]
    #[case::sha512_only(&[format!("sha-512=:{RIGHT_512}:")], Err(SignatureError::DigestUnsupported))]
    #[case::repeated(&[format!("sha-256=:{WRONG}:"), format!("sha-256=:{RIGHT}:")], Err(SignatureError::DigestMalformed))]
    #[case::not_bytes(&[format!("sha-256=\"{RIGHT}\"")], Err(SignatureError::DigestMalformed))]
    #[case::old_syntax(&[format!("SHA-256={RIGHT}")], Err(SignatureError::DigestMalformed))]
    fn threat_007_content_digest(#[case] values: &[String], #[case] expected: Result<(), SignatureError>) {
        assert_eq!(content_digest_of(values), expected);
    }
}
