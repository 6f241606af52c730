//! Bodies and threads that are made to cost a lot.

use std::net::Ipv4Addr;

use http::{Method, StatusCode};
use moothall::federation::signatures::{BodyDigest, sign};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::Ground;
use crate::support::{Sent, World, get, in_production, read_page, until};

/// Any bytes, properly signed by Alice.
fn signed_bytes(ground: &Ground, body: Vec<u8>) -> Sent {
    let target = Url::parse(&ground.node.url("/inbox")).unwrap();
    let (alice, digest) = (&ground.alice, BodyDigest::of(&body));
    let (key, id, now) = (alice.signing_key(), &alice.key_id, alice.now(0));
    let scheme = moothall::domain::delivery::SignatureScheme::Cavage;
    let headers = sign(scheme, &key, id, &Method::POST, &target, Some(&digest), now).unwrap();
    Sent { method: Method::POST, path: "/inbox".to_owned(), headers, body }
}

async fn is_well(ground: &Ground) {
    assert_eq!(get(&ground.node, "/healthz").await.0, StatusCode::OK);
}

in_production! {
    async fn threat_060_threat_061_strange_and_huge_bodies_are_refused(world: World) {
        let ground = Ground::new(&world).await;
        let like = ground.like(&ground.alice, "like/1");
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let with = |value: &str| like.to_string().replacen('{', &format!(r#"{{"x":{value},"#), 1);
        let bodies: Vec<(&str, Vec<u8>)> = vec![
            ("deep", deep.clone().into_bytes()),
            ("deep within", with(&deep).into_bytes()),
            ("wide", with(&format!("[{}0]", "0,".repeat(1_000_000))).into_bytes()),
            ("long", with(&format!("\"{}\"", "x".repeat(10_000_000))).into_bytes()),
            ("not UTF-8", [b"{\"type\":\"Like\",\"id\":\"\xff\xfe", &b"\"}"[..]].concat()),
            ("not a number", with("NaN").into_bytes()),
            ("empty", vec![]),
            ("no JSON", b"hello".to_vec()),
            ("a list", b"[]".to_vec()),
            ("a text", b"\"Like\"".to_vec()),
            ("a byte order mark", ["\u{feff}", &like.to_string()].concat().into_bytes()),
            ("two actors", like.to_string().replacen('{', &format!(r#"{{"actor":"{}","#, ground.bob.uri), 1).into_bytes()),
            ("2 MB", vec![b' '; 2 << 20]),
        ];
        for (what, body) in bodies {
            let too_large = body.len() > 1 << 20;
            let (status, answer) = match signed_bytes(&ground, body).answer_unless_cut_off(&ground.node).await {
                Err(_) if too_large => continue,
                answer => answer.unwrap(),
            };
            assert!(status.is_client_error(), "{what}: {status}");
            assert!(answer.len() < 4096, "{what}: {answer}");
        }
        is_well(&ground).await;
        assert_eq!(ground.thanks().await, 0);
        let twin = signed_bytes(&ground, with("[[[1e2]]]").into_bytes());
        assert_eq!(twin.to(&ground.node).await, StatusCode::ACCEPTED);
        ground.node.inbox_is_empty().await;
        assert_eq!(ground.thanks().await, 1);
    }
}

in_production! {
    async fn threat_062_contexts_are_neither_fetched_nor_expanded(world: World) {
        let ground = Ground::new(&world).await;
        let mut like = ground.like(&ground.alice, "like/1");
        let mut contexts: Vec<Value> = vec![json!("https://www.w3.org/ns/activitystreams")];
        contexts.extend((0..1000).map(|number| json!(ground.hostile.url(&format!("/context/{number}")))));
        let mut nested = json!({"a": "urn:a"});
        for _ in 0..20 {
            nested = json!({"@context": nested, "b": {"@id": "urn:b", "@context": {"c": "urn:c"}}});
        }
        contexts.push(nested);
        like["@context"] = json!(contexts);
        ground.alice.tell(&ground.node, &like).await;
        assert_eq!(ground.hostile.all_fetches(), 0);
        assert_eq!(ground.thanks().await, 1);
    }
}

in_production! {
    async fn threat_063_circles_and_endless_threads_are_read_in_part(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, honest) = (&ground.node, &ground.alice, &ground.honest);
        let ours = &ground.community.uri;
        let reply = async |name: &str, to: &str| {
            let note = alice.note(name, ours, to, name);
            honest.serve(&format!("/u/alice/{name}"), &note);
            let create = alice.activity_in(ours, "Create", &format!("create-{name}"), &note);
            ground.try_it(alice, &create).await;
        };
        // Two that answer each other, and one that answers itself.
        honest.serve("/u/alice/circle-b", &alice.note("circle-b", ours, &alice.below("circle-a"), "b"));
        reply("circle-a", &alice.below("circle-b")).await;
        reply("circle-c", &alice.below("circle-c")).await;
        // A chain that never ends.
        for number in 0..500 {
            let above = alice.below(&format!("chain-{}", number + 1));
            let name = format!("chain-{number}");
            honest.serve(&format!("/u/alice/{name}"), &alice.note(&name, ours, &above, &name));
        }
        let before = honest.all_fetches();
        reply("leaf", &alice.below("chain-0")).await;
        assert!(honest.all_fetches() - before < 250, "{}", honest.all_fetches() - before);
        for name in ["circle-a", "circle-b", "circle-c"] {
            assert!(node.post(&alice.below(name)).await.is_none(), "{name}");
        }

        // A community whose outbox never ends, and that is its own list of moderators.
        let mut group = ground.hostile.group("endless");
        let outbox = group.below("outbox");
        let page = |number: usize| {
            let id = format!("{outbox}?page={number}");
            let next = format!("{outbox}?page={}", number + 1);
            let items: Vec<Value> = (0..50).map(|item| json!(group.below(&format!("p{number}-{item}")))).collect();
            json!({"id": id, "type": "OrderedCollectionPage", "next": next, "orderedItems": items,
                   "totalItems": 1_000_000_000, "partOf": outbox})
        };
        for number in 0..50 {
            ground.hostile.serve(&format!("{}/outbox?page={number}", group.path()), &page(number));
        }
        let first = format!("{outbox}?page=0");
        let collection = json!({"id": outbox, "type": "OrderedCollection", "first": first, "totalItems": 1_000_000_000});
        ground.hostile.serve(&format!("{}/outbox", group.path()), &collection);
        group.document["attributedTo"] = json!(group.uri);
        ground.hostile.serve(&group.path(), &group.document);
        let before = ground.hostile.all_fetches();
        ground.follows(&ground.hostile, &group).await;
        is_well(&ground).await;
        assert!(ground.hostile.all_fetches() - before < 400);

        reply("honest", &ground.thread.uri).await;
        assert!(node.post(&alice.below("honest")).await.is_some());
    }
}

in_production! {
    async fn threat_058_who_answers_slowly_keeps_nobody_else_waiting(world: World) {
        let ground = Ground::new(&world).await;
        let (node, mallory, ours) = (&ground.node, &ground.mallory, &ground.community.uri);
        mallory.tell(node, &ground.like(mallory, "like/1")).await;
        ground.alice_posts("before").await;
        ground.hostile.fall_silent_below("/silent");
        // One first, and then as many as are worked on side by side.
        for (round, number) in [(1, 1), (2, 64)] {
            for number in 0..number {
                let above = ground.hostile.url(&format!("/silent/{round}/{number}"));
                let name = format!("re-{round}-{number}");
                let note = mallory.note(&name, ours, &above, "Re");
                let create = mallory.activity_in(ours, "Create", &format!("create/{name}"), &note);
                assert_eq!(mallory.deliver(node, &create).await, StatusCode::ACCEPTED);
            }
            until("the silent server to be asked", async || ground.hostile.kept_waiting() > 0).await;
            let name = format!("meanwhile-{round}");
            let page = ground.alice.page(&name, ours, "Meanwhile");
            let create = ground.alice.activity_in(ours, "Create", &format!("create/{name}"), &page);
            assert_eq!(ground.alice.deliver(node, &create).await, StatusCode::ACCEPTED);
            until("somebody else's post", async || node.post(&ground.alice.below(&name)).await.is_some()).await;
            assert!(ground.hostile.kept_waiting() > 0, "while the others still wait");
        }
    }
}

in_production! {
    async fn threat_061_slow_and_endless_clients_keep_nobody_else_waiting(world: World) {
        let ground = Ground::new(&world).await;
        let host = ground.node.authority();
        let start = format!("POST /inbox HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/activity+json\r\n");
        let connect = async || TcpStream::connect((Ipv4Addr::LOCALHOST, ground.node.port)).await.unwrap();
        let mut held = vec![];
        for number in 0..200 {
            let rest = ["X-Slow: ", "Content-Length: 900000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"];
            let mut stream = connect().await;
            stream.write_all(format!("{start}{}", rest[number % rest.len()]).as_bytes()).await.unwrap();
            held.push(stream);
        }
        is_well(&ground).await;
        ground.alice.tell(&ground.node, &ground.like(&ground.alice, "like/1")).await;
        assert_eq!(ground.thanks().await, 1);

        let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
        for head in ["Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\nContent-Length: 100000000\r\n"] {
            let mut stream = connect().await;
            stream.write_all(format!("{start}{head}\r\n").as_bytes()).await.unwrap();
            let (mut answer, mut writer) = stream.split();
            let endless = async {
                let mut sent = 0;
                // Ends when the node hangs up, or has taken far more than it should.
                while sent < 64 << 20 && writer.write_all(&chunk).await.is_ok() {
                    sent += chunk.len();
                }
                sent
            };
            let mut said = Vec::new();
            let (sent, _) = tokio::join!(endless, answer.read_to_end(&mut said));
            assert!(sent < 64 << 20, "{head}");
            let said = String::from_utf8_lossy(&said);
            let refused = said.contains(" 413 ") || said.trim_start_matches("HTTP/1.1 100 Continue").trim().is_empty();
            assert!(refused, "{head}: {said}");
        }
        is_well(&ground).await;
        ground.bob.tell(&ground.node, &ground.like(&ground.bob, "like/2")).await;
        assert_eq!(ground.thanks().await, 2);
        drop(held);
    }
}

in_production! {
    async fn threat_064_threat_065_ten_thousand_of_anything_are_a_few(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, ours) = (&ground.node, &ground.alice, &ground.community.uri);
        ground.alice_posts("before").await;
        let many = |one: &dyn Fn(usize) -> Value| (0..10_000).map(one).collect::<Vec<Value>>();
        let somebody = |number: usize| ground.hostile.url(&format!("/u/{number}"));
        let before = ground.hostile.all_fetches();
        let fields: [(&str, Value); 6] = [
            ("tag", json!(many(&|number| json!({"type": "Mention", "href": somebody(number)})))),
            ("tag", json!(many(&|number| json!({"type": "Hashtag", "name": format!("#t{number}")})))),
            ("attachment", json!(many(&|number| json!({"type": "Image", "url": somebody(number)})))),
            ("cc", json!(many(&|number| json!(somebody(number))))),
            ("oneOf", json!(many(&|number| json!({"type": "Note", "name": number.to_string()})))),
            ("content", json!("<p>x".repeat(200_000))),
        ];
        for (number, (field, value)) in fields.into_iter().enumerate() {
            let name = format!("much-{number}");
            let mut page = alice.page(&name, ours, &name);
            page[field] = value;
            let create = alice.activity_in(ours, "Create", &format!("create/{name}"), &page);
            let status = alice.deliver(node, &create).await;
            assert!(status == StatusCode::ACCEPTED || status == StatusCode::PAYLOAD_TOO_LARGE, "{field}: {status}");
            node.inbox_is_empty().await;
            let Some(post) = node.post(&alice.below(&name)).await else { continue };
            let shown = read_page(node, &format!("/p/{}", post.id)).await;
            assert!(shown.len() < 2 << 20, "{field}: {} bytes", shown.len());
        }
        assert_eq!(ground.hostile.all_fetches(), before);
        is_well(&ground).await;
        ground.alice_posts("after").await;
    }
}
