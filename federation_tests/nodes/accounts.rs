//! People who change, move or leave, and where that is known.

use std::time::Duration;

use moothall::domain::community::FollowState;
use moothall::services::accounts::{ProfileEdit, edit_profile, set_aliases};
use serde_json::json;

use crate::support::{FakePeer, TestNode, Three, World, discussion, on_both_databases, until};

on_both_databases! {
    /// Nobody follows Ben, and nothing that his node hosts is followed: his words are elsewhere all the same.
    async fn whoever_closes_an_account_is_forgotten_where_they_spoke(world: World) {
        let Three { a, b, c, ben, at_b, .. } = Three::start(&world).await;
        let question = b.publish(&ben, at_b, discussion("Fluids", "How much?")).await;
        for node in [&a, &c] {
            node.arrived(&question).await;
        }
        // Long enough that nobody takes what they know of him for granted.
        world.clock.advance(Duration::from_hours(25));
        b.close_account(&ben).await;
        for node in [&a, &c] {
            let left = node.sees(&question, "deleted", |post| post.deleted_at.is_some()).await;
            assert_eq!((left.html.as_str(), left.title), ("", None), "{}", node.name);
            let who = node.actor(&ben.uri).await.unwrap();
            assert!(who.deleted_at.is_some(), "{}", node.name);
        }
    }
}

on_both_databases! {
    /// The host shows a name beside what was said, though nobody there follows whoever said it.
    async fn a_new_name_is_known_where_somebody_spoke(world: World) {
        let Three { a, b, ben, at_b, .. } = Three::start(&world).await;
        a.arrived(&b.publish(&ben, at_b, discussion("Fluids", "How much?")).await).await;
        let edit = ProfileEdit {
            name: "Benjamin".to_owned(),
            bio: String::new(),
            avatar_url: None,
            banner_url: None,
            fields: vec![],
            discoverable: true,
            indexable: true,
            manually_approves: false,
        };
        b.act(async |ctx, tx| edit_profile(ctx, tx, ben.id, edit).await.unwrap()).await;
        until("the name to be known at the host", async || a.actor(&ben.uri).await.unwrap().name == "Benjamin").await;
    }
}

on_both_databases! {
    /// Zoe has an account at northside now: who followed the old one from there follows the new one.
    async fn threat_098_whoever_moves_here_brings_their_followers_when_both_say_so(world: World) {
        let a = TestNode::start(&world, "northside").await;
        let (ann, lee) = (a.person("ann").await, a.person("lee").await);
        let peer = FakePeer::start(&world, "peer").await;
        let zoe = peer.person("zoe");
        a.follow_elsewhere(&ann, &peer, &zoe).await;
        let before = a.find(&zoe.uri).await;
        let goes = |name: &str| {
            let mut goes = zoe.activity("Move", name, &json!(zoe.uri));
            goes["target"] = json!(lee.uri);
            goes
        };
        zoe.tell(&a, &goes("move/1")).await;
        assert_eq!(a.follow_state(&ann, before).await, Some(FollowState::Accepted));
        assert_eq!(a.follow_state(&ann, lee.id).await, None);

        a.act(async |ctx, tx| set_aliases(ctx, tx, lee.id, &[before]).await.unwrap()).await;
        zoe.tell(&a, &goes("move/2")).await;
        assert_eq!(a.follow_state(&ann, before).await, None);
        assert_eq!(a.follow_state(&ann, lee.id).await, Some(FollowState::Accepted));
    }
}
