//! What communities elsewhere say in the name of others.

use moothall::domain::post::PostState;
use moothall::store::{bans, notifications};
use serde_json::{Value, json};

use super::Ground;
use crate::support::{FakeActor, PUBLIC, World, discussion, in_production, until};

fn announce(group: &FakeActor, name: &str, object: &Value) -> Value {
    let mut announce = group.activity("Announce", name, object);
    announce["cc"] = json!([group.below("followers")]);
    announce
}

in_production! {
    async fn threat_023_threat_031_a_group_puts_no_words_into_anybodys_mouth(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let group = ground.hostile.group("lies");
        ground.follows(&ground.hostile, &group).await;
        let forged = alice.page("forged", &group.uri, "Never said");
        let create = alice.activity_in(&group.uri, "Create", "create/forged", &forged);
        ground.try_it(&group, &announce(&group, "announce/1", &create)).await;
        ground.try_it(&group, &announce(&group, "announce/2", &forged)).await;
        ground.try_it(&group, &announce(&group, "announce/3", &forged["id"])).await;
        assert!(node.post(&alice.below("forged")).await.is_none());

        // What she did say counts as she said it, not as it was announced.
        let real = alice.page("real", &group.uri, "Really said");
        ground.honest.serve("/u/alice/real", &real);
        let mut twisted = real.clone();
        twisted["name"] = json!("Twisted");
        let create = alice.activity_in(&group.uri, "Create", "create/real", &twisted);
        group.tell(node, &announce(&group, "announce/4", &create)).await;
        assert_eq!(node.post(&alice.below("real")).await.unwrap().title.as_deref(), Some("Really said"));
    }
}

in_production! {
    /// A share counts where its author is followed, or for what is ours; it is nobody's word for a community.
    async fn threat_031_what_a_person_shares_is_placed_into_no_community(world: World) {
        let ground = Ground::new(&world).await;
        let (node, mallory) = (&ground.node, &ground.mallory);
        let group = ground.honest.group("care");
        ground.follows(&ground.honest, &group).await;
        // Nobody here follows Mallory: what she shares is not even read.
        let path = |name: &str| format!("{}/{name}", mallory.path());
        let pushed = mallory.page("pushed", &group.uri, "Buy this");
        ground.hostile.serve(&path("pushed"), &pushed);
        ground.try_it(mallory, &mallory.activity("Announce", "share/1", &pushed["id"])).await;
        assert!(node.post(&mallory.below("pushed")).await.is_none());

        ground.follows(&ground.hostile, mallory).await;
        let ours = mallory.page("ours", &ground.community.uri, "Buy this");
        ground.hostile.serve(&path("ours"), &ours);
        for (number, page) in [&pushed, &ours].into_iter().enumerate() {
            ground.try_it(mallory, &mallory.activity("Announce", &format!("share/2{number}"), &page["id"])).await;
        }
        let sent = node.post(&mallory.below("pushed")).await;
        assert!(sent.is_none_or(|post| post.state == PostState::Sent && post.share_count == 0));
        assert!(node.post(&mallory.below("ours")).await.is_none());

        // What is ours is counted, once, and back when she takes it back; not when somebody else does.
        let thread = &ground.thread.uri;
        let share = mallory.activity("Announce", "share/3", &json!(thread));
        for name in ["share/3", "share/4"] {
            mallory.tell(node, &mallory.activity("Announce", name, &json!(thread))).await;
        }
        assert_eq!(node.post(thread).await.unwrap().share_count, 1);
        ground.try_it(&ground.alice, &ground.alice.activity("Undo", "undo/1", &share)).await;
        assert_eq!(node.post(thread).await.unwrap().share_count, 1);
        mallory.tell(node, &mallory.activity("Undo", "undo/2", &share)).await;
        assert_eq!(node.post(thread).await.unwrap().share_count, 0);
    }
}

in_production! {
    async fn what_is_shared_with_followers_alone_is_shown_to_nobody_here(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let thread = &ground.thread.uri;
        let share = |name: &str| alice.activity("Announce", name, &json!(thread));
        let mut narrow = share("share/1");
        narrow["to"] = json!([alice.below("followers")]);
        alice.tell(node, &narrow).await;
        assert_eq!(node.post(thread).await.unwrap().share_count, 0);
        // As Mastodon addresses what is public but not to be listed.
        let mut quiet = share("share/2");
        quiet["to"] = json!([alice.below("followers")]);
        quiet["cc"] = json!([PUBLIC]);
        alice.tell(node, &quiet).await;
        assert_eq!(node.post(thread).await.unwrap().share_count, 1);
    }
}

in_production! {
    /// Who has left says so, or their server does.
    async fn threat_019_a_group_does_not_bury_the_living(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let group = ground.hostile.group("lies");
        ground.follows(&ground.hostile, &group).await;
        let post = ground.alice_posts("p1").await;
        let is_there = async || {
            let (actor, post) = (node.actor(&alice.uri).await.unwrap(), node.post(&post.uri).await.unwrap());
            (actor.deleted_at.is_none(), post.deleted_at.is_none())
        };
        let farewell = |name: &str| {
            let delete = alice.activity("Delete", &format!("delete/{name}"), &json!(alice.uri));
            announce(&group, &format!("announce/{name}"), &delete)
        };
        ground.try_it(&group, &farewell("1")).await;
        assert_eq!(is_there().await, (true, true));

        ground.honest.gone(&alice.path());
        group.tell(node, &farewell("2")).await;
        assert_eq!(is_there().await, (false, false));
    }
}

in_production! {
    async fn threat_032_a_group_has_no_say_in_another_community(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let group = ground.hostile.group("lies");
        ground.follows(&ground.hostile, &group).await;
        let post = ground.alice_posts("p1").await;
        let ours = &ground.community;
        let mallory = &ground.mallory;
        let mut changed = alice.page("p1", &ours.uri, "Forged");
        changed["updated"] = json!(alice.now(60));
        let mut pin = mallory.activity_in(&ours.uri, "Add", "x/3", &json!(post.uri));
        pin["target"] = json!(ours.featured_url);
        let mut crown = mallory.activity_in(&ours.uri, "Add", "x/4", &json!(mallory.uri));
        crown["target"] = json!(ours.moderators_url);
        let mut ban = mallory.activity_in(&ours.uri, "Block", "x/5", &json!(alice.uri));
        ban["target"] = json!(ours.uri);
        let mut removal = mallory.activity_in(&ours.uri, "Delete", "x/2", &json!(post.uri));
        removal["summary"] = json!("because");
        let statements = [
            alice.activity_in(&ours.uri, "Update", "x/1", &changed),
            alice.activity_in(&ours.uri, "Delete", "x/1", &json!(post.uri)),
            removal,
            pin,
            crown,
            ban,
            mallory.activity_in(&ours.uri, "Lock", "x/6", &json!(post.uri)),
            alice.activity_in(&ours.uri, "Like", "x/7", &json!(post.uri)),
        ];
        for (number, statement) in statements.iter().enumerate() {
            ground.try_it(&group, &announce(&group, &format!("announce/{number}"), statement)).await;
        }
        assert_eq!(node.post(&post.uri).await.unwrap(), post);
        let known = node.actor(&alice.uri).await.unwrap();
        assert!(node.read(async |tx| bans::get(tx, ours.id, known.id).await.unwrap()).await.is_none());

        // In its own community it has: the thread that it announces, and what happens to it there.
        let own = group.activity("Create", "create/own", &own_page(&group));
        ground.hostile.serve(&format!("{}/own", group.path()), &own_page(&group));
        group.tell(node, &announce(&group, "announce/own", &own)).await;
        assert!(node.post(&group.below("own")).await.is_some());
    }
}

fn own_page(group: &FakeActor) -> Value {
    let mut page = group.page("own", &group.uri, "Our own");
    page["to"] = json!([group.uri, PUBLIC]);
    page
}

in_production! {
    async fn threat_033_who_is_banned_stays_out_by_every_door(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let ours = &ground.community.uri;
        ground.alice_posts("before").await;
        let known = node.actor(&alice.uri).await.unwrap();
        node.ban(&ground.ann, ground.community.id, known.id, 30).await;

        let page = alice.page("after", ours, "Again");
        ground.honest.serve("/u/alice/after", &page);
        let create = alice.activity_in(ours, "Create", "create/after", &page);
        ground.try_it(alice, &create).await;
        let group = ground.hostile.group("third");
        ground.follows(&ground.hostile, &group).await;
        ground.try_it(&group, &announce(&group, "announce/1", &create)).await;
        ground.try_it(&group, &announce(&group, "announce/2", &page["id"])).await;
        let reply = ground.bob.note("re", ours, &alice.below("after"), "To Alice");
        ground.try_it(&ground.bob, &ground.bob.activity_in(ours, "Create", "create/re", &reply)).await;
        let _ = moothall::services::network::Network::look_up(node.fetcher(), &alice.below("after")).await;
        assert!(node.post(&alice.below("after")).await.is_none());
        ground.try_it(alice, &ground.like(alice, "like/1")).await;
        assert_eq!(ground.thanks().await, 0);

        node.unban(&ground.ann, ground.community.id, known.id).await;
        ground.alice_posts("later").await;
    }
}

in_production! {
    async fn threat_033b_nested_and_endless_announcements_are_little_work(world: World) {
        let ground = Ground::new(&world).await;
        let node = &ground.node;
        let group = ground.hostile.group("nest");
        ground.follows(&ground.hostile, &group).await;
        let page = own_page(&group);
        let mut nested = group.activity("Create", "create/own", &page);
        for depth in 0..50 {
            nested = announce(&group, &format!("nested/{depth}"), &nested);
        }
        ground.try_it(&group, &nested).await;
        let own = announce(&group, "announce/own", &json!(group.below("announce/own")));
        ground.try_it(&group, &own).await;
        let before = ground.hostile.all_fetches();
        let many: Vec<Value> = (0..1000).map(|number| json!(group.below(&format!("many/{number}")))).collect();
        ground.try_it(&group, &announce(&group, "announce/many", &json!(many))).await;
        assert!(ground.hostile.all_fetches() - before <= 40);
        assert!(node.post(&group.below("own")).await.is_none());
        ground.hostile.serve(&format!("{}/own", group.path()), &page);
        let create = group.activity("Create", "create/own", &page);
        group.tell(node, &announce(&group, "announce/1", &create)).await;
        assert!(node.post(&group.below("own")).await.is_some());
    }
}

in_production! {
    async fn threat_033e_one_post_arrives_by_three_ways_and_is_one_post(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice) = (&ground.node, &ground.alice);
        let group = ground.hostile.group("third");
        ground.follows(&ground.hostile, &group).await;
        let mut page = alice.page("once", &group.uri, "Once");
        page["tag"] = json!([{"type": "Mention", "href": ground.ann.uri, "name": "@ann"}]);
        page["cc"] = json!([ground.ann.uri]);
        ground.honest.serve("/u/alice/once", &page);
        let mut create = alice.activity_in(&group.uri, "Create", "create/once", &page);
        create["to"] = json!([PUBLIC, ground.ann.uri]);
        let told = async || {
            node.read(async |tx| notifications::count_unread(tx, ground.ann.id).await.unwrap()).await
        };
        let before = told().await;
        alice.tell(node, &create).await;
        group.tell(node, &announce(&group, "announce/1", &create)).await;
        group.tell(node, &announce(&group, "announce/2", &page)).await;
        group.tell(node, &announce(&group, "announce/3", &page["id"])).await;
        assert!(node.post(&alice.below("once")).await.is_some());
        assert_eq!(told().await, before + 1);
        let community = node.find(&group.uri).await;
        let row = node.read(async |tx| moothall::store::communities::by_id(tx, community).await.unwrap()).await;
        assert_eq!(row.unwrap().topic_count, 1);
    }
}

in_production! {
    async fn threat_033c_what_is_not_public_does_not_enter_a_public_community(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, ours) = (&ground.node, &ground.alice, &ground.community.uri);
        let followers = alice.below("followers");
        for (number, to) in [json!([ours]), json!([followers, ours]), json!([ground.ann.uri]), json!([])].iter().enumerate() {
            let name = format!("quiet-{number}");
            let mut page = alice.page(&name, ours, "Quiet");
            page["to"] = to.clone();
            ground.honest.serve(&format!("/u/alice/{name}"), &page);
            for object in [page.clone(), page["id"].clone()] {
                let create = alice.activity_in(ours, "Create", &format!("create/{name}-{}", object.is_string()), &object);
                ground.try_it(alice, &create).await;
            }
            let mut note = alice.note(&format!("re-{name}"), ours, &ground.thread.uri, "Quiet");
            note["to"] = to.clone();
            ground.try_it(alice, &alice.activity_in(ours, "Create", &format!("create/re-{name}"), &note)).await;
            assert!(node.post(&alice.below(&name)).await.is_none(), "{to}");
            assert!(node.post(&alice.below(&format!("re-{name}"))).await.is_none(), "{to}");
        }
        ground.alice_posts("public").await;
    }
}

in_production! {
    async fn threat_033d_a_claim_to_belong_somewhere_is_not_enough(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, mallory) = (&ground.node, &ground.alice, &ground.mallory);
        let (ours, group) = (&ground.community.uri, ground.hostile.group("other"));
        ground.follows(&ground.hostile, &group).await;
        let other = node.find(&group.uri).await;
        let topics = async || {
            let row = node.read(async |tx| moothall::store::communities::by_id(tx, other).await.unwrap()).await;
            row.unwrap().topic_count
        };
        // Said to be in a community that has not announced it: it waits.
        let page = alice.page("claimed", &group.uri, "Claimed");
        ground.honest.serve("/u/alice/claimed", &page);
        let create = alice.activity_in(&group.uri, "Create", "create/claimed", &page);
        ground.try_it(alice, &create).await;
        assert_eq!(topics().await, 0);
        // Two communities at once are one place at most.
        let mut both = mallory.page("both", ours, "Both");
        both["audience"] = json!([ours, group.uri]);
        both["to"] = json!([ours, group.uri, PUBLIC]);
        ground.try_it(mallory, &mallory.activity_in(ours, "Create", "create/both", &both)).await;
        assert_eq!(topics().await, 0);
        // A group announces what belongs to ours, or to nobody.
        for (name, audience) in [("ours", json!(ours)), ("nobodys", json!(null))] {
            let mut page = alice.page(name, ours, name);
            page["audience"] = audience;
            page["to"] = json!([PUBLIC]);
            ground.honest.serve(&format!("/u/alice/{name}"), &page);
            let create = alice.activity("Create", &format!("create/{name}"), &page);
            ground.try_it(&group, &announce(&group, &format!("announce/{name}"), &create)).await;
            let post = node.post(&alice.below(name)).await;
            assert!(post.is_none_or(|post| post.community_id != Some(ground.community.id)), "{name}");
        }
        group.tell(node, &announce(&group, "announce/claimed", &create)).await;
        assert_eq!(topics().await, 1);
    }
}

in_production! {
    async fn threat_033f_communities_that_follow_make_no_loops(world: World) {
        let ground = Ground::new(&world).await;
        let (node, ours) = (&ground.node, &ground.community.uri);
        let group = ground.hostile.group("mirror");
        ground.follows(&ground.hostile, &group).await;
        // Itself, by way of us; us in another's name; and us.
        ground.try_it(&group, &group.activity("Follow", "follow/self", &json!(group.uri))).await;
        let mut forged = group.activity("Follow", "follow/forged", &json!(ours));
        forged["actor"] = json!(ours);
        ground.try_it(&group, &forged).await;
        group.tell(node, &group.activity("Follow", "follow/ours", &json!(ours))).await;
        let alice_follows = ground.alice.activity("Follow", "follow/1", &json!(ours));
        ground.alice.tell(node, &alice_follows).await;
        until("Alice's follow to be accepted", async || !ground.honest.received("Accept").is_empty()).await;
        let post = node.publish(&ground.ann, ground.community.id, discussion("Once", "For all.")).await;
        let heard = |uri: &str| {
            ground.honest.received("Announce").iter().any(|activity| activity.to_string().contains(uri))
        };
        until("the post to be announced", async || heard(&post.uri)).await;
        // The mirror announces what it was sent, as it came and as a share.
        let echoes: Vec<Value> = ground.honest.received("Announce");
        for (number, echo) in echoes.iter().chain([&json!(post.uri)]).enumerate() {
            ground.try_it(&group, &announce(&group, &format!("echo/{number}"), echo)).await;
        }
        let last = node.publish(&ground.ann, ground.community.id, discussion("Last", "For all.")).await;
        until("the last post to be announced", async || heard(&last.uri)).await;
        assert!(!heard(&group.uri), "nothing of the mirror's is passed on");
        assert_eq!(node.post(&post.uri).await.unwrap().community_id, Some(ground.community.id));
    }
}
