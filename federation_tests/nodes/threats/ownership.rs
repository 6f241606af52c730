//! May they? Nobody speaks about what is somebody else's.

use http::StatusCode;
use moothall::domain::community::FollowState;
use moothall::domain::post::PostState;
use moothall::services::network::Network;
use moothall::store::{bans, moderators};
use serde_json::json;

use super::Ground;
use crate::support::{PUBLIC, World, discussion, in_production};

in_production! {
    async fn threat_014_threat_015_what_is_fetched_belongs_to_its_origin(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile, alice) = (&ground.node, &ground.hostile, &ground.alice);
        let group = ground.honest.group("library");
        let forged = alice.page("forged", &group.uri, "Never said");
        // Dressed as Alice's; reached by a redirect; and with an id that only looks like hers.
        hostile.serve("/x", &forged);
        hostile.redirect("/y", &hostile.url("/x"));
        hostile.redirect("/z", &alice.uri);
        ground.honest.redirect("/out", &hostile.url("/mine"));
        let mut mine = forged.clone();
        mine["id"] = json!(ground.honest.url("/out"));
        hostile.serve("/mine", &mine);
        let lookalikes = [
            alice.below("forged").replace("https://", "https://hostile@"),
            alice.below("forged").replace("honest.test", "honest.test."),
            alice.below("forged").replace("honest.test", "HONEST.test"),
            alice.below("forged").replace("honest.test", "honest.test:8443"),
            alice.below("forged").replace("https://", "http://"),
            format!("{}#part", alice.below("forged")),
        ];
        for (number, id) in lookalikes.iter().enumerate() {
            let mut lookalike = forged.clone();
            lookalike["id"] = json!(id);
            hostile.serve(&format!("/like-{number}"), &lookalike);
        }
        let mut asked = vec![hostile.url("/x"), hostile.url("/y"), hostile.url("/z"), ground.honest.url("/out")];
        asked.extend((0..lookalikes.len()).map(|number| hostile.url(&format!("/like-{number}"))));
        for (number, uri) in asked.iter().enumerate() {
            let _ = node.fetcher().look_up(uri).await;
            let reply = ground.bob.note(&format!("re-{number}"), &ground.community.uri, uri, "Re");
            let create = ground.bob.activity("Create", &format!("create-{number}"), &reply);
            ground.try_it(&ground.bob, &create).await;
            assert!(node.post(uri).await.is_none(), "{uri}");
        }
        assert!(node.post(forged["id"].as_str().unwrap()).await.is_none());
        for id in &lookalikes {
            assert!(node.post(id).await.is_none(), "{id}");
        }

        let real = alice.page("real", &group.uri, "Really said");
        ground.honest.serve("/u/alice/real", &real);
        hostile.serve("/real", &real);
        node.fetcher().look_up(&hostile.url("/real")).await.unwrap();
        assert!(node.post(&alice.below("real")).await.is_some());
        assert!(node.post(&hostile.url("/real")).await.is_none());
    }
}

in_production! {
    async fn threat_016_nobody_uses_up_an_id_of_another_server(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, mallory) = (&ground.node, &ground.alice, &ground.mallory);
        let page = alice.page("p/1", &ground.community.uri, "Mine");
        let create = alice.activity_in(&ground.community.uri, "Create", "create/1", &page);
        let mut stolen = ground.like(mallory, "x");
        stolen["id"] = create["id"].clone();
        let status = mallory.deliver(node, &stolen).await;
        assert!(status.is_client_error(), "{status}");
        alice.tell(node, &create).await;
        assert!(node.post(&alice.below("p/1")).await.is_some());
    }
}

in_production! {
    async fn threat_017_to_threat_021_posts_and_profiles_are_changed_by_their_owners_alone(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, bob, mallory) = (&ground.node, &ground.alice, &ground.bob, &ground.mallory);
        let group = &ground.community.uri;
        let post = ground.alice_posts("p1").await;

        // 17 and 19: changed by another server, or by somebody else on the same one.
        let mut changed = alice.page("p1", group, "Forged");
        changed["updated"] = json!(alice.now(60));
        let mut profile = alice.document.clone();
        profile["name"] = json!("Forged");
        profile["publicKey"]["publicKeyPem"] = json!(mallory.pem);
        for by in [mallory, bob] {
            for (number, object) in [&changed, &json!(post.uri), &profile, &json!(alice.uri)].iter().enumerate() {
                ground.try_it(by, &by.activity_in(group, "Update", &format!("update/{number}"), object)).await;
            }
            // 18: said in her name, in every form.
            let name = format!("as-alice-{}", by.document["name"].as_str().unwrap());
            let mut page = alice.page(&name, group, "Forged");
            for attributed in
                [json!(alice.uri), json!([by.uri, alice.uri]), json!({"type": "Person", "id": alice.uri}), json!(null)]
            {
                page["attributedTo"] = attributed;
                page["id"] = json!(alice.below(&name));
                ground.try_it(by, &by.activity_in(group, "Create", &format!("{name}/1"), &page)).await;
                assert!(node.post(&alice.below(&name)).await.is_none());
            }
            // 20: created again with another author.
            let mut again = by.page("p1", group, "Forged");
            again["id"] = json!(post.uri);
            ground.try_it(by, &by.activity_in(group, "Create", "again/1", &again)).await;
            // 21: deleted, in every form.
            for (number, object) in
                [json!(post.uri), json!({"type": "Tombstone", "id": post.uri}), json!(alice.uri)].iter().enumerate()
            {
                ground.try_it(by, &by.activity_in(group, "Delete", &format!("delete/{number}"), object)).await;
            }
        }
        assert_eq!(node.post(&post.uri).await.unwrap(), post);
        let known = node.actor(&alice.uri).await.unwrap();
        assert_eq!((known.name.as_str(), known.deleted_at), ("alice", None));

        alice.tell(node, &alice.activity_in(group, "Update", "update/1", &changed)).await;
        assert_eq!(node.post(&post.uri).await.unwrap().title.as_deref(), Some("Forged"));
        ground.honest.gone("/u/alice/p1");
        let tombstone = json!({"type": "Tombstone", "id": post.uri});
        alice.tell(node, &alice.activity_in(group, "Delete", "delete/1", &tombstone)).await;
        assert!(node.post(&post.uri).await.unwrap().deleted_at.is_some());
    }
}

in_production! {
    async fn threat_022_a_stranger_who_is_gone_costs_nothing(world: World) {
        let ground = Ground::new(&world).await;
        let mut deliveries = vec![];
        for number in 0..500 {
            let mut stranger = ground.mallory.activity("Delete", &format!("delete/{number}"), &json!(null));
            let uri = ground.honest.url(&format!("/u/stranger{number}"));
            stranger["id"] = json!(format!("{uri}#delete"));
            stranger["actor"] = json!(uri);
            stranger["object"] = json!(uri);
            deliveries.push(stranger);
        }
        for delivery in &deliveries {
            let sent = ground.mallory.signed(&ground.node, delivery, &crate::support::How::default());
            let status = sent.to(&ground.node).await;
            assert!(status == StatusCode::ACCEPTED || status == StatusCode::UNAUTHORIZED, "{status}");
        }
        assert_eq!(ground.honest.all_fetches() + ground.hostile.all_fetches(), 0);
        assert_eq!(ground.alice.deliver(&ground.node, &ground.like(&ground.alice, "like/1")).await, StatusCode::ACCEPTED);
    }
}

in_production! {
    async fn threat_024_nobody_takes_back_what_another_did(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, bob, mallory) = (&ground.node, &ground.alice, &ground.bob, &ground.mallory);
        let like = ground.like(alice, "like/1");
        let follow = alice.activity("Follow", "follow/1", &json!(ground.community.uri));
        alice.tell(node, &like).await;
        alice.tell(node, &follow).await;
        let known = node.actor(&alice.uri).await.unwrap();
        let follows = async || node.follow_state(&known, ground.community.id).await;
        assert_eq!((ground.thanks().await, follows().await), (1, Some(FollowState::Accepted)));

        for by in [mallory, bob] {
            let mut own = like.clone();
            own["actor"] = json!(by.uri);
            let undo = by.activity("Undo", "undo/0", &like);
            let objects = [
                like.clone(), own, json!(like["id"]), json!({"id": like["id"], "type": "Like"}), follow.clone(),
                json!(follow["id"]), undo, json!(by.below("never")), json!(null), json!(7),
            ];
            for (number, object) in objects.iter().enumerate() {
                ground.try_it(by, &by.activity("Undo", &format!("undo/{number}"), object)).await;
            }
        }
        assert_eq!((ground.thanks().await, follows().await), (1, Some(FollowState::Accepted)));
        alice.tell(node, &alice.activity("Undo", "undo/1", &like)).await;
        alice.tell(node, &alice.activity("Undo", "undo/2", &json!(follow["id"]))).await;
        assert_eq!((ground.thanks().await, follows().await), (0, None));
    }
}

in_production! {
    async fn threat_025_only_the_one_who_was_asked_answers(world: World) {
        let ground = Ground::new(&world).await;
        let node = &ground.node;
        let group = ground.honest.group("lactate");
        let (target, follow) = node.ask_to_follow(&ground.ann, &ground.honest, &group).await;
        let mut invented = follow.clone();
        invented["id"] = json!(node.url("/activities/1"));
        for by in [&ground.mallory, &ground.bob] {
            for kind in ["Accept", "Reject"] {
                for (number, object) in [&follow, &follow["id"], &invented].into_iter().enumerate() {
                    ground.try_it(by, &by.activity(kind, &format!("{kind}/{number}"), object)).await;
                }
            }
        }
        let answer = async || node.follow_state(&ground.ann, target).await;
        assert_eq!(answer().await, Some(FollowState::Waiting));
        group.tell(node, &group.activity("Accept", "accept/1", &follow)).await;
        assert_eq!(answer().await, Some(FollowState::Accepted));
        // And nobody refuses a post in a community's name.
        let post = node.publish(&ground.ann, target, discussion("Sent", "On its way.")).await;
        let reject = ground.mallory.activity("Reject", "reject/9", &json!(post.uri));
        ground.try_it(&ground.mallory, &reject).await;
        assert_eq!(node.post(&post.uri).await.unwrap().state, PostState::Sent);
    }
}

in_production! {
    async fn threat_027_what_is_not_public_does_not_become_so(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, mallory) = (&ground.node, &ground.alice, &ground.mallory);
        let group = &ground.community.uri;
        let mut private = alice.page("private", group, "For followers");
        private["to"] = json!([alice.below("followers"), group]);
        ground.honest.serve("/u/alice/private", &private);
        let mut create = alice.activity_in(group, "Create", "create/private", &private);
        create["to"] = private["to"].clone();
        ground.try_it(alice, &create).await;
        let mut wider = private.clone();
        wider["to"] = json!([PUBLIC, group]);
        for kind in ["Create", "Update"] {
            for object in [&wider, &wider["id"]] {
                let name = format!("{kind}-{}", object.is_string());
                ground.try_it(mallory, &mallory.activity_in(group, kind, &name, object)).await;
            }
        }
        assert!(node.post(&alice.below("private")).await.is_none());
        ground.alice_posts("public").await;
    }
}

in_production! {
    async fn threat_028_collections_of_a_community_are_its_moderators_affair(world: World) {
        let ground = Ground::new(&world).await;
        let (node, alice, mallory) = (&ground.node, &ground.alice, &ground.mallory);
        let group = &ground.community;
        let post = ground.alice_posts("p1").await;
        let featured = group.featured_url.clone().unwrap();
        let all_moderators = group.moderators_url.clone().unwrap();
        let foreign = mallory.below("featured");
        let mut number = 0;
        let mut change = |by: &crate::support::FakeActor, kind: &str, object: &str, target: &str| {
            number += 1;
            let mut change = by.activity_in(&group.uri, kind, &format!("{kind}/{number}"), &json!(object));
            change["target"] = json!(target);
            change
        };
        let known = async || {
            let pinned = node.post(&post.uri).await.unwrap().pinned_at.is_some();
            (pinned, node.read(async |tx| moderators::ids(tx, group.id).await.unwrap()).await.len())
        };
        for (by, object, target) in [
            (mallory, &post.uri, &featured),
            (mallory, &mallory.uri, &all_moderators),
            (alice, &alice.uri, &all_moderators),
            (alice, &post.uri, &foreign),
            (mallory, &ground.ann.uri, &all_moderators),
        ] {
            for kind in ["Add", "Remove"] {
                ground.try_it(by, &change(by, kind, object, target)).await;
            }
        }
        for kind in ["Lock", "Block"] {
            let object = if kind == "Lock" { &post.uri } else { &alice.uri };
            ground.try_it(mallory, &change(mallory, kind, object, &group.uri)).await;
        }
        assert_eq!(known().await, (false, 1));
        let alice_here = node.actor(&alice.uri).await.unwrap();
        assert!(node.post(&post.uri).await.unwrap().locked_at.is_none());
        let ban = node.read(async |tx| bans::get(tx, group.id, alice_here.id).await.unwrap()).await;
        assert!(ban.is_none());

        node.make_moderator(&ground.ann, group.id, alice_here.id).await;
        alice.tell(node, &change(alice, "Add", &post.uri, &featured)).await;
        let bob_likes = ground.like(&ground.bob, "like/1");
        ground.bob.tell(node, &bob_likes).await;
        alice.tell(node, &change(alice, "Add", &ground.bob.uri, &all_moderators)).await;
        assert_eq!(known().await, (true, 3));
    }
}
