//! What a node can be made to contact: never what is inside, whoever asks for it and under whatever name.

use axum::Router;
use axum::routing::get as on_get;
use http::{HeaderMap, Method, StatusCode};
use moothall::services::network::Network;
use rcgen::CertificateParams;
use serde_json::{Value, json};

use super::Ground;
use crate::support::{FakePeer, How, Inside, World, ask_with, discussion, in_production, read_page, until};

/// Addresses that are nobody's business (threat 41). Behind those that mean this machine the canary listens.
const INSIDE: &[&str] = &[
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1",
    "fec0::1",
];

/// Origins that lead inside without a name server's help.
fn inside_origins(inside: &Inside) -> Vec<String> {
    let port = inside.port();
    let mut origins = vec![];
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "a.localhost",
    ] {
        origins.extend([
            format!("https://{host}:{port}"),
            format!("https://{host}"),
            format!("http://{host}:{port}"),
        ]);
    }
    origins.extend(["https://169.254.169.254".to_owned(), "https://10.0.0.1".to_owned()]);
    origins
}

in_production! {
    async fn threat_039_the_address_of_a_key_leads_nowhere_inside(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let (node, mallory) = (&ground.node, &ground.mallory);
        world.internet().point("inside.test", vec![vec![inside.at("127.0.0.1")]]);
        let mut origins = inside_origins(&inside);
        origins.push("https://inside.test".to_owned());
        for origin in &origins {
            let mut like = ground.like(mallory, "like/1");
            like["id"] = json!(format!("{origin}/like/1"));
            like["actor"] = json!(format!("{origin}/u/mallory"));
            let how = How { key_id: Some(format!("{origin}/u/mallory#main-key")), ..How::default() };
            let status = mallory.signed(node, &like, &how).to(node).await;
            // A name that nobody knows is worth another try: 503.
            assert!(status.is_client_error() || status == StatusCode::SERVICE_UNAVAILABLE, "{status} for {origin}");
        }
        // The key's address alone leads inside: it is not even looked up.
        world.internet().point("key.test", vec![vec![inside.at("127.0.0.1")]]);
        let how = How { key_id: Some("https://key.test/k".to_owned()), ..How::default() };
        let status = mallory.signed(node, &ground.like(mallory, "like/2"), &how).to(node).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        inside.assert_untouched();
        assert!(world.internet().asked_for("inside.test") > 0 && world.internet().asked_for("key.test") == 0);
        mallory.tell(node, &ground.like(mallory, "like/3")).await;
        assert_eq!(ground.thanks().await, 1);
    }
}

in_production! {
    async fn threat_040_threat_044_what_people_look_up_leads_nowhere_inside(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let (node, hostile) = (&ground.node, ground.hostile.authority());
        let port = inside.port();
        world.internet().point("inside.test", vec![vec![inside.at("127.0.0.1")]]);
        let mut queries: Vec<String> = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "inside.test"]
            .iter()
            .flat_map(|host| [format!("@a@{host}"), format!("@a@{host}:{port}"), format!("@a@{host}/path?")])
            .collect();
        let before = ground.hostile.all_fetches();
        let odd = ["/path?", "#x", ":443/..", "@inside.test", "\\@inside.test", "%2f", "?q", " inside.test", "\r\nHost: inside.test"];
        queries.extend(odd.iter().map(|tail| format!("@a@{hostile}{tail}")));
        queries.extend(inside_origins(&inside).iter().map(|origin| format!("{origin}/u/a")));
        queries.extend(["https://inside.test/u/a".to_owned(), format!("https://{hostile}@inside.test/u/a")]);
        queries.extend(["file:///etc/passwd", "gopher://inside.test/", "data:,x", "javascript:1"].map(str::to_owned));
        for query in &queries {
            assert!(node.fetcher().look_up(query).await.is_err(), "{query}");
        }
        inside.assert_untouched();
        assert!(world.internet().asked_for("inside.test") > 0);
        assert_eq!(ground.hostile.all_fetches(), before);
        node.find(&format!("@mallory@{hostile}")).await;
        node.find(&ground.alice.uri).await;
    }
}

in_production! {
    async fn threat_041_no_name_makes_an_inside_address_public(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let node = &ground.node;
        for (number, address) in INSIDE.iter().enumerate() {
            let name = format!("range{number}.test");
            world.internet().point(&name, vec![vec![inside.at(address)]]);
            for query in [format!("https://{name}/u/a"), format!("@a@{name}")] {
                assert!(node.fetcher().look_up(&query).await.is_err(), "{query} at {address}");
            }
            assert!(world.internet().asked_for(&name) > 1, "{address}");
        }
        inside.assert_untouched();
        node.find(&ground.alice.uri).await;
    }
}

in_production! {
    async fn threat_042_pictures_files_and_links_lead_nowhere_inside(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let (node, hostile) = (&ground.node, &ground.hostile);
        world.internet().point("inside.test", vec![vec![inside.at("127.0.0.1")]]);
        let picture = json!({"type": "Image", "mediaType": "image/png", "url": "https://inside.test/a.png"});
        let mut mallory = hostile.person("pictured");
        mallory.document["icon"] = picture.clone();
        mallory.document["image"] = picture.clone();
        hostile.serve(&mallory.path(), &mallory.document);
        let mut page = mallory.page("pictures", &ground.community.uri, "Pictures");
        page["attachment"] = json!([
            picture,
            {"type": "Document", "mediaType": "video/mp4", "url": format!("https://127.0.0.1:{}/a.mp4", inside.port())},
            {"type": "Link", "href": "https://inside.test/preview"},
        ]);
        page["tag"] = json!([{"type": "Emoji", "name": ":a:", "icon": page["attachment"][0]}]);
        page["image"] = page["attachment"][0].clone();
        page["preview"] = json!({"type": "Video", "url": "https://inside.test/oembed"});
        page["content"] = json!("<p><a href=\"https://inside.test/og\">a link</a><img src=\"https://inside.test/i.png\"></p>");
        mallory.tell(node, &mallory.activity_in(&ground.community.uri, "Create", "create/1", &page)).await;
        let post = node.post(&mallory.below("pictures")).await.expect("the post is taken");
        let page = read_page(node, &format!("/p/{}", post.id)).await;
        read_page(node, "/c/sepsis").await;
        let profile = read_page(node, &format!("/u/pictured@{}", hostile.authority())).await;
        assert!(page.contains("a link") && !format!("{page}{profile}").contains("https://inside.test/a.png"));
        assert_eq!(world.internet().asked_for("inside.test"), 0, "nothing is fetched before somebody looks");
        for (page, kind) in [(&page, "attachments/"), (&profile, "actors/")] {
            let (_, rest) = page.split_once(&node.url(&format!("/pictures/{kind}"))).expect("a picture");
            let path = format!("/pictures/{kind}{}", rest.split('"').next().unwrap());
            let (status, _) = ask_with(node, Method::GET, &path, &HeaderMap::new()).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        inside.assert_untouched();
    }
}

/// Points a name inside and counts that somebody wanted to go there.
fn lure(world: &World, inside: &Inside, name: &str) -> String {
    world.internet().point(name, vec![vec![inside.at("127.0.0.1")]]);
    format!("https://{name}/x")
}

in_production! {
    async fn threat_043_addresses_in_documents_lead_nowhere_inside(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let (node, hostile) = (&ground.node, &ground.hostile);
        // An actor whose addresses are elsewhere: without an inbox of its own it is no actor, the rest is left out.
        let elsewhere = lure(&world, &inside, "elsewhere.test");
        let mut bent = hostile.person("bent");
        bent.document["inbox"] = json!(elsewhere);
        hostile.serve(&bent.path(), &bent.document);
        assert_eq!(bent.deliver(node, &ground.like(&bent, "like/1")).await, StatusCode::UNAUTHORIZED);
        let mut group = hostile.group("bent-group");
        for name in ["outbox", "followers", "featured", "attributedTo", "resources", "url"] {
            group.document[name] = json!(elsewhere);
        }
        group.document["endpoints"] = json!({"sharedInbox": elsewhere, "resources": elsewhere});
        group.document["movedTo"] = json!(elsewhere);
        group.document["alsoKnownAs"] = json!([elsewhere]);
        hostile.serve(&group.path(), &group.document);
        ground.follows(hostile, &group).await;
        // A history that goes on inside, and conversations that are there.
        let (next, conversation, replies) = (
            lure(&world, &inside, "next.test"), lure(&world, &inside, "context.test"), lure(&world, &inside, "replies.test"),
        );
        let group = hostile.group("history");
        let mut items: Vec<Value> = vec![];
        for (name, field, address) in [("one", "context", &conversation), ("two", "replies", &replies)] {
            let mut page = group.page(name, &group.uri, name);
            page[field] = if field == "replies" {
                json!({"type": "Collection", "id": address, "first": {"type": "CollectionPage", "next": address}})
            } else {
                json!(address)
            };
            hostile.serve(&format!("{}/{name}", group.path()), &page);
            items.push(page["id"].clone());
        }
        let outbox = json!({"id": group.below("outbox"), "type": "OrderedCollection", "orderedItems": items, "next": next});
        hostile.serve(&format!("{}/outbox", group.path()), &outbox);
        let target = node.find(&group.uri).await;
        node.follow(&ground.ann, target).await;
        for name in ["next.test", "context.test", "replies.test"] {
            until(&format!("{name} to be looked up"), async || world.internet().asked_for(name) > 0).await;
        }
        // A move, a key and an author that are inside.
        let mallory = &ground.mallory;
        let mut goes = mallory.activity("Move", "move/1", &json!(mallory.uri));
        goes["target"] = json!(lure(&world, &inside, "moved.test"));
        ground.try_it(mallory, &goes).await;
        let reply = mallory.note("re", &ground.community.uri, &lure(&world, &inside, "parent.test"), "Re");
        ground.try_it(mallory, &mallory.activity_in(&ground.community.uri, "Create", "create/re", &reply)).await;
        let mut by_reference = hostile.person("by-reference");
        by_reference.document["publicKey"] = json!(lure(&world, &inside, "key.test"));
        hostile.serve(&by_reference.path(), &by_reference.document);
        let like = ground.like(&by_reference, "like/1");
        assert_eq!(by_reference.deliver(node, &like).await, StatusCode::UNAUTHORIZED);
        inside.assert_untouched();
        assert!(world.internet().asked_for("moved.test") > 0 && world.internet().asked_for("parent.test") > 0);
        assert_eq!((world.internet().asked_for("elsewhere.test"), world.internet().asked_for("key.test")), (0, 0));
        until("the rest of the history to be read", async || node.post(&group.below("two")).await.is_some()).await;
    }
}

in_production! {
    async fn threat_045_loops_and_long_chains_of_redirects_end(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile, honest) = (&ground.node, &ground.hostile, &ground.honest);
        hostile.redirect("/loop", &hostile.url("/loop"));
        let page = ground.alice.page("far", &hostile.group("library").uri, "Far");
        honest.serve("/u/alice/far", &page);
        // Each hop is on the other server.
        for hop in 1..100 {
            let (from, to) = if hop % 2 == 0 { (hostile, honest) } else { (honest, hostile) };
            let next = if hop == 1 { ground.alice.below("far") } else { to.url(&format!("/hop/{}", hop - 1)) };
            from.redirect(&format!("/hop/{hop}"), &next);
        }
        for (start, most) in [(hostile.url("/loop"), 4), (honest.url("/hop/99"), 4), (honest.url("/hop/5"), 4)] {
            let before = hostile.all_fetches() + honest.all_fetches();
            assert!(node.fetcher().look_up(&start).await.is_err(), "{start}");
            let asked = hostile.all_fetches() + honest.all_fetches() - before;
            assert!(asked <= most, "{asked} requests for {start}");
        }
        assert!(node.post(&ground.alice.below("far")).await.is_none());
        node.fetcher().look_up(&hostile.url("/hop/2")).await.unwrap();
        assert!(node.post(&ground.alice.below("far")).await.is_some());
    }
}

in_production! {
    async fn threat_046_threat_050_redirects_are_checked_like_first_addresses(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let (node, hostile) = (&ground.node, &ground.hostile);
        let lured = lure(&world, &inside, "inside.test");
        let downgrade = ground.alice.uri.replace("https://", "http://");
        let mut targets: Vec<String> = inside_origins(&inside).iter().map(|origin| format!("{origin}/x")).collect();
        targets.extend(["file:///etc/passwd", "gopher://inside.test/", "data:,x", "unix:/run/x"].map(str::to_owned));
        targets.extend([lured.clone(), downgrade, ground.alice.uri.replace("honest.test", "honest.test:8443")]);
        for (number, target) in targets.iter().enumerate() {
            hostile.redirect(&format!("/r/{number}"), target);
            assert!(node.fetcher().look_up(&hostile.url(&format!("/r/{number}"))).await.is_err(), "{target}");
        }
        // A delivery is not sent on, and its signature goes to nobody else.
        let before = world.internet().asked_for("inside.test");
        assert!(before > 0);
        let mallory = &ground.mallory;
        let follow = mallory.activity("Follow", "follow/1", &json!(ground.community.uri));
        hostile.redirect_deliveries(&lured);
        mallory.tell(node, &follow).await;
        until("the answer to be delivered", async || !hostile.received("Accept").is_empty()).await;
        hostile.redirect_deliveries(&ground.honest.url("/inbox"));
        let bob = &ground.bob;
        bob.tell(node, &bob.activity("Follow", "follow/1", &json!(ground.community.uri))).await;
        node.publish(&ground.ann, ground.community.id, discussion("News", "For all.")).await;
        until("the post to be delivered", async || {
            !hostile.received("Announce").is_empty() && !ground.honest.received("Announce").is_empty()
        })
        .await;
        assert!(ground.honest.deliveries().iter().all(|sent| !sent.activity().to_string().contains("mallory")));
        assert_eq!(world.internet().asked_for("inside.test"), before);
        inside.assert_untouched();
    }
}

in_production! {
    async fn threat_043_threat_047_names_that_move_inside_are_checked_each_time(world: World) {
        let (ground, inside) = (Ground::new(&world).await, Inside::new());
        let (node, internet) = (&ground.node, world.internet());
        let moving = FakePeer::start(&world, "moving").await;
        moving.keep_no_connections();
        let public = internet.addresses("moving.test");
        let within = vec![inside.at("127.0.0.1")];
        let kim = moving.person("kim");
        kim.tell(node, &kim.activity("Follow", "follow/1", &json!(ground.community.uri))).await;
        until("the follow to be accepted", async || !moving.received("Accept").is_empty()).await;
        internet.point("moving.test", vec![within.clone()]);
        let before = internet.asked_for("moving.test");
        node.publish(&ground.ann, ground.community.id, discussion("Away", "Not for the inside.")).await;
        until("the delivery to be tried", async || internet.asked_for("moving.test") > before).await;
        assert!(node.fetcher().look_up(&moving.url("/u/other")).await.is_err());
        // Public the first time, inside the second.
        internet.point("moving.test", vec![public.clone(), within.clone()]);
        moving.redirect("/again", &moving.url("/u/kim"));
        assert!(node.fetcher().look_up(&moving.url("/again")).await.is_err());
        // Of both, the public one alone.
        internet.point("moving.test", vec![vec![within[0], public[0]]]);
        moving.person("lou");
        node.find(&moving.url("/u/lou")).await;
        // What its NodeInfo links to.
        let schema = "http://nodeinfo.diaspora.software/ns/schema/2.1";
        let about = |href: &str| json!({"links": [{"rel": schema, "href": href}]}).to_string();
        let well_known = "/.well-known/nodeinfo";
        for href in [lure(&world, &inside, "inside.test"), "data:application/json,{}".to_owned(), "/nodeinfo".to_owned()] {
            moving.serve_as(well_known, "application/json", about(&href));
            assert!(node.fetcher().software(&moving.url("")).await.is_err(), "{href}");
        }
        assert_eq!(internet.asked_for("inside.test"), 0);
        moving.serve_as(well_known, "application/json", about(&moving.url("/nodeinfo")));
        moving.serve_as("/nodeinfo", "application/json", json!({"software": {"name": "Kin"}}).to_string());
        assert_eq!(node.fetcher().software(&moving.url("")).await.unwrap().name, "kin");
        inside.assert_untouched();
        let later = node.publish(&ground.ann, ground.community.id, discussion("Back", "For all.")).await;
        until("the next post to be delivered", async || {
            moving.received("Announce").iter().any(|sent| sent.to_string().contains(&later.uri))
        })
        .await;
    }
}

in_production! {
    async fn threat_050_certificates_must_be_valid_for_the_name(world: World) {
        let (ground, internet) = (Ground::new(&world).await, world.internet());
        let node = &ground.node;
        let alice = ground.alice.document.clone();
        let app = |uri: &str| {
            let mut document = alice.clone();
            document["id"] = json!(uri);
            let document = document.to_string();
            Router::new().fallback(on_get(move || async move { ([("content-type", "application/activity+json")], document) }))
        };
        let mut expired = CertificateParams::new(["expired.test".to_owned()]).unwrap();
        expired.not_before = rcgen::date_time_ymd(2020, 1, 1);
        expired.not_after = rcgen::date_time_ymd(2021, 1, 1);
        internet.serve_with("expired.test", expired, app("https://expired.test/u/alice")).await;
        let other = CertificateParams::new(["other.test".to_owned()]).unwrap();
        internet.serve_with("wrong.test", other, app("https://wrong.test/u/alice")).await;
        let stranger = World::in_production(crate::support::Engine::Sqlite);
        stranger.internet().serve("unknown.test", app("https://unknown.test/u/alice")).await;
        internet.point("unknown.test", vec![stranger.internet().addresses("unknown.test")]);
        for name in ["expired.test", "wrong.test", "unknown.test"] {
            let uri = format!("https://{name}/u/alice");
            assert!(node.fetcher().look_up(&uri).await.is_err(), "{name}");
            assert!(node.actor(&uri).await.is_none(), "{name}");
            assert!(internet.asked_for(name) > 0, "{name}");
        }
        node.find(&ground.alice.uri).await;
    }
}
