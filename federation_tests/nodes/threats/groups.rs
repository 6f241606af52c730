//! What communities elsewhere say in the name of others.

use moothall::store::{bans, notifications};
use serde_json::{Value, json};

use super::Ground;
use crate::support::{FakeActor, PUBLIC, World, on_both_databases};

fn announce(group: &FakeActor, name: &str, object: &Value) -> Value {
    let mut announce = group.activity("Announce", name, object);
    announce["cc"] = json!([group.below("followers")]);
    announce
}

on_both_databases! {
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

on_both_databases! {
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

on_both_databases! {
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

on_both_databases! {
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

on_both_databases! {
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
