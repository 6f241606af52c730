//! What holds for every input, however it was made.

use proptest::prelude::*;

use super::*;

/// Header text that looks like a signature more often than chance would have it.
fn header_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        Just("keyId=\"k\",".to_owned()),
        Just("signature=\"AAAA\",".to_owned()),
        Just("headers=\"(request-target) host date digest\",".to_owned()),
        Just("created=1790000000".to_owned()),
        Just("sig1=(\"@method\" \"@target-uri\");created=1790000000;keyid=\"k\"".to_owned()),
        Just("sig1=:AAAA:".to_owned()),
        Just("SHA-256=AAAA".to_owned()),
        Just(",".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just(";".to_owned()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn any_headers() -> impl Strategy<Value = HeaderMap> {
    let name = prop::sample::select(vec![
        "signature",
        "signature-input",
        "digest",
        "content-digest",
        "date",
        "host",
        "content-type",
    ]);
    let value = prop_oneof![
        header_text().prop_map(String::into_bytes),
        prop::collection::vec(prop_oneof![32..=126_u8, 128..=255_u8], 0..40),
    ];
    prop::collection::vec((name, value), 0..10).prop_map(|lines| {
        lines
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(&value).unwrap()))
            .collect()
    })
}

/// What an attacker may change about a captured request.
#[derive(Debug, Clone, Copy)]
enum Covered {
    Target,
    Host,
    Date,
    Digest,
    Body,
    Signature,
}

proptest! {
    #[test]
    fn no_headers_make_the_parser_panic_or_verify(
        headers in any_headers(),
        target in "[ -~]{0,40}",
        body in prop::collection::vec(any::<u8>(), 0..40),
        post in any::<bool>(),
    ) {
        let method = if post { Method::POST } else { Method::GET };
        let message = Message { method, target, headers, body };
        prop_assert!(message.check(&vectors::ed25519_key()).is_err());
    }

    #[test]
    fn a_change_of_anything_covered_is_noticed(
        scheme in prop::sample::select(vec![SignatureScheme::Cavage, SignatureScheme::Rfc9421]),
        covered in prop::sample::select(vec![
            Covered::Target, Covered::Host, Covered::Date, Covered::Digest, Covered::Body, Covered::Signature,
        ]),
        position in any::<prop::sample::Index>(),
        mask in 1..=255_u8,
    ) {
        let key = vectors::ed25519_key();
        let mut message = Message::signed_by_us(scheme, &key, Method::POST, "/inbox?x=1", Some(BODY));
        prop_assert_eq!(message.check(&key), Ok(()));
        let flip = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let position = position.index(bytes.len());
            bytes[position] ^= mask;
            bytes
        };
        let header = match (covered, scheme) {
            (Covered::Target, _) => {
                message.target = String::from_utf8_lossy(&flip(message.target.as_bytes())).into_owned();
                None
            }
            (Covered::Body, _) => {
                message.body = flip(&message.body);
                None
            }
            (Covered::Host, _) => Some("host"),
            (Covered::Date, SignatureScheme::Cavage) => Some("date"),
            (Covered::Date, SignatureScheme::Rfc9421) => Some("signature-input"),
            (Covered::Digest, SignatureScheme::Cavage) => Some("digest"),
            (Covered::Digest, SignatureScheme::Rfc9421) => Some("content-digest"),
            (Covered::Signature, _) => None,
        };
        if let Some(name) = header {
            let changed = flip(message.header(name).as_bytes());
            // The case of a host name and of a digest's algorithm means nothing; signed text it changes all the same.
            let Ok(value) = HeaderValue::from_bytes(&changed) else { return Ok(()) };
            let same = name == "host" && changed.eq_ignore_ascii_case(b"s.test") && scheme == SignatureScheme::Rfc9421;
            message.headers.insert(HeaderName::from_static(name), value);
            prop_assume!(!same);
        }
        if matches!(covered, Covered::Signature) {
            // The first characters after the last opening mark; the very last character of base64 has idle bits.
            let mut changed = message.header("signature").to_owned().into_bytes();
            changed.reverse();
            let position = 10 + position.index(60);
            changed[position] ^= mask;
            changed.reverse();
            let Ok(value) = HeaderValue::from_bytes(&changed) else { return Ok(()) };
            message.headers.insert("signature", value);
        }
        prop_assert!(message.check(&key).is_err());
    }
}
