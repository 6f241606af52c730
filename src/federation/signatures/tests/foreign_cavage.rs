//! draft-cavage signatures as other servers, and attackers, write them.

use rstest::rstest;

use super::*;

const FULL: &str = "(request-target) host date digest";

/// Signs `message` over `covered` with extra parameters, by code that shares nothing with ours.
fn signed(message: Message, covered: &str, parameters: &str) -> Message {
    let created = parameters.split("created=").nth(1).map(|rest| rest.split(',').next().unwrap());
    let expires = parameters.split("expires=").nth(1).map(|rest| rest.split(',').next().unwrap());
    let line = |name: &str| match name {
        "(request-target)" => {
            format!("{name}: {} {}", message.method.as_str().to_lowercase(), message.target)
        }
        "(created)" => format!("{name}: {}", created.unwrap_or("0")),
        "(expires)" => format!("{name}: {}", expires.unwrap_or("0")),
        name => {
            let values: Vec<&str> =
                message.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
            format!("{name}: {}", values.join(", "))
        }
    };
    let text = covered.split(' ').map(line).collect::<Vec<_>>().join("\n");
    let header =
        format!(r#"keyId="{KEY_ID}",headers="{covered}",signature="{}"{parameters}"#, rsa_signature(&text));
    message.with("signature", &header)
}

fn check(message: &Message) -> Result<(), SignatureError> {
    message.check(&vectors::rsa_key())
}

#[rstest]
#[case::mastodon(FULL, r#",algorithm="rsa-sha256""#)]
#[case::another_order("digest date host (request-target)", r#",algorithm="rsa-sha256""#)]
#[case::more_covered("(request-target) content-type date digest host", r#",algorithm="rsa-sha256""#)]
#[case::hs2019(FULL, r#",algorithm="hs2019""#)]
#[case::no_label(FULL, "")]
#[case::label_in_capitals(FULL, r#",algorithm="RSA-SHA256""#)]
#[case::created("(request-target) host (created) digest", r#",algorithm="hs2019",created=1790000000"#)]
#[case::created_and_expires(
    "(request-target) (created) (expires) host digest",
    r#",algorithm="hs2019",created=1790000000,expires=1790000010"#
)]
fn threat_002_every_honest_form_is_accepted(#[case] covered: &str, #[case] parameters: &str) {
    assert_eq!(check(&signed(Message::post(), covered, parameters)), Ok(()));
}

#[rstest]
#[case::digest_only("digest", SignatureError::NotCovered("(request-target)"))]
#[case::date_only("date", SignatureError::NotCovered("(request-target)"))]
#[case::no_target("host date digest", SignatureError::NotCovered("(request-target)"))]
#[case::no_host("(request-target) date digest", SignatureError::NotCovered("host"))]
#[case::no_date("(request-target) host digest", SignatureError::NotCovered("date"))]
#[case::threat_007_no_digest("(request-target) host date", SignatureError::NotCovered("digest"))]
#[case::twice("(request-target) host date digest digest", SignatureError::Malformed("component list"))]
#[case::twice_by_case(
    "(request-target) host date digest Digest",
    SignatureError::Malformed("component list")
)]
#[case::unknown("(request-target) host date digest (magic)", SignatureError::UnsupportedComponent)]
#[case::absent("(request-target) host date digest x-absent", SignatureError::CoveredHeaderMissing)]
fn threat_053_what_covers_too_little_is_refused(#[case] covered: &str, #[case] reason: SignatureError) {
    assert_eq!(check(&signed(Message::post(), FULL, "")), Ok(()));
    assert_eq!(check(&signed(Message::post(), covered, "")), Err(reason));
}

#[rstest]
#[case::rsa_with_created(
    r#",algorithm="rsa-sha256",created=1790000000"#,
    SignatureError::UnsupportedAlgorithm
)]
#[case::created_absent("", SignatureError::Malformed("created"))]
#[case::created_no_number(",created=soon", SignatureError::Malformed("created"))]
#[case::created_negative(",created=-5", SignatureError::Malformed("created"))]
#[case::created_endless(",created=99999999999999999999999", SignatureError::Malformed("created"))]
#[case::created_two_hours_ago(",created=1789992800", SignatureError::OutsideWindow)]
#[case::created_in_two_hours(",created=1790007200", SignatureError::OutsideWindow)]
#[case::created_in_the_far_future(",created=9223372036854775807", SignatureError::OutsideWindow)]
#[case::expired(",created=1789999000,expires=1789999999", SignatureError::Expired)]
fn threat_052_created_and_expires_are_obeyed(#[case] parameters: &str, #[case] reason: SignatureError) {
    let covered = "(request-target) host (created) digest";
    assert_eq!(check(&signed(Message::post(), covered, ",created=1790000000,expires=1790000000")), Ok(()));
    assert_eq!(check(&signed(Message::post(), covered, parameters)), Err(reason));
}

#[rstest]
#[case::no_date(Message::post().without("date"), SignatureError::CoveredHeaderMissing)]
#[case::no_real_date(Message::post().with("date", "yesterday"), SignatureError::Malformed("date"))]
#[case::number(Message::post().with("date", "1790000000"), SignatureError::Malformed("date"))]
#[case::two_hours_ago(Message::post().with("date", "Mon, 21 Sep 2026 12:13:20 GMT"), SignatureError::OutsideWindow)]
#[case::in_two_hours(Message::post().with("date", "Mon, 21 Sep 2026 16:13:20 GMT"), SignatureError::OutsideWindow)]
#[case::in_ten_years(Message::post().with("date", "Sun, 21 Sep 2036 14:13:20 GMT"), SignatureError::OutsideWindow)]
#[case::two_dates(Message::post().with_another("date", "Mon, 21 Sep 2026 14:13:20 GMT"), SignatureError::Several)]
fn threat_052_a_covered_date_must_be_now(#[case] message: Message, #[case] reason: SignatureError) {
    assert_eq!(check(&signed(message, FULL, "")), Err(reason));
}

#[rstest]
#[case::hmac("hmac-sha256")]
#[case::sha1("rsa-sha1")]
#[case::ecdsa("ecdsa-sha256")]
#[case::none("none")]
#[case::empty("")]
fn threat_005_other_algorithms_are_refused(#[case] label: &str) {
    let message = signed(Message::post(), FULL, &format!(r#",algorithm="{label}""#));
    assert_eq!(check(&message), Err(SignatureError::UnsupportedAlgorithm));
}

#[rstest]
#[case::empty(
    r#"keyId="k",headers="(request-target) host date digest",signature="""#,
    SignatureError::Malformed("value")
)]
#[case::no_base64(
    r#"keyId="k",headers="(request-target) host date digest",signature="!""#,
    SignatureError::Malformed("value")
)]
#[case::absent(
    r#"keyId="k",headers="(request-target) host date digest""#,
    SignatureError::Malformed("value")
)]
#[case::no_key_id(
    r#"headers="(request-target) host date digest",signature="AAAA""#,
    SignatureError::Malformed("key id")
)]
#[case::no_headers(r#"keyId="k",signature="AAAA""#, SignatureError::NotCovered("(request-target)"))]
#[case::not_even_close("Bearer abc", SignatureError::Malformed("header"))]
fn threat_004_a_broken_signature_header_is_refused(#[case] header: &str, #[case] reason: SignatureError) {
    assert_eq!(Message::post().with("signature", header).parse().unwrap_err(), reason);
}

#[test]
fn threat_004_a_signature_of_a_megabyte_is_refused() {
    let long = |length: usize| {
        let header = format!(r#"keyId="k",headers="{FULL}",signature="{}""#, "A".repeat(length));
        Message::post().with("signature", &header).parse().unwrap_err()
    };
    assert_eq!(long(1 << 20), SignatureError::TooLarge);
    assert_eq!(long(4096), SignatureError::TooLarge);
}

#[test]
fn threat_004_every_flipped_byte_of_the_signature_is_noticed() {
    use base64::Engine as _;
    let message = signed(Message::post(), FULL, "");
    let (before, encoded) = message.header("signature").split_once("signature=\"").unwrap();
    let right = encoding::BASE64.decode(encoded.trim_end_matches('"')).unwrap();
    for position in (0..right.len()).step_by(17) {
        let mut wrong = right.clone();
        wrong[position] ^= 1;
        let header = format!(r#"{before}signature="{}""#, encoding::BASE64.encode(wrong));
        assert_eq!(check(&message.clone().with("signature", &header)), Err(SignatureError::BadSignature));
    }
}

#[test]
fn threat_007_a_digest_beside_a_wrong_one_is_refused() {
    let right = Message::post().header("digest").to_owned();
    let wrong = BodyDigest::of(b"other").digest.to_str().unwrap().to_owned();
    let with = |digest: &str| check(&signed(Message::post().with("digest", digest), FULL, ""));
    assert_eq!(with(&right.to_lowercase().replace(&right.to_lowercase()[8..], &right[8..])), Ok(()));
    assert_eq!(with(&format!("{right},{wrong}")), Err(SignatureError::DigestMismatch));
    assert_eq!(with(&wrong), Err(SignatureError::DigestMismatch));
}

#[test]
fn threat_008_a_default_port_and_letter_case_make_no_difference_to_the_host() {
    for host in ["s.test", "S.Test", "s.test:443"] {
        assert_eq!(check(&signed(Message::post().with("host", host), FULL, "")), Ok(()), "{host}");
    }
    for host in ["e.test", "s.test:80", "s.test:8443", "s.test.", "a.s.test", "s.test@e.test", ""] {
        let message = signed(Message::post().with("host", host), FULL, "");
        assert_eq!(check(&message), Err(SignatureError::WrongHost), "{host}");
    }
}

#[test]
fn forwarded_headers_change_nothing() {
    let message = signed(Message::post(), FULL, "")
        .with("x-forwarded-host", "e.test")
        .with("forwarded", "host=e.test;proto=http");
    assert_eq!(check(&message), Ok(()));
}

#[test]
fn old_mastodons_sign_a_get_without_its_query() {
    let signed_path =
        signed(Message::plain(Method::GET, "/c/cop/outbox", b""), "(request-target) host date", "");
    let with_query = Message { target: "/c/cop/outbox?page=1".to_owned(), ..signed_path };
    assert_eq!(check(&with_query), Ok(()));
    let other_path = Message { target: "/c/other?page=1".to_owned(), ..with_query };
    assert_eq!(check(&other_path), Err(SignatureError::BadSignature));
}

#[test]
fn threat_053_a_query_added_to_a_post_is_noticed() {
    let message = signed(Message::post(), FULL, "");
    let with_query = Message { target: "/inbox?x=1".to_owned(), ..message };
    assert_eq!(check(&with_query), Err(SignatureError::BadSignature));
}

#[test]
fn threat_056_two_signature_headers_are_refused() {
    let message = signed(Message::post(), FULL, "");
    let second = message.header("signature").to_owned();
    assert_eq!(check(&message), Ok(()));
    assert_eq!(check(&message.with_another("signature", &second)), Err(SignatureError::Several));
}

#[rstest]
#[case::key_id(r#",keyId="https://e.test/u/eve#main-key""#)]
#[case::headers(r#",headers="date""#)]
#[case::signature(r#",signature="AAAA""#)]
fn threat_056_repeated_parameters_are_refused(#[case] repeated: &str) {
    let message = signed(Message::post(), FULL, repeated);
    assert_eq!(check(&message), Err(SignatureError::Malformed("parameter list")));
}

#[test]
fn an_authorization_header_is_no_signature() {
    let message = signed(Message::post(), FULL, "");
    let moved = format!("Signature {}", message.header("signature"));
    assert_eq!(
        check(&message.without("signature").with("authorization", &moved)),
        Err(SignatureError::Missing)
    );
}

#[rstest]
#[case::no_fragment("https://v.test/u/alice/main-key")]
#[case::key_document("https://v.test/keys/1")]
#[case::bare_actor("https://v.test/u/alice")]
fn threat_003_key_ids_come_in_many_forms(#[case] key_id: &str) {
    let message = signed(Message::post(), FULL, "");
    let header = message.header("signature").replace(KEY_ID, key_id);
    let unverified = message.with("signature", &header).parse().unwrap();
    assert_eq!(unverified.key_id(), key_id);
    // draft-cavage does not sign the key id: the caller must bind it to the actor.
    assert_eq!(unverified.verify(&vectors::rsa_key().verifying_key().unwrap()), Ok(()));
}
