//! Deliveries through outages, crashes and changes of keys: nothing is lost, and nothing is shown twice.

use std::time::Duration;

use http::StatusCode;
use moothall::domain::actor::Actor;
use moothall::domain::delivery::{PeerState, SignatureScheme};
use moothall::domain::ids::ActorId;
use moothall::domain::post::Post;
use moothall::store::{communities, outgoing, peers, subscriptions};
use serde_json::json;

use crate::support::{FakePeer, TestNode, Three, World, discussion, eventually, on_both_databases, until};

const HOUR: Duration = Duration::from_hours(1);
/// Longer than any lease: what a crashed process held is free.
const LEASES: Duration = Duration::from_mins(3);

async fn topics(node: &TestNode, community: ActorId) -> i64 {
    node.read(async |tx| communities::by_id(tx, community).await.unwrap()).await.unwrap().topic_count
}

on_both_databases! {
    /// A node that was away for hours gets everything when it is back, in order.
    async fn a_peer_that_was_down_for_hours_gets_everything_in_order(world: World) {
        let (a, mut b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        let there = b.join(&ben, &sepsis).await;
        let thread = a.publish(&ann, sepsis.id, discussion("Log", "0")).await;
        b.arrived(&thread).await;

        b.stop().await;
        let mut last = thread.clone();
        for number in 1..=12 {
            last = a.reply(&ann, last.id, &number.to_string()).await;
            if number % 4 == 0 {
                world.clock.advance(HOUR * 2);
            }
        }
        a.edit(&ann, last.id, moothall::services::posts::Wording {
            title: None,
            ..discussion("", "the last")
        })
        .await;
        eventually("the failure to be noticed", async || {
            let peer = b_at(&a, &b).await?;
            (peer.failures > 0).then_some(())
        })
        .await;

        b.restart().await;
        world.clock.advance(HOUR * 24);
        b.sees(&last, "edited", |post| post.html == "<p>the last</p>").await;
        assert_eq!(a.words(&thread.uri).await, b.words(&thread.uri).await);
        assert_eq!(topics(&b, there).await, 1);
    }
}

async fn b_at(a: &TestNode, b: &TestNode) -> Option<peers::PeerRow> {
    a.read(async |tx| peers::by_domain(tx, &b.authority()).await.unwrap()).await
}

on_both_databases! {
    /// Whichever process is free may serve it next, without waiting until a lease runs out.
    async fn a_peer_that_has_got_everything_is_held_by_no_process(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        b.join(&ben, &sepsis).await;
        for title in ["Log", "Again"] {
            b.arrived(&a.publish(&ann, sepsis.id, discussion(title, "0")).await).await;
            until("the lease to be given back", async || {
                b_at(&a, &b).await.unwrap().leased_by.is_none()
            })
            .await;
        }
    }
}

on_both_databases! {
    /// Another process has a peer for a while and dies: what came meanwhile is not passed over by what comes later.
    async fn what_one_process_did_not_deliver_the_next_one_does(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        b.join(&ben, &sepsis).await;
        let before = a.publish(&ann, sepsis.id, discussion("Before", "0")).await;
        b.arrived(&before).await;

        world.clock.advance(LEASES);
        let peer = b_at(&a, &b).await.unwrap().id;
        a.act(async |ctx, tx| {
            let until = ctx.now() + LEASES;
            peers::lease(tx, &[peer], "a process that dies", ctx.now(), until).await.unwrap()
        })
        .await;
        let meanwhile = a.publish(&ann, sepsis.id, discussion("Meanwhile", "1")).await;
        until("it to be in the log", async || {
            a.read(async |tx| outgoing::oldest(tx, 1).await.unwrap()).await.is_empty()
        })
        .await;
        world.clock.advance(LEASES * 2);
        let later = a.publish(&ann, sepsis.id, discussion("Later", "2")).await;
        b.arrived(&later).await;
        b.arrived(&meanwhile).await;
    }
}

on_both_databases! {
    /// The host, or a follower, crashes in the middle of a fan-out. `MOOTHALL_KILL_ROUNDS` says how often.
    async fn a_crash_in_the_middle_of_a_fan_out_loses_nothing_and_repeats_nothing(world: World) {
        const POSTS: usize = 16;
        let rounds = std::env::var("MOOTHALL_KILL_ROUNDS").map_or(3, |rounds| rounds.parse().unwrap());
        let Three { mut a, mut b, c, ann, sepsis, at_b, at_c, .. } = Three::start(&world).await;
        let mut total = 0;
        for round in 0..rounds {
            let posts = flood(&a, &ann, sepsis.id, round, POSTS).await;
            total += posts.len();
            // Each round crashes a little later than the one before.
            let seen = &posts[(round * 5) % POSTS];
            c.arrived(seen).await;
            if round % 2 == 0 {
                a.kill();
                world.clock.advance(LEASES);
                a.restart().await;
            } else {
                b.kill();
                world.clock.advance(LEASES);
                b.restart().await;
            }
            for (node, community) in [(&b, at_b), (&c, at_c)] {
                for post in &posts {
                    node.arrived(post).await;
                }
                let expected = i64::try_from(total).unwrap();
                assert_eq!(topics(node, community).await, expected, "round {round} at {}", node.name);
            }
        }
    }
}

async fn flood(node: &TestNode, author: &Actor, community: ActorId, round: usize, posts: usize) -> Vec<Post> {
    let mut published = vec![];
    for number in 0..posts {
        let wording = discussion(&format!("Round {round}, {number}"), "Again.");
        published.push(node.publish(author, community, wording).await);
    }
    published
}

on_both_databases! {
    /// Old keys are retired on both sides; what is said next is believed all the same.
    async fn deliveries_continue_after_keys_were_changed(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        b.join(&ben, &sepsis).await;
        let thread = a.publish(&ann, sepsis.id, discussion("Keys", "Old.")).await;
        let seen = b.arrived(&thread).await;
        a.rotate_keys(&sepsis).await;
        a.rotate_keys(&ann).await;
        b.rotate_keys(&ben).await;
        let reply = b.reply(&ben, seen.id, "New?").await;
        a.arrived(&reply).await;
        b.published(&reply).await;
        let answer = a.reply(&ann, a.arrived(&reply).await.id, "New.").await;
        b.arrived(&answer).await;
    }
}

on_both_databases! {
    /// Who answers 410 wants no more.
    async fn a_server_that_says_gone_is_unsubscribed(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        b.join(&ben, &sepsis).await;
        let gone = FakePeer::start(&world, "gone").await;
        let zoe = gone.person("zoe");
        zoe.tell(&a, &zoe.activity("Follow", "follow/1", &json!(sepsis.uri))).await;
        until("the follow to be accepted", async || !gone.received("Accept").is_empty()).await;
        a.publish(&ann, sepsis.id, discussion("One", "For all.")).await;
        until("the first post to be delivered", async || !gone.received("Announce").is_empty()).await;

        gone.refuse_with(Some(StatusCode::GONE));
        a.publish(&ann, sepsis.id, discussion("Two", "For those who are here.")).await;
        until("the server to be unsubscribed", async || {
            let listening = a.read(async |tx| subscriptions::of_actor(tx, sepsis.id).await.unwrap()).await;
            listening.iter().all(|subscription| !subscription.inbox_url.contains(&gone.authority()))
        })
        .await;
        gone.refuse_with(None);
        let third = a.publish(&ann, sepsis.id, discussion("Three", "For those who are left.")).await;
        b.arrived(&third).await;
        let heard = gone.received("Announce");
        assert!(heard.iter().all(|activity| !activity.to_string().contains(&third.uri)), "{heard:?}");
    }
}

on_both_databases! {
    /// Threat 51: at once to two inboxes fifty times, again later, and again after a restart.
    async fn threat_051_the_same_activity_has_one_effect(world: World) {
        let mut a = TestNode::start(&world, "northside").await;
        let ann = a.person("ann").await;
        let sepsis = a.community("sepsis", &ann).await;
        let thread = a.publish(&ann, sepsis.id, discussion("One", "For all.")).await;
        let peer = FakePeer::start(&world, "peer").await;
        let zoe = peer.person("zoe");
        zoe.tell(&a, &zoe.activity("Follow", "follow/1", &json!(sepsis.uri))).await;
        let like = zoe.activity_in(&sepsis.uri, "Like", "like/1", &json!(thread.uri));
        let create = zoe.activity_in(&sepsis.uri, "Create", "create/1", &zoe.page("p/1", &sepsis.uri, "Mine"));
        let personal = format!("{}/inbox", url::Url::parse(&sepsis.uri).unwrap().path());
        let mut deliveries = vec![];
        for number in 0..50 {
            let inbox = if number % 2 == 0 { "/inbox".to_owned() } else { personal.clone() };
            let how = crate::support::How { inbox, ..crate::support::How::default() };
            deliveries.push(zoe.signed(&a, &like, &how));
            deliveries.push(zoe.signed(&a, &create, &how));
        }
        let statuses = futures::future::join_all(deliveries.iter().map(|delivery| delivery.to(&a))).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::ACCEPTED), "{statuses:?}");
        a.inbox_is_empty().await;
        let once = async |a: &TestNode| {
            assert_eq!(a.post(&thread.uri).await.unwrap().thanks_count, 1);
            assert_eq!(topics(a, sepsis.id).await, 2);
        };
        once(&a).await;
        a.stop().await;
        a.restart().await;
        zoe.tell(&a, &like).await;
        zoe.tell(&a, &create).await;
        once(&a).await;
    }
}

on_both_databases! {
    /// What it took once says nothing about what it takes now; nothing that is said meanwhile is lost.
    async fn a_server_that_knows_another_signature_now_gets_everything(world: World) {
        let a = TestNode::start(&world, "northside").await;
        let ann = a.person("ann").await;
        let sepsis = a.community("sepsis", &ann).await;
        let peer = FakePeer::start(&world, "peer").await;
        let zoe = peer.person("zoe");
        zoe.tell(&a, &zoe.activity("Follow", "follow/1", &json!(sepsis.uri))).await;
        until("the follow to be accepted", async || !peer.received("Accept").is_empty()).await;
        peer.understand_only(SignatureScheme::Rfc9421);
        let posts = flood(&a, &ann, sepsis.id, 1, 16).await;
        let has = |post: &Post| {
            peer.received("Announce").iter().any(|activity| activity.to_string().contains(&post.uri))
        };
        for post in &posts {
            until("each post to arrive", async || has(post)).await;
        }
        until("the change to be remembered", async || {
            let row = a.read(async |tx| peers::by_domain(tx, &peer.authority()).await.unwrap()).await;
            row.unwrap().signature_scheme == Some(SignatureScheme::Rfc9421)
        })
        .await;
    }
}

on_both_databases! {
    /// Two servers that lost sight of each other for a week would otherwise both wait for a word of the other.
    async fn a_parked_server_is_asked_whether_it_is_there_and_gets_what_it_missed(world: World) {
        let a = TestNode::start(&world, "northside").await;
        let ann = a.person("ann").await;
        let sepsis = a.community("sepsis", &ann).await;
        let peer = FakePeer::start(&world, "peer").await;
        let zoe = peer.person("zoe");
        zoe.tell(&a, &zoe.activity("Follow", "follow/1", &json!(sepsis.uri))).await;
        until("the follow to be accepted", async || !peer.received("Accept").is_empty()).await;
        let row = async || a.read(async |tx| peers::by_domain(tx, &peer.authority()).await.unwrap()).await.unwrap();
        until("it to be asked for its software", async || row().await.described_at.is_some()).await;

        peer.refuse_with(Some(StatusCode::BAD_GATEWAY));
        let missed = a.publish(&ann, sepsis.id, discussion("One", "For all.")).await;
        until("the failure to be noticed", async || row().await.failures > 0).await;
        for _ in 0..20 {
            if row().await.state == PeerState::Parked {
                break;
            }
            let failures = row().await.failures;
            world.clock.advance(HOUR * 30);
            until("another attempt", async || {
                let row = row().await;
                row.failures > failures || row.state == PeerState::Parked
            })
            .await;
        }
        assert_eq!(row().await.state, PeerState::Parked);
        peer.refuse_with(None);
        let schema = "http://nodeinfo.diaspora.software/ns/schema/2.0";
        let links = json!({"links": [{"rel": schema, "href": peer.url("/nodeinfo/2.0")}]});
        peer.serve_as("/.well-known/nodeinfo", "application/json", links.to_string());
        let software = json!({"software": {"name": "patient", "version": "1"}});
        peer.serve_as("/nodeinfo/2.0", "application/json", software.to_string());
        world.clock.advance(HOUR * 30);
        until("what it missed to arrive", async || {
            peer.received("Announce").iter().any(|activity| activity.to_string().contains(&missed.uri))
        })
        .await;
    }
}
