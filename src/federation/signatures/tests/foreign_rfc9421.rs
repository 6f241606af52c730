//! RFC 9421 signatures as other servers, and attackers, write them.

use rstest::rstest;

use super::*;

const MASTODON: &str = r#"("@method" "@target-uri" "content-digest");created=1790000000;keyid="https://v.test/u/alice#main-key""#;

/// Signs `message` with these covered components and parameters, by code that shares nothing with ours.
fn signed(message: Message, input: &str) -> Message {
    let (covered, _) = input.trim_start_matches('(').split_once(')').unwrap();
    let (path, query) = message.target.split_once('?').unwrap_or((&message.target, ""));
    let line = |component: &str| {
        let value = match component.trim_matches('"') {
            "@method" => message.method.to_string(),
            "@target-uri" => format!("https://s.test{}", message.target),
            "@authority" => "s.test".to_owned(),
            "@scheme" => "https".to_owned(),
            "@request-target" => message.target.clone(),
            "@path" => path.to_owned(),
            "@query" => format!("?{query}"),
            name => message.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned(),
        };
        format!("{component}: {value}\n")
    };
    let lines: Vec<String> = covered.split(' ').filter(|name| !name.is_empty()).map(line).collect();
    let text = format!("{}\"@signature-params\": {input}", lines.concat());
    let signature = format!("sig1=:{}:", rsa_signature(&text));
    message.with("signature-input", &format!("sig1={input}")).with("signature", &signature)
}

fn input(covered: &str) -> String {
    format!(r#"({covered});created=1790000000;keyid="{KEY_ID}""#)
}

fn check(message: &Message) -> Result<(), SignatureError> {
    message.check(&vectors::rsa_key())
}

#[rstest]
#[case::mastodon(MASTODON)]
#[case::fedify(&*format!(r#"("@method" "@target-uri" "@authority" "host" "date" "content-digest");alg="rsa-v1_5-sha256";keyid="{KEY_ID}";created=1790000000"#).leak())]
#[case::parts(&*input(r#""@method" "@authority" "@path" "content-digest""#).leak())]
#[case::request_target(&*input(r#""@method" "@scheme" "@authority" "@request-target" "content-digest""#).leak())]
#[case::extended(&*format!(r#"{MASTODON};expires=1790000000;nonce="a;b,c";tag="fediverse""#).leak())]
fn threat_002_every_honest_form_is_accepted(#[case] input: &str) {
    assert_eq!(check(&signed(Message::post(), input)), Ok(()));
}

#[rstest]
#[case::digest_only(r#""content-digest""#, SignatureError::NotCovered("@method"))]
#[case::date_only(r#""date""#, SignatureError::NotCovered("@method"))]
#[case::nothing("", SignatureError::NotCovered("@method"))]
#[case::no_method(r#""@target-uri" "content-digest""#, SignatureError::NotCovered("@method"))]
#[case::no_target(r#""@method" "content-digest""#, SignatureError::NotCovered("@target-uri"))]
#[case::path_without_authority(
    r#""@method" "@path" "content-digest""#,
    SignatureError::NotCovered("@target-uri")
)]
#[case::threat_007_no_digest(r#""@method" "@target-uri""#, SignatureError::NotCovered("content-digest"))]
#[case::twice(
    r#""@method" "@method" "@target-uri" "content-digest""#,
    SignatureError::Malformed("component list")
)]
#[case::with_parameter(
    r#""@method";req "@target-uri" "content-digest""#,
    SignatureError::UnsupportedComponent
)]
#[case::of_a_response(
    r#""@method" "@target-uri" "content-digest" "@status""#,
    SignatureError::UnsupportedComponent
)]
#[case::capitals(
    r#""@method" "@target-uri" "Content-Digest" "content-digest""#,
    SignatureError::UnsupportedComponent
)]
#[case::absent(
    r#""@method" "@target-uri" "content-digest" "x-absent""#,
    SignatureError::CoveredHeaderMissing
)]
fn threat_053_what_covers_too_little_is_refused(#[case] covered: &str, #[case] reason: SignatureError) {
    assert_eq!(check(&signed(Message::post(), &input(covered))), Err(reason));
}

#[test]
fn threat_053_a_query_must_be_covered_when_there_is_one() {
    let message = || Message { target: "/inbox?x=1".to_owned(), ..Message::post() };
    let with_query = input(r#""@method" "@authority" "@path" "@query" "content-digest""#);
    let without_query = input(r#""@method" "@authority" "@path" "content-digest""#);
    assert_eq!(check(&signed(message(), &with_query)), Ok(()));
    assert_eq!(check(&signed(message(), &without_query)), Err(SignatureError::NotCovered("@target-uri")));
}

#[rstest]
#[case::created_absent("", SignatureError::NotCovered("created"))]
#[case::created_no_number(r#";created="1790000000""#, SignatureError::Malformed("created"))]
#[case::two_hours_ago(";created=1789992800", SignatureError::OutsideWindow)]
#[case::in_two_hours(";created=1790007200", SignatureError::OutsideWindow)]
#[case::in_the_far_future(";created=999999999999999", SignatureError::OutsideWindow)]
#[case::before_everything(";created=-999999999999999", SignatureError::OutsideWindow)]
#[case::expired(";created=1790000000;expires=1789999999", SignatureError::Expired)]
#[case::expires_no_number(";created=1790000000;expires=never", SignatureError::Malformed("expires"))]
fn threat_052_created_and_expires_are_obeyed(#[case] times: &str, #[case] reason: SignatureError) {
    let input = format!(r#"("@method" "@target-uri" "content-digest"){times};keyid="{KEY_ID}""#);
    assert_eq!(check(&signed(Message::post(), &input)), Err(reason));
}

#[rstest]
#[case::pss("rsa-pss-sha512", SignatureError::UnsupportedAlgorithm)]
#[case::hmac("hmac-sha256", SignatureError::UnsupportedAlgorithm)]
#[case::cavage_label("rsa-sha256", SignatureError::UnsupportedAlgorithm)]
#[case::another_type("ed25519", SignatureError::AlgorithmMismatch)]
fn threat_005_the_algorithm_must_be_known_and_fit_the_key(
    #[case] label: &str,
    #[case] reason: SignatureError,
) {
    assert_eq!(check(&signed(Message::post(), &format!(r#"{MASTODON};alg="rsa-v1_5-sha256""#))), Ok(()));
    assert_eq!(check(&signed(Message::post(), &format!(r#"{MASTODON};alg="{label}""#))), Err(reason));
}

#[test]
fn threat_007_a_wrong_content_digest_is_refused() {
    let wrong = BodyDigest::of(b"other").content_digest;
    let message = Message::post().with("content-digest", wrong.to_str().unwrap());
    assert_eq!(check(&signed(message, MASTODON)), Err(SignatureError::DigestMismatch));
    assert_eq!(
        check(&signed(Message::post(), MASTODON).without("content-digest")),
        Err(SignatureError::CoveredHeaderMissing)
    );
}

#[rstest]
#[case::empty("sig1=::", SignatureError::Malformed("value"))]
#[case::no_bytes(r#"sig1="AAAA""#, SignatureError::Malformed("value"))]
#[case::other_label("sig2=:AAAA:", SignatureError::Malformed("value"))]
#[case::two("sig1=:AAAA:, sig2=:AAAA:", SignatureError::Several)]
#[case::the_same_twice("sig1=:AAAA:, sig1=:AAAA:", SignatureError::Several)]
#[case::cavage(r#"keyId="k",signature="AAAA""#, SignatureError::Malformed("value"))]
fn threat_004_a_broken_signature_header_is_refused(#[case] value: &str, #[case] reason: SignatureError) {
    let message = signed(Message::post(), MASTODON).with("signature", value);
    assert_eq!(message.parse().unwrap_err(), reason);
}

#[rstest]
#[case::garbage("!!!", SignatureError::Malformed("input"))]
#[case::empty("", SignatureError::Malformed("input"))]
#[case::no_list("sig1=5", SignatureError::Malformed("input"))]
#[case::no_key_id(
    r#"sig1=("@method" "@target-uri" "content-digest");created=1790000000"#,
    SignatureError::Malformed("key id")
)]
#[case::token_in_list(
    r#"sig1=(method);created=1790000000;keyid="k""#,
    SignatureError::Malformed("component list")
)]
#[case::two(&*format!("sig1={MASTODON}, sig2={MASTODON}").leak(), SignatureError::Several)]
#[case::the_same_twice(&*format!("sig1={MASTODON}, sig1={MASTODON}").leak(), SignatureError::Several)]
#[case::repeated_key_id(&*format!(r#"sig1={MASTODON};keyid="https://e.test/u/eve""#).leak(), SignatureError::Malformed("parameter list"))]
#[case::repeated_created(&*format!("sig1={MASTODON};created=1").leak(), SignatureError::Malformed("parameter list"))]
#[case::endless(&*format!("sig1=({})", r#""a" "#.repeat(10_000)).leak(), SignatureError::TooLarge)]
#[case::many_components(&*format!("sig1=({})", r#""a" "#.repeat(100).trim()).leak(), SignatureError::TooLarge)]
fn threat_056_a_broken_signature_input_is_refused(#[case] input: &str, #[case] reason: SignatureError) {
    let message = signed(Message::post(), MASTODON).with("signature-input", input);
    assert_eq!(message.parse().unwrap_err(), reason);
}

#[test]
fn threat_056_two_input_headers_are_refused() {
    let message = signed(Message::post(), MASTODON);
    let second = message.header("signature-input").to_owned();
    assert_eq!(check(&message.with_another("signature-input", &second)), Err(SignatureError::Several));
}

#[test]
fn threat_056_a_valid_cavage_signature_does_not_mend_a_broken_rfc9421_one() {
    let cavage = Message::signed_by_us(
        SignatureScheme::Cavage,
        &vectors::rsa_key(),
        Method::POST,
        "/inbox",
        Some(BODY),
    );
    assert_eq!(check(&cavage), Ok(()));
    for broken in ["", "!!!", "sig1=()", MASTODON] {
        assert!(check(&cavage.clone().with("signature-input", broken)).is_err(), "{broken}");
    }
    let both = signed(Message::post(), MASTODON).with_another("signature", cavage.header("signature"));
    assert_eq!(check(&both), Err(SignatureError::Several));
}
