//! What we sign is what we accept, and nothing near it.

use std::time::Duration;

use rstest::rstest;

use super::*;

#[rstest]
fn threat_002_what_we_sign_we_accept(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
    #[values(vectors::rsa_key(), vectors::ed25519_key())] key: SigningKey,
    #[values("/inbox", "/inbox?x=1&y=%20", "/")] target: &str,
    #[values(None, Some(BODY), Some(b"".as_slice()))] body: Option<&[u8]>,
) {
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let message = Message::signed_by_us(scheme, &key, method, target, body);
    let unverified = message.parse().unwrap();
    assert_eq!(unverified.key_id(), KEY_ID);
    assert_eq!(unverified.scheme(), scheme);
    assert_eq!(unverified.verify(&key.verifying_key().unwrap()), Ok(()));
}

#[rstest]
fn threat_004_a_signature_by_another_key_is_refused(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
    #[values(vectors::rsa_key(), vectors::ed25519_key())] key: SigningKey,
) {
    let message = Message::signed_by_us(scheme, &key, Method::POST, "/inbox", Some(BODY));
    assert_eq!(message.check(&key), Ok(()));
    let other_rsa = SigningKey::from_pkcs8(&crate::infra::keys::KeyPair::rsa().unwrap().private).unwrap();
    assert!(message.check(&other_rsa).is_err());
    assert!(message.check(&vectors::fep_8b32_key()).is_err());
}

#[rstest]
fn threat_005_the_label_must_fit_the_type_of_the_key(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let message = Message::signed_by_us(scheme, &vectors::rsa_key(), Method::POST, "/inbox", Some(BODY));
    assert_eq!(message.check(&vectors::rsa_key()), Ok(()));
    assert_eq!(message.check(&vectors::ed25519_key()), Err(SignatureError::AlgorithmMismatch));
}

#[rstest]
fn threat_006_a_changed_body_is_refused(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let mut message = Message::signed_by_us(scheme, &vectors::rsa_key(), Method::POST, "/inbox", Some(BODY));
    message.body.push(b' ');
    assert_eq!(message.check(&vectors::rsa_key()), Err(SignatureError::DigestMismatch));
    // With the digest made to fit, the signature no longer does.
    let digest = BodyDigest::of(&message.body);
    message.headers.insert(digest::DIGEST, digest.digest);
    message.headers.insert(digest::CONTENT_DIGEST, digest.content_digest);
    assert_eq!(message.check(&vectors::rsa_key()), Err(SignatureError::BadSignature));
}

#[rstest]
fn threat_008_a_request_for_another_host_is_refused(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let key = vectors::rsa_key();
    let message = Message::signed_by_us(scheme, &key, Method::POST, "/inbox", Some(BODY));
    let replayed = |host: &str| {
        let message = message.clone().with("host", host);
        message.parse_at("https://e.test", NOW)?.verify(&key.verifying_key().unwrap())
    };
    assert_eq!(message.check(&key), Ok(()));
    assert_eq!(replayed("s.test"), Err(SignatureError::WrongHost));
    assert_eq!(replayed("e.test"), Err(SignatureError::BadSignature));
}

#[rstest]
fn threat_008_two_hosts_are_refused(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let message = Message::signed_by_us(scheme, &vectors::rsa_key(), Method::POST, "/inbox", Some(BODY));
    let message = message.with_another("host", "s.test");
    assert_eq!(message.check(&vectors::rsa_key()), Err(SignatureError::WrongHost));
}

#[rstest]
fn a_request_over_http2_has_no_host_header(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let message = Message::signed_by_us(scheme, &vectors::rsa_key(), Method::POST, "/inbox", Some(BODY));
    assert_eq!(message.without("host").check(&vectors::rsa_key()), Ok(()));
}

#[rstest]
fn a_node_on_a_port_of_its_own_is_reached_and_verified(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let key = vectors::rsa_key();
    let url = Url::parse("http://river.localhost:8402/inbox").unwrap();
    let headers = sign(scheme, &key, KEY_ID, &Method::POST, &url, Some(&BodyDigest::of(BODY)), NOW).unwrap();
    let message =
        Message { method: Method::POST, target: "/inbox".to_owned(), headers, body: BODY.to_owned() };
    let here = message.parse_at("http://river.localhost:8402", NOW).unwrap();
    assert_eq!(here.verify(&key.verifying_key().unwrap()), Ok(()));
    assert!(message.parse_at("http://river.localhost:8403", NOW).is_err());
}

#[rstest]
fn threat_052_the_clock_may_differ_by_an_hour_and_no_more(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let message = Message::signed_by_us(scheme, &vectors::rsa_key(), Method::POST, "/inbox", Some(BODY));
    let minute = Duration::from_mins(1);
    for now in [NOW - CLOCK_WINDOW, NOW - minute, NOW, NOW + minute, NOW + CLOCK_WINDOW] {
        assert!(message.parse_at("https://s.test", now).is_ok(), "{now}");
    }
    let ten_years = Duration::from_hours(24 * 3653);
    for away in [CLOCK_WINDOW + minute, 2 * CLOCK_WINDOW, 13 * CLOCK_WINDOW, ten_years] {
        for now in [NOW - away, NOW + away] {
            assert_eq!(
                message.parse_at("https://s.test", now).unwrap_err(),
                SignatureError::OutsideWindow,
                "{now}"
            );
        }
    }
}

#[rstest]
fn threat_053_a_signature_holds_for_one_target_and_method(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let key = vectors::rsa_key();
    let message = Message::signed_by_us(scheme, &key, Method::POST, "/u/a/inbox", Some(BODY));
    assert_eq!(message.check(&key), Ok(()));
    for target in ["/inbox", "/u/a/inbox?x=1", "/u/a/inbox/", "/u/A/inbox", "//u/a/inbox"] {
        let replayed = Message { target: target.to_owned(), ..message.clone() };
        assert_eq!(replayed.check(&key), Err(SignatureError::BadSignature), "{target}");
    }
    let put = Message { method: Method::PUT, ..message };
    assert_eq!(put.check(&key), Err(SignatureError::BadSignature));
}

#[rstest]
fn threat_053_the_signature_of_a_get_is_no_signature_of_a_post(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
) {
    let key = vectors::rsa_key();
    let get = Message::signed_by_us(scheme, &key, Method::GET, "/inbox", None);
    assert_eq!(get.check(&key), Ok(()));
    let post = Message { method: Method::POST, ..get.clone() };
    assert!(post.check(&key).is_err());
    let get_with_body = Message { body: BODY.to_owned(), ..get };
    assert!(get_with_body.check(&key).is_err());
}

#[test]
fn threat_001_an_unsigned_request_is_refused() {
    assert_eq!(Message::post().parse().unwrap_err(), SignatureError::Missing);
}

#[test]
fn cavage_is_written_as_every_server_reads_it() {
    let post = Message::signed_by_us(
        SignatureScheme::Cavage,
        &vectors::rsa_key(),
        Method::POST,
        "/inbox?x=1",
        Some(BODY),
    );
    let text = "(request-target): post /inbox?x=1\n\
                host: s.test\n\
                date: Mon, 21 Sep 2026 14:13:20 GMT\n\
                digest: SHA-256=uV5oFQZH3XhIXqmeAi8MkZ8QkqxPLqoNpc4btL5Jy6Y=\n\
                content-type: application/activity+json";
    assert_eq!(
        post.header("signature"),
        format!(
            r#"keyId="{KEY_ID}",algorithm="rsa-sha256",headers="(request-target) host date digest content-type",signature="{}""#,
            rsa_signature(text),
        )
    );
    let get =
        Message::signed_by_us(SignatureScheme::Cavage, &vectors::rsa_key(), Method::GET, "/c/cop", None);
    assert_eq!(get.header("digest"), "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert!(get.header("signature").contains(r#"headers="(request-target) host date digest","#));
}

#[test]
fn rfc9421_is_written_as_mastodon_reads_it() {
    let post = Message::signed_by_us(
        SignatureScheme::Rfc9421,
        &vectors::rsa_key(),
        Method::POST,
        "/inbox?x=1",
        Some(BODY),
    );
    let input = format!(
        r#"("@method" "@target-uri" "content-digest");created=1790000000;keyid="{KEY_ID}";alg="rsa-v1_5-sha256""#
    );
    let text = format!(
        "\"@method\": POST\n\
         \"@target-uri\": https://s.test/inbox?x=1\n\
         \"content-digest\": sha-256=:uV5oFQZH3XhIXqmeAi8MkZ8QkqxPLqoNpc4btL5Jy6Y=:\n\
         \"@signature-params\": {input}"
    );
    assert_eq!(post.header("signature-input"), format!("sig1={input}"));
    assert_eq!(post.header("signature"), format!("sig1=:{}:", rsa_signature(&text)));
}

#[rstest]
fn a_key_id_that_would_break_the_header_is_not_signed(
    #[values(SignatureScheme::Cavage, SignatureScheme::Rfc9421)] scheme: SignatureScheme,
    #[values("https://s.test/\"", "https://s.test/\\", "https://s.test/\n", "https://s.test/ü")] key_id: &str,
) {
    let url = Url::parse("https://s.test/inbox").unwrap();
    let signed = sign(scheme, &vectors::rsa_key(), key_id, &Method::GET, &url, None, NOW);
    assert!(matches!(signed, Err(SignError::KeyId)));
}

#[test]
fn accept_signature_describes_what_we_accept() {
    let offered = accept_signature();
    let list: sfv::Dictionary = sfv::Parser::new(offered.as_bytes()).parse().unwrap();
    assert_eq!(list.len(), 1);
}
