//! Names, and documents that are not what they seem.

use http::StatusCode;
use moothall::domain::federation::Rule;
use moothall::services::federation_policy::{NewRule, add_rule};
use moothall::services::network::Network;
use serde_json::{Value, json};

use super::Ground;
use crate::support::{FakePeer, How, World, in_production, read_page};

in_production! {
    async fn threat_034_a_handle_counts_only_where_it_is_from(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile, mallory) = (&ground.node, &ground.hostile, &ground.mallory);
        let finger = |subject: &str| {
            let links = [json!({"rel": "self", "type": "application/activity+json", "href": mallory.uri})];
            json!({"subject": subject, "links": links}).to_string()
        };
        let query = |acct: &str| {
            let encoded: String = url::form_urlencoded::byte_serialize(acct.as_bytes()).collect();
            format!("/.well-known/webfinger?resource={encoded}")
        };
        let alice = format!("acct:alice@{}", ground.honest.authority());
        // E answers for Alice with Mallory, and calls Mallory Alice.
        let here = format!("acct:alice@{}", hostile.authority());
        hostile.serve_as(&query(&here), "application/jrd+json", finger(&alice));
        let _ = node.fetcher().look_up(&format!("@alice@{}", hostile.authority())).await;
        let own = format!("acct:mallory@{}", hostile.authority());
        hostile.serve_as(&query(&own), "application/jrd+json", finger(&alice));
        hostile.serve_as(&query(&mallory.uri), "application/jrd+json", finger(&alice));
        let _ = node.fetcher().look_up(&mallory.uri).await;
        if let Some(known) = node.actor(&mallory.uri).await {
            assert_ne!(known.acct(), format!("alice@{}", ground.honest.authority()));
        }
        let found = node.find(&format!("@alice@{}", ground.honest.authority())).await;
        assert_eq!(node.actor(&ground.alice.uri).await.unwrap().id, found);
    }
}

in_production! {
    async fn threat_048_threat_049_only_activity_streams_is_read_as_such(world: World) {
        let ground = Ground::new(&world).await;
        let (node, honest, alice) = (&ground.node, &ground.honest, &ground.alice);
        let group = ground.honest.group("library");
        let refused =
            ["text/plain", "application/json", "image/png", "text/html", "application/ld+json", "nonsense"];
        let profile = r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;
        let with_charset = format!("{profile}; charset=utf-8");
        let taken = [
            "application/activity+json; charset=utf-8",
            "application/activity+json;charset=UTF-8",
            profile,
            &with_charset,
        ];
        let cases = refused.iter().map(|kind| (*kind, false)).chain(taken.iter().map(|kind| (*kind, true)));
        for (number, (content_type, counts)) in cases.enumerate() {
            let name = format!("typed{number}");
            let page = alice.page(&name, &group.uri, content_type);
            honest.serve_as(&format!("/u/alice/{name}"), content_type, page.to_string());
            let found = node.fetcher().look_up(&alice.below(&name)).await;
            assert_eq!(found.is_ok(), counts, "{content_type}");
            assert_eq!(node.post(&alice.below(&name)).await.is_some(), counts, "{content_type}");
        }
    }
}

/// Lets a server say who an account is.
fn vouch(server: &FakePeer, account: &str, actor: &str) {
    let links = [json!({"rel": "self", "type": "application/activity+json", "href": actor})];
    let answer = json!({"subject": format!("acct:{account}"), "links": links}).to_string();
    let resource: String =
        url::form_urlencoded::byte_serialize(format!("acct:{account}").as_bytes()).collect();
    let path = format!("/.well-known/webfinger?resource={resource}");
    server.serve_as(&path, "application/jrd+json", answer);
}

in_production! {
    async fn threat_035_one_account_has_one_holder(world: World) {
        let ground = Ground::new(&world).await;
        let (node, honest) = (&ground.node, &ground.honest);
        node.find(&ground.alice.uri).await;
        let alice = node.actor(&ground.alice.uri).await.unwrap();
        assert_eq!(alice.acct(), "alice@honest.test");
        // Another actor of the same server claims her account; WebFinger says whose it is.
        let mut second = honest.person("second");
        second.document["preferredUsername"] = json!("Alice");
        honest.serve(&second.path(), &second.document);
        second.tell(node, &ground.like(&second, "like/1")).await;
        let known = node.actor(&second.uri).await.unwrap();
        assert_ne!(known.acct().to_lowercase(), "alice@honest.test");
        assert_eq!(node.find("@alice@honest.test").await, alice.id);
        // She cannot be renamed by a claim that her server does not confirm.
        let mut renamed = ground.alice.document.clone();
        renamed["preferredUsername"] = json!("admin");
        honest.serve("/u/alice", &renamed);
        let update = |name: &str| ground.alice.activity("Update", name, &renamed);
        ground.alice.tell(node, &update("update/1")).await;
        assert_eq!(node.actor(&ground.alice.uri).await.unwrap().acct(), "alice@honest.test");
        vouch(honest, "admin@honest.test", &ground.alice.uri);
        ground.alice.tell(node, &update("update/2")).await;
        assert_eq!(node.actor(&ground.alice.uri).await.unwrap().acct(), "admin@honest.test");
    }
}

/// Other ways to write `https://honest.test`, or to look like it.
const SPELLINGS: &[&str] = &[
    "https://HONEST.TEST",
    "https://honest.test.",
    "https://honest.test:443",
    "https://honest.test:8443",
    "https://honest.test:0443",
    "http://honest.test",
    "https://%68onest.test",
    "https://honest\u{3002}test",
    "https://\u{ff48}onest.test",
    "https://h\u{43e}nest.test",
    "https://honest.test@hostile.test",
    "https://honest.test%40hostile.test",
    "https://honest.test\\@hostile.test",
    "https:/honest.test",
    "https:honest.test",
    "https:///honest.test",
    "//honest.test",
    "https://hon\u{200b}est.test",
    "https://hon\test.test",
    " https://honest.test",
];

in_production! {
    async fn threat_036_no_spelling_of_a_host_gets_around_a_block_or_into_anothers_place(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, bob, mallory) = (&ground.node, &ground.alice, &ground.bob, &ground.mallory);
        let post = ground.alice_posts("p1").await;
        let spelled = |origin: &str, path: &str| format!("{origin}{path}");
        for (number, origin) in SPELLINGS.iter().enumerate() {
            // Somebody else, as Alice; and Alice's post, as somebody else's.
            for (by, actor) in [(mallory, spelled(origin, "/u/alice")), (bob, spelled(origin, "/u/alice"))] {
                let mut like = ground.like(by, "like/1");
                like["id"] = json!(format!("{actor}/like"));
                like["actor"] = json!(actor);
                let status = by.signed(node, &like, &How::default()).to(node).await;
                assert!(status.is_client_error(), "{status} for {origin}");
            }
            let mut page = mallory.page("p1", &ground.community.uri, "Forged");
            page["id"] = json!(spelled(origin, "/u/alice/p1"));
            for kind in ["Create", "Update"] {
                let name = format!("{kind}/{number}");
                ground.try_it(mallory, &mallory.activity_in(&ground.community.uri, kind, &name, &page)).await;
            }
        }
        assert_eq!(node.post(&alice.below("p1")).await.unwrap(), post);
        assert_eq!(ground.thanks().await, 0);

        // The same server under a rule. Nothing comes from there any more, and nobody asks there.
        let blocked = FakePeer::start(&world, "blocked").await;
        let kim = blocked.person("kim");
        let rule = NewRule { domain: "Blocked.TEST.", rule: Rule::Block, reason: "spam" };
        node.act(async |ctx, tx| add_rule(ctx, tx, None, rule).await.unwrap()).await;
        for origin in SPELLINGS.iter().map(|origin| origin.replace("honest", "blocked").replace("HONEST", "BLOCKED")) {
            let mut like = ground.like(&kim, "like/1");
            like["id"] = json!(spelled(&origin, "/u/kim/like"));
            like["actor"] = json!(spelled(&origin, "/u/kim"));
            let how = How { key_id: Some("https://blocked.test/u/kim#main-key".to_owned()), ..How::default() };
            let status = kim.signed(node, &like, &how).to(node).await;
            assert!(status.is_client_error(), "{status} for {origin}");
            assert!(node.fetcher().look_up(&spelled(&origin, "/u/kim")).await.is_err(), "{origin}");
        }
        assert_eq!(kim.deliver(node, &ground.like(&kim, "like/2")).await, StatusCode::FORBIDDEN);
        for query in ["@kim@blocked.test", "@kim@BLOCKED.test", "@kim@sub.blocked.test", "https://blocked.test/u/kim"] {
            assert!(node.fetcher().look_up(query).await.is_err(), "{query}");
        }
        assert_eq!(blocked.all_fetches(), 0);
        alice.tell(node, &ground.like(alice, "like/3")).await;
        assert_eq!(ground.thanks().await, 1);
    }
}

in_production! {
    async fn threat_037_ids_with_several_spellings_are_no_ids(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, ours) = (&ground.node, &ground.alice, &ground.community.uri);
        let origin = ground.honest.url("");
        let ids = [
            alice.below("p").replace("https://", "http://"),
            format!("{origin}/u/alice/../alice/p"),
            format!("{origin}/u/./alice/p"),
            format!("{origin}/u/%2e%2e/u/alice/p"),
            format!("{origin}/{}", "p".repeat(10_000)),
            format!("{origin}/u/alice/p\u{e9}"),
            format!("{origin}/u/alice/a b"),
            format!("{origin}/u/alice\\p"),
        ];
        for (number, id) in ids.iter().enumerate() {
            let mut page = alice.page("p", ours, "Odd");
            page["id"] = json!(id);
            ground.try_it(alice, &alice.activity_in(ours, "Create", &format!("create/{number}"), &page)).await;
            assert!(node.post(id).await.is_none(), "{id}");
            let mut like = ground.like(alice, "like/1");
            like["id"] = json!(id);
            ground.try_it(alice, &like).await;
        }
        assert!(node.post(&alice.below("p")).await.is_none());
        // One id is one post, to the letter: what is written differently is another of Alice's own.
        for (number, name) in ["double//slash", "question?", "%70ercent"].into_iter().enumerate() {
            let page = alice.page(name, ours, name);
            alice.tell(node, &alice.activity_in(ours, "Create", &format!("create/odd-{number}"), &page)).await;
            assert!(node.post(&alice.below(name)).await.is_none_or(|post| post.uri == alice.below(name)), "{name}");
        }
        ground.alice_posts("plain").await;
    }
}

in_production! {
    async fn threat_038_strange_names_are_cleaned_and_strange_ids_refused(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile) = (&ground.node, &ground.hostile);
        let long = "x".repeat(10_000);
        let names = [
            "ad\u{202e}nim", "ad\u{200b}\u{2066}min", "nul\u{0}l", "\u{1f600}\u{1f600}", &long, "two\nlines", "@a@b", "<script>x</script>", "",
        ];
        for (number, name) in names.iter().enumerate() {
            let mut person = hostile.person(&format!("strange{number}"));
            person.document["name"] = json!(name);
            hostile.serve(&person.path(), &person.document);
            person.tell(node, &ground.like(&person, "like/1")).await;
            let known = node.actor(&person.uri).await.expect("a strange name is no crime").name;
            assert!(!known.is_empty() && known.chars().count() <= 100, "{name:?}");
            assert!(!known.contains(['\u{202e}', '\u{200b}', '\u{2066}', '\0', '\n']), "{known:?}");
            read_page(node, &format!("/u/strange{number}@hostile.test")).await;
        }
        // A handle is a name, and nothing that reads as an address or as markup.
        for (number, handle) in ["ad\u{202e}min", "a@b", "<script>", "a/b", "a b", "", "a\0", &long].iter().enumerate() {
            let mut person = hostile.person(&format!("odd{number}"));
            person.document["preferredUsername"] = json!(handle);
            hostile.serve(&person.path(), &person.document);
            let status = person.deliver(node, &ground.like(&person, "like/1")).await;
            let known = node.actor(&person.uri).await;
            let harmless = known.is_none_or(|known| known.handle.chars().all(char::is_alphanumeric));
            assert!(harmless && status.as_u16() < 500, "{handle:?}: {status}");
        }
        node.inbox_is_empty().await;
        let thanks = ground.thanks().await;
        for id in [json!(7), Value::Null, json!("/u/x"), json!("javascript:1"), json!("data:,x"), json!("urn:uuid:0"), json!([]), json!({})] {
            for field in ["id", "actor", "object"] {
                let mut like = ground.like(&ground.alice, "like/1");
                like[field] = id.clone();
                ground.try_it(&ground.alice, &like).await;
            }
        }
        assert_eq!(ground.thanks().await, thanks);
        ground.alice.tell(node, &ground.like(&ground.alice, "like/2")).await;
        assert_eq!(ground.thanks().await, thanks + 1);
    }
}
