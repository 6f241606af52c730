//! What counts as part of a community elsewhere: what its host says is in it, and nothing that others say.

use std::time::Duration;

use futures::future::join_all;
use http::StatusCode;
use moothall::domain::actor::Actor;
use moothall::domain::delivery::PeerState;
use moothall::domain::post::{Post, PostState};
use moothall::services::network::Network;
use moothall::store::{jobs, outgoing, peers, subscriptions};
use serde_json::{Value, json};

use crate::support::{
    FakeActor, FakePeer, TestNode, Three, World, discussion, eventually, on_both_databases, until,
};

/// Our node S follows the community *ward* of the honest server V; Mallory is on E, Carol on a third server.
struct Ground {
    node: TestNode,
    ann: Actor,
    honest: FakePeer,
    ward: FakeActor,
    hostile: FakePeer,
    mallory: FakeActor,
    third: FakePeer,
    carol: FakeActor,
}

fn collection(id: &str, owner: Option<&str>, items: &[Value]) -> Value {
    let mut collection = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "OrderedCollection",
        "totalItems": items.len(), "orderedItems": items,
    });
    if let Some(owner) = owner {
        collection["attributedTo"] = json!(owner);
    }
    collection
}

impl Ground {
    async fn new(world: &World) -> Self {
        let node = TestNode::start(world, "northside").await;
        let ann = node.person("ann").await;
        let honest = FakePeer::start(world, "honest").await;
        let hostile = FakePeer::start(world, "hostile").await;
        let third = FakePeer::start(world, "third").await;
        Self {
            ward: honest.group("ward"),
            mallory: hostile.person("mallory"),
            carol: third.person("carol"),
            node,
            ann,
            honest,
            hostile,
            third,
        }
    }

    async fn follow(&self) {
        self.node.follow_elsewhere(&self.ann, &self.honest, &self.ward).await;
    }

    /// Carol's thread in the ward, on her own server.
    fn carols_page(&self, name: &str) -> Value {
        let page = self.carol.page(name, &self.ward.uri, "From Carol");
        self.third.serve(&format!("/u/carol/{name}"), &page);
        page
    }

    async fn announce(&self, name: &str, object: &Value) {
        let announce = self.ward.activity("Announce", &format!("announce/{name}"), object);
        self.ward.tell(&self.node, &announce).await;
    }

    /// Puts a collection of the ward's on its server.
    fn ward_serves(&self, name: &str, owner: Option<&str>, items: &[Value]) -> String {
        let id = self.ward.below(name);
        self.honest.serve(&format!("{}/{name}", self.ward.path()), &collection(&id, owner, items));
        id
    }

    async fn search(&self, uri: &str) {
        self.node.fetcher().look_up(uri).await.unwrap();
    }

    async fn state(&self, uri: &str) -> Option<PostState> {
        self.node.post(uri).await.map(|post| post.state)
    }
}

on_both_databases! {
    async fn threat_031_being_read_puts_no_post_into_anothers_community(world: World) {
        let ground = Ground::new(&world).await;
        ground.follow().await;
        let (node, mallory) = (&ground.node, &ground.mallory);
        let page = mallory.page("p1", &ground.ward.uri, "Buy this");
        ground.hostile.serve("/u/mallory/p1", &page);
        ground.search(&mallory.below("p1")).await;
        assert_eq!(ground.state(&mallory.below("p1")).await, Some(PostState::Sent));
        assert!(node.thread(&mallory.below("p1")).await.is_empty());

        // Nor as what a reply that comes here answers.
        ground.hostile.serve("/u/mallory/p2", &mallory.page("p2", &ground.ward.uri, "And this"));
        let reply = mallory.note("re", &ground.ward.uri, &mallory.below("p2"), "Great");
        mallory.tell(node, &mallory.activity("Create", "create/re", &reply)).await;
        assert_ne!(ground.state(&mallory.below("p2")).await, Some(PostState::Published));
        assert_ne!(ground.state(&mallory.below("re")).await, Some(PostState::Published));

        // Another community vouches for nothing here, not even by a reply that says it is its own.
        let lies = ground.hostile.group("lies");
        node.follow_elsewhere(&ground.ann, &ground.hostile, &lies).await;
        lies.tell(node, &lies.activity("Announce", "announce/1", &page["id"])).await;
        let real = ground.carols_page("real");
        ground.announce("real", &real["id"]).await;
        assert_eq!(ground.state(&ground.carol.below("real")).await, Some(PostState::Published));
        let inside = mallory.note("inside", &lies.uri, &ground.carol.below("real"), "Buy this");
        ground.hostile.serve("/u/mallory/inside", &inside);
        let create = mallory.activity_in(&lies.uri, "Create", "create/inside", &inside);
        lies.tell(node, &lies.activity("Announce", "announce/2", &create)).await;
        for name in ["p1", "inside"] {
            assert_ne!(ground.state(&mallory.below(name)).await, Some(PostState::Published), "{name}");
        }

        // The host's own word does it, by the post's address alone.
        ground.announce("p1", &page["id"]).await;
        assert_eq!(ground.state(&mallory.below("p1")).await, Some(PostState::Published));
    }
}

on_both_databases! {
    /// What a post answers is its author's to say, and to change when the host has taken it.
    async fn threat_031_threat_032_a_reply_brings_no_root_of_its_authors_into_the_community(world: World) {
        let ground = Ground::new(&world).await;
        ground.follow().await;
        let (ward, mallory) = (&ground.ward, &ground.mallory);
        let reply_to = |name: &str, root: &str| {
            let note = mallory.note(name, &ward.uri, root, "Me too");
            ground.hostile.serve(&format!("/u/mallory/{name}"), &note);
            note
        };
        for name in ["one", "two", "three", "four"] {
            ground.hostile.serve(&format!("/u/mallory/{name}"), &mallory.page(name, &ward.uri, "Buy this"));
        }
        // By its address alone; by what is read in the place of what was passed on; two steps above; by a later change.
        ground.announce("1", &reply_to("re-one", &mallory.below("one"))["id"]).await;
        let real = ground.carols_page("real");
        ground.announce("real", &real["id"]).await;
        let mut taken = reply_to("re-two", &mallory.below("two"));
        taken["inReplyTo"] = real["id"].clone();
        let create = |name: &str, note: &Value| mallory.activity_in(&ward.uri, "Create", name, note);
        ground.announce("2", &create("create/two", &taken)).await;
        reply_to("re-three", &mallory.below("three"));
        ground.announce("3", &create("create/three", &reply_to("re-re-three", &mallory.below("re-three")))).await;
        let first = reply_to("re-four", &ground.carol.below("real"));
        ground.announce("4", &create("create/four", &first)).await;
        let changed = mallory.activity_in(&ward.uri, "Update", "update/four", &reply_to("re-four", &mallory.below("four")));
        ground.announce("5", &changed).await;
        for name in ["one", "two", "three", "four"] {
            assert_ne!(ground.state(&mallory.below(name)).await, Some(PostState::Published), "{name}");
        }
        assert_eq!(ground.state(&mallory.below("re-four")).await, Some(PostState::Published));

        // What the host passed on as answered, is at home on its server, or was announced, is in the community.
        let late = ground.carols_page("late");
        let answer = mallory.note("re-late", &ward.uri, late["id"].as_str().unwrap(), "Me too");
        ground.hostile.serve("/u/mallory/re-late", &answer);
        ground.announce("6", &create("create/late", &answer)).await;
        let alice = ground.honest.person("alice");
        ground.honest.serve("/u/alice/home", &alice.page("home", &ward.uri, "At home"));
        ground.announce("7", &reply_to("re-home", &alice.below("home"))["id"]).await;
        ground.announce("8", &json!(mallory.below("one"))).await;
        for uri in [ground.carol.below("late"), alice.below("home"), mallory.below("one"), mallory.below("re-one")] {
            assert_eq!(ground.state(&uri).await, Some(PostState::Published), "{uri}");
        }
    }
}

on_both_databases! {
    async fn a_post_that_the_host_has_is_in_the_community_when_it_is_searched(world: World) {
        let ground = Ground::new(&world).await;
        let (ward, carol) = (&ground.ward, &ground.carol);
        let alice = ground.honest.person("alice");
        ground.honest.serve("/u/alice/p", &alice.page("p", &ward.uri, "At home"));
        ground.search(&alice.below("p")).await;
        assert_eq!(ground.state(&alice.below("p")).await, Some(PostState::Published));

        // From elsewhere: the host's outbox lists the thread, as Lemmy does.
        let page = ground.carols_page("listed");
        let create = carol.activity_in(&ward.uri, "Create", "create/listed", &page);
        ground.ward_serves("outbox", None, &[ward.activity("Announce", "announce/1", &create)]);
        ground.search(&carol.below("listed")).await;
        assert_eq!(ground.state(&carol.below("listed")).await, Some(PostState::Published));

        // And a reply its conversation, which must be the community's own.
        let (own, foreign) = (ward.below("context"), alice.below("p/replies"));
        for (name, context) in [("yes", &own), ("no", &foreign)] {
            let mut note = carol.note(name, &ward.uri, &carol.below("listed"), "Me too");
            note["context"] = json!(context);
            ground.third.serve(&format!("/u/carol/{name}"), &note);
        }
        ground.ward_serves("context", Some(&ward.uri), &[json!(carol.below("listed")), json!(carol.below("yes"))]);
        ground.honest.serve("/u/alice/p/replies", &collection(&foreign, None, &[json!(carol.below("no"))]));
        ground.search(&carol.below("yes")).await;
        ground.search(&carol.below("no")).await;
        assert_eq!(ground.state(&carol.below("yes")).await, Some(PostState::Published));
        assert_eq!(ground.state(&carol.below("no")).await, Some(PostState::Sent));
    }
}

on_both_databases! {
    /// A server that is down while the history is read holds up nothing, and is asked again.
    async fn a_history_is_read_as_its_host_lists_it_and_what_failed_is_tried_again(world: World) {
        let ground = Ground::new(&world).await;
        let (ward, carol, mallory) = (&ground.ward, &ground.carol, &ground.mallory);
        let context = ward.below("context");
        let mut page = ground.carols_page("thread");
        page["context"] = json!(context);
        ground.third.serve("/u/carol/thread", &page);
        let create = carol.activity_in(&ward.uri, "Create", "create/thread", &page);
        ground.ward_serves("outbox", None, &[ward.activity("Announce", "announce/1", &create)]);
        let late = ground.third.person("late");
        let note = late.note("re", &ward.uri, &carol.below("thread"), "Later");
        ground.third.fail("/u/late/re");
        ground.third.serve("/u/carol/re", &carol.note("re", &ward.uri, &carol.below("thread"), "First"));
        ground.hostile.serve("/u/mallory/re", &mallory.note("re", &ward.uri, &carol.below("thread"), "Buy"));
        let listed = ["thread", "re"].map(|name| json!(carol.below(name)));
        ground.ward_serves("context", Some(&ward.uri), &[&[json!(late.below("re"))], &listed[..]].concat());

        ground.follow().await;
        until("what answers to be read", async || {
            ground.state(&carol.below("re")).await == Some(PostState::Published)
        })
        .await;
        assert_eq!(ground.state(&carol.below("thread")).await, Some(PostState::Published));
        until("the other to be asked for", async || ground.third.fetches("/u/late/re") > 0).await;
        ground.third.serve("/u/late/re", &note);
        eventually("the other to be read", async || {
            world.clock.advance(Duration::from_mins(2));
            ground.node.post(&late.below("re")).await
        })
        .await;
        assert_eq!(ground.state(&late.below("re")).await, Some(PostState::Published));
        assert_eq!(ground.state(&mallory.below("re")).await, None);
    }
}

on_both_databases! {
    /// A server that asks for a pause while its history is read gets it, and is read on afterwards.
    async fn threat_067_a_server_that_asks_for_a_pause_is_left_alone(world: World) {
        let ground = Ground::new(&world).await;
        let page = ground.carols_page("thread");
        let create = ground.carol.activity_in(&ground.ward.uri, "Create", "create/thread", &page);
        let outbox = format!("{}/outbox", ground.ward.path());
        ground.honest.ask_for_a_pause(&outbox, 3600);
        ground.follow().await;
        let job = async || {
            let key = format!("backfill:{}", ground.node.actor(&ground.ward.uri).await.unwrap().id);
            ground.node.read(async |tx| jobs::by_key(tx, &key).await.unwrap()).await
        };
        let put_off = eventually("the reading to be put off", async || {
            job().await.filter(|job| job.last_error.is_some())
        })
        .await;
        assert!(put_off.run_at.since(world.clock.now()) > Duration::from_mins(55));
        assert_eq!(ground.honest.fetches(&outbox), 1);

        ground.ward_serves("outbox", None, &[ground.ward.activity("Announce", "announce/1", &create)]);
        world.clock.advance(Duration::from_mins(61));
        until("the rest to be read", async || {
            ground.state(&ground.carol.below("thread")).await == Some(PostState::Published)
        })
        .await;
    }
}

on_both_databases! {
    async fn a_reply_to_an_unknown_thread_brings_the_rest_of_it(world: World) {
        let ground = Ground::new(&world).await;
        let (node, carol) = (&ground.node, &ground.carol);
        let mut page = carol.page("talk", &ground.ann.uri, "Talk");
        page["audience"] = Value::Null;
        page["replies"] = json!(carol.below("talk/replies"));
        ground.third.serve("/u/carol/talk", &page);
        for name in ["one", "two"] {
            let mut note = carol.note(name, &ground.ann.uri, &carol.below("talk"), name);
            note["audience"] = Value::Null;
            ground.third.serve(&format!("/u/carol/{name}"), &note);
        }
        let items = ["one", "two"].map(|name| json!(carol.below(name)));
        ground.third.serve("/u/carol/talk/replies", &collection(&carol.below("talk/replies"), None, &items));
        let mut note = carol.note("one", &ground.ann.uri, &carol.below("talk"), "one");
        note["audience"] = Value::Null;
        let mut create = carol.activity("Create", "create/one", &note);
        create["cc"] = json!([ground.ann.uri]);
        carol.tell(node, &create).await;
        until("the other reply to be read", async || node.post(&carol.below("two")).await.is_some()).await;
        assert_eq!(node.words(&carol.below("talk")).await.len(), 3);
    }
}

on_both_databases! {
    /// Whoever follows late sees the whole thread, though its posts are from three organizations.
    async fn a_late_follower_reads_what_all_the_others_said(world: World) {
        let Three { a, b, c, ben, cleo, sepsis, at_b, .. } = Three::start(&world).await;
        let question = b.publish(&ben, at_b, discussion("Fluids", "How much?")).await;
        let answer = c.reply(&cleo, c.arrived(&question).await.id, "Thirty per kilo.").await;
        let further = b.reply(&ben, b.arrived(&answer).await.id, "In three hours?").await;
        a.published(&further).await;

        let d = TestNode::start(&world, "hillside").await;
        let dan = d.person("dan").await;
        d.join(&dan, &sepsis).await;
        for post in [&question, &answer, &further] {
            d.published(post).await;
        }
        assert_eq!(d.words(&question.uri).await, a.words(&question.uri).await);
    }
}

on_both_databases! {
    async fn threat_024_no_community_ends_what_others_did_elsewhere(world: World) {
        let ground = Ground::new(&world).await;
        let (node, carol) = (&ground.node, &ground.carol);
        let sepsis = node.community("sepsis", &ground.ann).await;
        let follow = carol.activity("Follow", "follow/1", &json!(sepsis.uri));
        carol.tell(node, &follow).await;
        let followers = async || {
            node.read(async |tx| subscriptions::of_actor(tx, sepsis.id).await.unwrap()).await.len()
        };
        assert_eq!(followers().await, 1);
        ground.follow().await;
        let undo = carol.activity("Undo", "undo/1", &follow["id"]);
        ground.announce("undo", &undo).await;
        assert_eq!(followers().await, 1);
        carol.tell(node, &undo).await;
        assert_eq!(followers().await, 0);
    }
}

on_both_databases! {
    async fn threat_054_many_first_deliveries_of_somebody_new_ask_once_who_that_is(world: World) {
        let ground = Ground::new(&world).await;
        let (node, carol, ann) = (&ground.node, &ground.carol, &ground.ann.uri);
        let deliveries = (0..40).map(|number| async move {
            let note = carol.note(&format!("n{number}"), ann, ann, "Hello");
            carol.deliver(node, &carol.activity("Create", &format!("create/{number}"), &note)).await
        });
        let answers = join_all(deliveries).await;
        assert!(answers.iter().all(|status| *status == StatusCode::ACCEPTED), "{answers:?}");
        assert_eq!(ground.third.fetches("/u/carol"), 1);
    }
}

on_both_databases! {
    async fn a_server_that_is_gone_is_left_alone_until_it_is_heard_from(world: World) {
        let ground = Ground::new(&world).await;
        let (node, carol) = (&ground.node, &ground.carol);
        let sepsis = node.community("sepsis", &ground.ann).await;
        carol.tell(node, &carol.activity("Follow", "follow/1", &json!(sepsis.uri))).await;
        let peer = async || {
            node.read(async |tx| peers::by_domain(tx, &ground.third.authority()).await.unwrap()).await.unwrap()
        };
        let listens = async || {
            !node.read(async |tx| subscriptions::of_actor(tx, sepsis.id).await.unwrap()).await.is_empty()
        };
        until("the follow to be accepted", async || !ground.third.received("Accept").is_empty()).await;
        ground.third.refuse_with(Some(StatusCode::GONE));
        let thread = node.publish(&ground.ann, sepsis.id, discussion("Lactate", "Who?")).await;
        until("it to be taken for gone", async || peer().await.state == PeerState::Gone).await;
        assert!(!listens().await);
        let missed = node.publish(&ground.ann, sepsis.id, discussion("Fluids", "Who?")).await;
        let logged = async || node.read(async |tx| outgoing::oldest(tx, 1).await.unwrap()).await.is_empty();
        until("it to be in the log", logged).await;

        ground.third.refuse_with(None);
        world.clock.advance(Duration::from_mins(1));
        carol.tell(node, &carol.activity("Like", "like/1", &json!(thread.uri))).await;
        until("it to be served again", async || peer().await.state == PeerState::Active).await;
        assert!(listens().await);
        let back = node.publish(&ground.ann, sepsis.id, discussion("Back", "Again")).await;
        let told_of = |post: &Post| {
            ground.third.deliveries().iter().any(|sent| sent.activity().to_string().contains(&post.uri))
        };
        until("the next thread to be delivered", async || told_of(&back)).await;
        assert!(!told_of(&missed));
    }
}
