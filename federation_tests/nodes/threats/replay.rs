//! Requests that are late, early, incomplete, or signed twice.

use http::{HeaderValue, StatusCode};
use moothall::domain::delivery::SignatureScheme;

use super::Ground;
use crate::support::{How, Sent, World, in_production};

const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;
const ACCEPTED: StatusCode = StatusCode::ACCEPTED;
const HOUR: i64 = 3600;

in_production! {
    async fn threat_052_requests_count_for_an_hour(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let like = ground.like(alice, "like/1");
        for scheme in [SignatureScheme::Cavage, SignatureScheme::Rfc9421] {
            for (seconds, status) in [
                (-2 * HOUR, UNAUTHORIZED),
                (-13 * HOUR, UNAUTHORIZED),
                (2 * HOUR, UNAUTHORIZED),
                (10 * 365 * 24 * HOUR, UNAUTHORIZED),
                (-HOUR / 2, ACCEPTED),
                (0, ACCEPTED),
            ] {
                let how = How { scheme, seconds, ..How::default() };
                assert_eq!(alice.signed(node, &like, &how).to(node).await, status, "{scheme:?} {seconds}");
            }
        }
        for date in ["yesterday", ""] {
            assert_eq!(covering(&ground, &["(request-target)", "host", "date", "digest"], Some(date)).to(node).await, UNAUTHORIZED);
        }
        let without = covering(&ground, &["(request-target)", "host", "digest"], None);
        assert_eq!(without.to(node).await, UNAUTHORIZED);
    }
}

/// A like of Alice's whose signature covers just these, with any date.
fn covering(ground: &Ground, names: &[&str], date: Option<&str>) -> Sent {
    let alice = &ground.alice;
    let mut sent = alice.signed(&ground.node, &ground.like(alice, "like/1"), &How::default());
    if let Some(date) = date {
        sent.headers.insert("date", HeaderValue::from_str(date).unwrap());
    }
    let value = |name: &str| match name {
        "(request-target)" => "post /inbox".to_owned(),
        name => sent.headers[name].to_str().unwrap().to_owned(),
    };
    let values: Vec<(String, String)> = names.iter().map(|name| ((*name).to_owned(), value(name))).collect();
    let lines: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let signature = alice.cavage(&lines, r#"algorithm="rsa-sha256","#);
    sent.headers.insert("signature", signature);
    sent
}

in_production! {
    async fn threat_053_a_signature_covers_all_that_matters(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        for names in [
            &["digest"][..],
            &["date"],
            &["host", "date", "digest"],
            &["(request-target)", "date", "digest"],
            &["(request-target)", "host", "date"],
        ] {
            assert_eq!(covering(&ground, names, None).to(node).await, UNAUTHORIZED, "{names:?}");
        }
        for scheme in [SignatureScheme::Cavage, SignatureScheme::Rfc9421] {
            let inbox = format!("{}/inbox", url::Url::parse(&ground.community.uri).unwrap().path());
            let how = How { scheme, inbox, ..How::default() };
            let like = ground.like(alice, "like/1");
            let mut moved = alice.signed(node, &like, &how);
            "/inbox".clone_into(&mut moved.path);
            assert_eq!(moved.to(node).await, UNAUTHORIZED);
            let mut asked = alice.signed(node, &like, &How { scheme, ..How::default() });
            "/inbox?x=1".clone_into(&mut asked.path);
            assert_eq!(asked.to(node).await, UNAUTHORIZED);
            assert_eq!(alice.signed(node, &like, &how).to(node).await, ACCEPTED);
        }
        let read = covering_get(&ground);
        assert_eq!(read.to(node).await, UNAUTHORIZED);
        assert_eq!(covering(&ground, &["(request-target)", "host", "date", "digest"], None).to(node).await, ACCEPTED);
    }
}

/// Signed for reading the inbox, sent for writing to it.
fn covering_get(ground: &Ground) -> Sent {
    let mut sent = covering(ground, &["host", "date", "digest"], None);
    let value = |name: &str| sent.headers[name].to_str().unwrap().to_owned();
    let (host, date, digest) = (value("host"), value("date"), value("digest"));
    let lines =
        [("(request-target)", "get /inbox"), ("host", host.as_str()), ("date", &date), ("digest", &digest)];
    let signature = ground.alice.cavage(&lines, r#"algorithm="rsa-sha256","#);
    sent.headers.insert("signature", signature);
    sent
}

in_production! {
    async fn threat_056_two_signatures_are_none(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let like = ground.like(alice, "like/1");
        let good = alice.signed(node, &like, &How::default());
        let modern = alice.signed(node, &like, &How { scheme: SignatureScheme::Rfc9421, ..How::default() });
        let mut doubled = good.clone();
        doubled.headers.append("signature", good.headers["signature"].clone());
        let mut mixed = good.clone();
        mixed.headers.insert("signature-input", modern.headers["signature-input"].clone());
        let mut broken = good.clone();
        broken.headers.insert("signature-input", HeaderValue::from_static("sig1=(;;"));
        let mut repeated = good.clone();
        let text = good.headers["signature"].to_str().unwrap();
        let value = format!(r#"keyId="{}",{text}"#, alice.key_id);
        repeated.headers.insert("signature", HeaderValue::from_str(&value).unwrap());
        for bad in [doubled, mixed, broken, repeated] {
            for _ in 0..2 {
                assert_eq!(bad.to(node).await, UNAUTHORIZED, "{:?}", bad.headers);
            }
        }
        assert_eq!(good.to(node).await, ACCEPTED);
        assert_eq!(modern.to(node).await, ACCEPTED);
    }
}
