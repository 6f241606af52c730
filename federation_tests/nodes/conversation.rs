//! People of several organizations follow a community and talk in it.

use http::StatusCode;
use moothall::domain::actor::Actor;
use moothall::domain::community::{FollowState, PostPolicy};
use moothall::domain::permission::Denial;
use moothall::domain::post::PostState;
use moothall::services::posts::{PostError, Target};
use serde_json::json;

use crate::support::{FakePeer, TestNode, Three, World, discussion, on_both_databases, until};

on_both_databases! {
    /// Waiting, then accepted; then what is said on either side is seen on the other.
    async fn a_first_follow_and_posts_both_ways(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;

        let there = b.find(&format!("@sepsis@{}", a.authority())).await;
        assert_eq!(b.follow(&ben, there).await, FollowState::Waiting);
        until("the follow to be accepted", async || {
            b.follow_state(&ben, there).await == Some(FollowState::Accepted)
        })
        .await;

        let question = a.publish(&ann, sepsis.id, discussion("Lactate", "Who measures it?")).await;
        let seen = b.arrived(&question).await;
        assert_eq!(seen.title.as_deref(), Some("Lactate"));
        assert_eq!(seen.html, "<p>Who measures it?</p>");
        assert_eq!(seen.community_id, Some(there));

        let answer = b.reply(&ben, seen.id, "We do.").await;
        assert_eq!(answer.state, PostState::Sent);
        b.published(&answer).await;
        assert_eq!(a.words(&question.uri).await, b.words(&question.uri).await);

        let own = b.publish(&ben, there, discussion("Bundle", "Ours is here.")).await;
        a.arrived(&own).await;
        b.published(&own).await;
        b.unfollow(&ben, there).await;
        until("the follow to end at the host", async || {
            a.read(async |tx| moothall::store::follows::count_followers(tx, sepsis.id).await.unwrap()).await == 1
        })
        .await;
    }
}

on_both_databases! {
    /// The host passes on what it accepts, to everybody who follows.
    async fn a_reply_reaches_the_third_node_through_the_host(world: World) {
        let Three { a, b, c, ben, cleo, at_b, .. } = Three::start(&world).await;

        let question = b.publish(&ben, at_b, discussion("Fluids", "How much?")).await;
        let at_c = c.arrived(&question).await;
        let answer = c.reply(&cleo, at_c.id, "Thirty per kilo.").await;
        a.arrived(&answer).await;
        b.arrived(&answer).await;
        c.published(&answer).await;
        let further = b.reply(&ben, b.arrived(&answer).await.id, "Within three hours?").await;
        for node in [&a, &b, &c] {
            node.published(&further).await;
            let words = node.words(&question.uri).await;
            let said: Vec<(i64, &str)> = words.iter().map(|(depth, who, _)| (*depth, who.as_str())).collect();
            assert_eq!(said, [(0, "ben"), (1, "cleo"), (2, "ben")], "{}", node.name);
        }
    }
}

on_both_databases! {
    /// An edit with its history, thanks, and a deletion, as all three nodes see them.
    async fn edits_thanks_and_deletions_are_seen_everywhere(world: World) {
        let Three { a, b, c, ann, ben, cleo, at_b, .. } = Three::start(&world).await;
        let question = b.publish(&ben, at_b, discussion("Fluids", "How much?")).await;
        c.arrived(&question).await;

        b.edit(&ben, question.id, discussion("Fluids", "How much, and when?")).await;
        for node in [&a, &c] {
            let seen = node.sees(&question, "edited", |post| post.version == 2).await;
            assert_eq!(seen.html, "<p>How much, and when?</p>");
            assert!(seen.edited_at.is_some());
            let before = node.read(async |tx| {
                moothall::store::revisions::by_version(tx, seen.id, 1).await.unwrap()
            });
            assert_eq!(before.await.unwrap().html, "<p>How much?</p>");
        }

        a.thank(&ann, a.arrived(&question).await.id).await;
        c.thank(&cleo, c.arrived(&question).await.id).await;
        for node in [&a, &b, &c] {
            node.sees(&question, "thanked twice", |post| post.thanks_count == 2).await;
        }
        c.take_thanks_back(&cleo, c.arrived(&question).await.id).await;
        for node in [&a, &b, &c] {
            node.sees(&question, "thanked once", |post| post.thanks_count == 1).await;
        }

        b.delete(&ben, question.id).await;
        for node in [&a, &b, &c] {
            let left = node.sees(&question, "deleted", |post| post.deleted_at.is_some()).await;
            assert_eq!((left.html.as_str(), left.title, left.source), ("", None, None), "{}", node.name);
        }
        let id = url::Url::parse(&question.uri).unwrap();
        let (status, tombstone) = crate::support::get(&b, id.path()).await;
        assert_eq!((status.as_u16(), &tombstone["type"]), (410, &serde_json::json!("Tombstone")));
    }
}

on_both_databases! {
    /// Whoever is followed by somebody of C shares there too; author and host count it. No share places a post anywhere.
    async fn a_share_by_a_person_is_counted_at_home_and_seen_by_their_followers(world: World) {
        let Three { a, b, c, ann, ben, cleo, sepsis, .. } = Three::start(&world).await;
        let ben_at_c = c.join(&cleo, &ben).await;
        let question = a.publish(&ann, sepsis.id, discussion("Fluids", "How much?")).await;
        let (at_b, at_c) = (b.arrived(&question).await, c.arrived(&question).await);
        b.share(&ben, at_b.id).await;
        for node in [&a, &b, &c] {
            node.sees(&question, "shared", |post| post.share_count == 1).await;
        }
        let shared = async || {
            c.read(async |tx| moothall::store::shares::get(tx, ben_at_c, at_c.id).await.unwrap()).await.is_some()
        };
        assert!(shared().await);

        b.take_share_back(&ben, at_b.id).await;
        for node in [&a, &b, &c] {
            node.sees(&question, "no longer shared", |post| post.share_count == 0).await;
        }
        assert!(!shared().await);
    }
}

on_both_databases! {
    /// Who may post in a community is known on other nodes before anybody writes in vain.
    async fn who_may_post_is_known_elsewhere(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben, bea) = (a.person("ann").await, b.person("ben").await, b.person("bea").await);
        let ward = a.community_for("ward", &ann, PostPolicy::Followers).await;
        let board = a.community_for("board", &ann, PostPolicy::Moderators).await;
        let (at_ward, at_board) = (b.join(&ben, &ward).await, b.join(&ben, &board).await);

        let by = async |who: &Actor, community| {
            b.try_publish(who, Target::Community(community), discussion("News", "From River.")).await.err()
        };
        assert!(by(&ben, at_ward).await.is_none());
        let denied = by(&bea, at_ward).await;
        assert!(matches!(denied, Some(PostError::Denied(Denial::FollowersOnly))), "{denied:?}");
        let denied = by(&ben, at_board).await;
        assert!(matches!(denied, Some(PostError::Denied(Denial::ModeratorsOnly))), "{denied:?}");
    }
}

on_both_databases! {
    /// The author reads on their own node why the host said no.
    async fn a_refusal_is_shown_to_the_author_with_its_reason(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let board = a.community_for("board", &ann, PostPolicy::Anyone).await;
        let there = b.join(&ben, &board).await;
        // B does not know of the ban yet when its person writes: the deliveries of A wait.
        a.act(async |ctx, tx| {
            let ben_there = moothall::store::actors::by_uri(tx, &ben.uri).await.unwrap().unwrap();
            let ban = moothall::domain::community::Ban {
                community_id: board.id,
                actor_id: ben_there.id,
                banned_by: Some(ann.id),
                reason: "spam".to_owned(),
                created_at: ctx.now(),
                ends_at: None,
            };
            moothall::store::bans::put(tx, &ban).await.unwrap();
        })
        .await;
        let post = b.publish(&ben, there, discussion("News", "Buy this.")).await;
        let refused = b.sees(&post, "refused", |post| post.state == PostState::Refused).await;
        let reason = refused.state_reason.unwrap();
        assert!(reason.contains("banned"), "{reason}");
        assert!(a.post(&post.uri).await.is_none());
    }
}

on_both_databases! {
    /// A server that does not take what is sent to it says so to the sender's server only.
    async fn a_post_that_the_host_turns_away_is_shown_as_not_accepted(world: World) {
        let a = TestNode::start(&world, "northside").await;
        let ann = a.person("ann").await;
        let peer = FakePeer::start(&world, "peer").await;
        let group = peer.group("care");
        a.follow_elsewhere(&ann, &peer, &group).await;
        peer.refuse_with(Some(StatusCode::FORBIDDEN));
        let there = a.find(&group.uri).await;
        let post = a.publish(&ann, there, discussion("News", "Buy this.")).await;
        let refused = a.sees(&post, "refused", |post| post.state == PostState::Refused).await;
        let reason = refused.state_reason.unwrap();
        assert!(reason.contains("403") && reason.contains(&peer.authority()), "{reason}");
    }
}

on_both_databases! {
    /// Also when nothing of the post could be kept.
    async fn whoever_sends_a_post_that_a_community_cannot_take_is_told_why(world: World) {
        let a = TestNode::start(&world, "northside").await;
        let ann = a.person("ann").await;
        let sepsis = a.community("sepsis", &ann).await;
        let peer = FakePeer::start(&world, "peer").await;
        let zoe = peer.person("zoe");
        let mut narrow = zoe.page("p/1", &sepsis.uri, "Among us");
        narrow["to"] = json!([sepsis.uri]);
        let create = zoe.activity_in(&sepsis.uri, "Create", "create/1", &narrow);
        zoe.tell(&a, &create).await;
        until("the refusal to be told", async || !peer.received("Reject").is_empty()).await;
        let refusal = peer.received("Reject").pop().unwrap();
        assert_eq!((&refusal["object"], &refusal["actor"]), (&create, &json!(sepsis.uri)));
        assert_eq!(refusal["summary"], "only public posts are taken");
    }
}
