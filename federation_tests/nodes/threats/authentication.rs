//! Who signed this?

use http::{HeaderValue, Method, StatusCode};
use moothall::domain::actor::Actor;
use moothall::domain::delivery::SignatureScheme;
use moothall::federation::signatures::{BodyDigest, sign};
use moothall::infra::keys::KeyPair;
use serde_json::{Value, json};
use url::Url;

use super::Ground;
use crate::support::{How, Sent, World, in_production};

const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;
const ACCEPTED: StatusCode = StatusCode::ACCEPTED;

fn signed(ground: &Ground, name: &str) -> Sent {
    ground.alice.signed(&ground.node, &ground.like(&ground.alice, name), &How::default())
}

in_production! {
    async fn threat_001_what_is_not_signed_is_refused_without_asking_anybody(world: World) {
        let ground = Ground::new(&world).await;
        let mut unsigned = signed(&ground, "like/1");
        unsigned.headers.remove("signature");
        assert_eq!(unsigned.to(&ground.node).await, UNAUTHORIZED);
        assert_eq!(ground.honest.all_fetches(), 0);
        assert_eq!(signed(&ground, "like/1").to(&ground.node).await, ACCEPTED);
        ground.node.inbox_is_empty().await;
        assert_eq!(ground.thanks().await, 1);
    }
}

in_production! {
    async fn threat_002_all_three_ways_to_sign_are_taken(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let page = |name: &str| {
            let page = alice.page(name, &ground.community.uri, name);
            alice.activity_in(&ground.community.uri, "Create", &format!("create-{name}"), &page)
        };
        assert_eq!(alice.deliver(node, &page("cavage")).await, ACCEPTED);
        let how = How { scheme: SignatureScheme::Rfc9421, ..How::default() };
        assert_eq!(alice.signed(node, &page("rfc9421"), &how).to(node).await, ACCEPTED);
        let mut hs2019 = alice.signed(node, &page("hs2019"), &How::default());
        let created = (alice.now(0).millis() / 1000).to_string();
        let digest = hs2019.headers["digest"].to_str().unwrap().to_owned();
        let lines = [
            ("(request-target)", "post /inbox"),
            ("(created)", created.as_str()),
            ("host", &node.authority()),
            ("digest", &digest),
        ];
        let signature = alice.cavage(&lines, &format!(r#"algorithm="hs2019",created={created},"#));
        hs2019.headers.insert("signature", signature);
        assert_eq!(hs2019.to(node).await, ACCEPTED);
        node.inbox_is_empty().await;
        for name in ["cavage", "rfc9421", "hs2019"] {
            assert!(node.post(&alice.below(name)).await.is_some(), "{name}");
        }
    }
}

in_production! {
    async fn threat_003_key_ids_of_every_form_are_found_when_their_owner_lists_them(world: World) {
        let ground = Ground::new(&world).await;
        for (number, form) in ["#main-key", "/main-key", "/keys/1", ""].iter().enumerate() {
            let mut person = ground.honest.person(&format!("person{number}"));
            person.key_id = format!("{}{form}", person.uri);
            person.document["publicKey"]["id"] = json!(person.key_id);
            ground.honest.serve(&person.path(), &person.document);
            if form.starts_with('/') {
                let mut key = person.document["publicKey"].clone();
                key["@context"] = json!("https://w3id.org/security/v1");
                key["type"] = json!("Key");
                ground.honest.serve(&format!("{}{form}", person.path()), &key);
            }
            let status = person.deliver(&ground.node, &ground.like(&person, "like/1")).await;
            assert_eq!(status, ACCEPTED, "key id {form:?}");
        }
        ground.node.inbox_is_empty().await;
        assert_eq!(ground.thanks().await, 4);
    }
}

in_production! {
    async fn threat_004_signatures_that_are_none_are_refused(world: World) {
        let ground = Ground::new(&world).await;
        let good = signed(&ground, "like/1");
        let text = good.headers["signature"].to_str().unwrap().to_owned();
        let (before, signature) = text.split_once(r#"signature=""#).unwrap();
        let signature = signature.trim_end_matches('"');
        let flipped = if signature.starts_with('A') { "B" } else { "A" }.to_owned() + &signature[1..];
        let others = ground.mallory.sign_text("anything");
        let long = "A".repeat(20_000);
        for wrong in [flipped.as_str(), others.as_str(), "", "!!!", "é", long.as_str()] {
            let mut bad = good.clone();
            let value = HeaderValue::from_bytes(format!(r#"{before}signature="{wrong}""#).as_bytes()).unwrap();
            bad.headers.insert("signature", value);
            assert_eq!(bad.to(&ground.node).await, UNAUTHORIZED, "{}", &wrong[..wrong.len().min(40)]);
        }
        assert_eq!(good.to(&ground.node).await, ACCEPTED);
    }
}

in_production! {
    async fn threat_005_a_key_that_cannot_be_used_means_unauthorized(world: World) {
        let ground = Ground::new(&world).await;
        let small = include_str!("keys/rsa-512.pem");
        let curve = include_str!("keys/p-256.pem");
        for (number, pem) in ["garbage", small, curve, ""].iter().enumerate() {
            let person = ground.honest.person(&format!("person{number}"));
            let mut broken = person.document.clone();
            broken["publicKey"]["publicKeyPem"] = json!(pem);
            ground.honest.serve(&person.path(), &broken);
            let like = ground.like(&person, "like/1");
            assert_eq!(person.deliver(&ground.node, &like).await, UNAUTHORIZED, "{pem}");
            ground.honest.serve(&person.path(), &person.document);
            assert_eq!(person.deliver(&ground.node, &like).await, ACCEPTED, "{pem}");
        }
    }
}

in_production! {
    async fn threat_006_threat_007_the_digest_covers_the_body(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let mut changed = signed(&ground, "like/1");
        changed.body = ground.like(alice, "like/2").to_string().into_bytes();
        assert_eq!(changed.to(node).await, UNAUTHORIZED);
        let how = How { scheme: SignatureScheme::Rfc9421, ..How::default() };
        let mut changed = alice.signed(node, &ground.like(alice, "like/1"), &how);
        changed.body.push(b' ');
        assert_eq!(changed.to(node).await, UNAUTHORIZED);

        let mut missing = signed(&ground, "like/1");
        missing.headers.remove("digest");
        assert_eq!(missing.to(node).await, UNAUTHORIZED);
        let right = signed(&ground, "like/1").headers["digest"].to_str().unwrap().to_owned();
        let wrong = signed(&ground, "like/other").headers["digest"].to_str().unwrap().to_owned();
        let md5 = "MD5=rL0Y20zC+Fzt72VPzMSk2A==".to_owned();
        let both = format!("{right},{wrong}");
        for (digest, status) in [
            (md5, UNAUTHORIZED),
            (both, UNAUTHORIZED),
            (wrong.clone(), UNAUTHORIZED),
            (right.replace("SHA-256", "sha-256"), ACCEPTED),
            (right.clone(), ACCEPTED),
        ] {
            assert_eq!(with_digest(&ground, &digest, true).to(node).await, status, "{digest}");
        }
        assert_eq!(with_digest(&ground, &right, false).to(node).await, UNAUTHORIZED);
        node.inbox_is_empty().await;
        assert_eq!(ground.thanks().await, 1);
    }
}

/// Alice's like with any digest, which the signature covers or not.
fn with_digest(ground: &Ground, digest: &str, covered: bool) -> Sent {
    let mut sent = signed(ground, "like/1");
    let date = sent.headers["date"].to_str().unwrap().to_owned();
    let host = ground.node.authority();
    let mut lines = vec![("(request-target)", "post /inbox"), ("host", host.as_str()), ("date", &date)];
    if covered {
        lines.push(("digest", digest));
    }
    sent.headers.insert("signature", ground.alice.cavage(&lines, r#"algorithm="rsa-sha256","#));
    sent.headers.insert("digest", HeaderValue::from_str(digest).unwrap());
    sent
}

in_production! {
    async fn threat_008_what_was_signed_for_another_server_is_refused(world: World) {
        let ground = Ground::new(&world).await;
        let like = ground.like(&ground.alice, "like/1");
        let body = like.to_string().into_bytes();
        for scheme in [SignatureScheme::Cavage, SignatureScheme::Rfc9421] {
            let target = Url::parse(&ground.hostile.url("/inbox")).unwrap();
            let alice = &ground.alice;
            let digest = BodyDigest::of(&body);
            let (key, id, now) = (alice.signing_key(), &alice.key_id, alice.now(0));
            let headers = sign(scheme, &key, id, &Method::POST, &target, Some(&digest), now).unwrap();
            let mut sent =
                Sent { method: Method::POST, path: "/inbox".to_owned(), headers, body: body.clone() };
            assert_eq!(sent.to(&ground.node).await, UNAUTHORIZED);
            sent.headers.insert("host", HeaderValue::from_str(&ground.node.authority()).unwrap());
            assert_eq!(sent.to(&ground.node).await, UNAUTHORIZED);
        }
        assert_eq!(ground.alice.deliver(&ground.node, &like).await, ACCEPTED);
    }
}

in_production! {
    async fn threat_009_to_threat_013_a_key_speaks_for_nobody_but_its_owner(world: World) {
        let ground = Ground::new(&world).await;
        let (alice, mallory) = (&ground.alice, &ground.mallory);
        ground.alice_posts("known").await;
        let known = ground.node.actor(&alice.uri).await.unwrap();
        let forged = ground.like(alice, "like/forged");
        let refuse = async |key_id: &str, activity: &Value| {
            let how = How { key_id: Some(key_id.to_owned()), ..How::default() };
            let status = mallory.signed(&ground.node, activity, &how).to(&ground.node).await;
            assert!([401, 403].contains(&status.as_u16()), "{status} for {key_id}");
        };
        // 9: signed by Mallory, said to be by Alice.
        refuse(&mallory.key_id, &forged).await;

        // 10: a key that says that it is Alice's; she lists no such key.
        let stray = ground.hostile.url("/keys/alice");
        let pem = &mallory.pem;
        let key = json!({"id": stray, "type": "Key", "owner": alice.uri, "publicKeyPem": pem});
        ground.hostile.serve("/keys/alice", &key);
        refuse(&stray, &forged).await;
        refuse(&stray, &ground.like(mallory, "like/1")).await;

        // 11: the key's document is dressed as Alice.
        let mut dressed = alice.document.clone();
        dressed["publicKey"] = json!({"id": stray, "owner": alice.uri, "publicKeyPem": pem});
        dressed["name"] = json!("Not Alice");
        ground.hostile.serve("/keys/alice", &dressed);
        refuse(&stray, &forged).await;

        // 12: redirects, on either side, make nobody somebody else.
        ground.hostile.redirect("/u/alice", &alice.uri);
        refuse(&format!("{}#main-key", ground.hostile.url("/u/alice")), &forged).await;
        let door = ground.honest.url("/r?to=mallory");
        ground.honest.redirect("/r?to=mallory", &mallory.uri);
        refuse(&door, &forged).await;
        refuse(&mallory.key_id, &mallory_as(&forged, &door)).await;

        // 13: what JSON-LD would make of it does not count, and a signature in the body proves nothing.
        let mut signed = forged.clone();
        signed["signature"] = json!({
            "type": "RsaSignature2017", "creator": alice.key_id, "created": "2026-11-21T00:00:00Z",
            "signatureValue": alice.sign_text("looks valid"),
        });
        refuse(&mallory.key_id, &signed).await;
        let mut aliased = ground.like(mallory, "like/aliased");
        aliased["@context"] = json!([{"actor": "urn:nothing", "wer": "as:actor"}]);
        aliased["wer"] = json!(alice.uri);
        aliased["@graph"] = json!([forged]);
        aliased["@included"] = json!([forged]);
        ground.try_it(mallory, &aliased).await;

        ground.node.inbox_is_empty().await;
        // Her own server may have been asked anew; what it says of her is what was known.
        let asked = ground.node.actor(&alice.uri).await.unwrap();
        assert_eq!(Actor { updated_at: known.updated_at, fetched_at: known.fetched_at, ..asked }, known);
        let thanks = ground.thanks().await;
        assert_eq!(alice.deliver(&ground.node, &forged).await, ACCEPTED);
        ground.node.inbox_is_empty().await;
        assert_eq!(ground.thanks().await, thanks + 1);
    }
}

fn mallory_as(activity: &Value, actor: &str) -> Value {
    let mut activity = activity.clone();
    activity["actor"] = json!(actor);
    activity
}

in_production! {
    async fn threat_054_a_changed_key_is_read_again_and_nobody_can_force_it_often(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        assert_eq!(signed(&ground, "like/1").to(node).await, ACCEPTED);
        let known = ground.honest.fetches("/u/alice");
        let how = How { key_id: Some(alice.key_id.clone()), ..How::default() };
        for number in 0..20 {
            let like = ground.like(alice, &format!("like/wrong-{number}"));
            assert_eq!(ground.mallory.signed(node, &like, &how).to(node).await, UNAUTHORIZED);
        }
        assert!(ground.honest.fetches("/u/alice") <= known + 1);
        // Nor by making up a key for each reading.
        for number in 0..20 {
            let how = How { key_id: Some(format!("{}#key-{number}", alice.uri)), ..How::default() };
            let like = ground.like(alice, &format!("like/made-up-{number}"));
            let status = ground.mallory.signed(node, &like, &how).to(node).await;
            assert!(status == UNAUTHORIZED || status == StatusCode::SERVICE_UNAVAILABLE, "{status}");
        }
        assert!(ground.honest.fetches("/u/alice") <= known + 1);

        // Bob changes his key and tells nobody.
        let bob = &ground.bob;
        assert_eq!(bob.deliver(node, &ground.like(bob, "like/1")).await, ACCEPTED);
        let mut changed = ground.honest.person("bob");
        changed.pair = KeyPair::rsa().unwrap();
        changed.document["publicKey"]["publicKeyPem"] = json!(changed.pair.public_pem());
        ground.honest.serve("/u/bob", &changed.document);
        let known = ground.honest.fetches("/u/bob");
        let undo = changed.activity_in(&ground.community.uri, "Undo", "undo/1", &ground.like(bob, "like/1"));
        assert_eq!(changed.deliver(node, &undo).await, ACCEPTED);
        assert_eq!(ground.honest.fetches("/u/bob"), known + 1);
        // 55: and what the old key signs is worth nothing.
        assert_eq!(bob.deliver(node, &ground.like(bob, "like/2")).await, UNAUTHORIZED);
    }
}

in_production! {
    async fn threat_054_a_key_that_is_made_up_hides_no_change_of_the_real_one(world: World) {
        let ground = Ground::new(&world).await;
        let (node, bob) = (&ground.node, &ground.bob);
        assert_eq!(bob.deliver(node, &ground.like(bob, "like/1")).await, ACCEPTED);
        let mut changed = ground.honest.person("bob");
        changed.pair = KeyPair::rsa().unwrap();
        changed.document["publicKey"]["publicKeyPem"] = json!(changed.pair.public_pem());
        ground.honest.serve("/u/bob", &changed.document);
        let known = ground.honest.fetches("/u/bob");
        for made_up in ["#none", "/keys/none"] {
            let how = How { key_id: Some(format!("{}{made_up}", bob.uri)), ..How::default() };
            let status = ground.mallory.signed(node, &ground.like(bob, "like/2"), &how).to(node).await;
            assert!(status == UNAUTHORIZED || status == StatusCode::SERVICE_UNAVAILABLE, "{status}");
        }
        let undo = changed.activity_in(&ground.community.uri, "Undo", "undo/1", &ground.like(bob, "like/1"));
        assert_eq!(changed.deliver(node, &undo).await, ACCEPTED);
        assert_eq!(ground.honest.fetches("/u/bob"), known + 1);
    }
}

in_production! {
    async fn threat_055_each_listed_key_counts_until_it_is_removed(world: World) {
        let ground = Ground::new(&world).await;
        let node = &ground.node;
        let mut person = ground.honest.person("two-keys");
        let second = ground.honest.person("spare");
        let second_id = format!("{}#second", person.uri);
        let first_key = person.document["publicKey"].clone();
        let second_key = json!({"id": second_id, "owner": person.uri, "publicKeyPem": second.pem});
        let ed25519 = KeyPair::ed25519().unwrap();
        let ed25519_id = format!("{}#ed25519", person.uri);
        person.document["publicKey"] = json!([first_key, second_key]);
        person.document["assertionMethod"] = json!([{
            "id": ed25519_id, "type": "Multikey", "controller": person.uri,
            "publicKeyMultibase": ed25519.public_multikey,
        }]);
        ground.honest.serve(&person.path(), &person.document);
        let original = person.clone();
        let by = |pair: &KeyPair, id: &str, scheme: SignatureScheme, name: &str| {
            let mut signer = original.clone();
            signer.pair = pair.clone();
            let how = How { key_id: Some(id.to_owned()), scheme, ..How::default() };
            signer.signed(node, &ground.like(&original, name), &how)
        };
        let cavage = SignatureScheme::Cavage;
        assert_eq!(by(&person.pair, &person.key_id, cavage, "like/1").to(node).await, ACCEPTED);
        assert_eq!(by(&second.pair, &second_id, cavage, "like/2").to(node).await, ACCEPTED);
        assert_eq!(by(&ed25519, &ed25519_id, SignatureScheme::Rfc9421, "like/3").to(node).await, ACCEPTED);

        person.document["publicKey"] = json!([second_key]);
        ground.honest.serve(&person.path(), &person.document);
        person.document["name"] = json!("changed");
        let update = person.activity("Update", "update/1", &person.document);
        let how = How { key_id: Some(second_id.clone()), ..How::default() };
        let mut signer = original.clone();
        signer.pair = second.pair.clone();
        assert_eq!(signer.signed(node, &update, &how).to(node).await, ACCEPTED);
        node.inbox_is_empty().await;
        crate::support::until("the removed key to be forgotten", async || {
            by(&person.pair, &person.key_id, cavage, "like/4").to(node).await == UNAUTHORIZED
        })
        .await;
        assert_eq!(by(&second.pair, &second_id, cavage, "like/5").to(node).await, ACCEPTED);
    }
}
