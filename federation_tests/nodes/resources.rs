//! What a community keeps, and its past, on the nodes that follow it.

use moothall::domain::resource::ResourceKind;
use moothall::services::communities::{History, fetch_older, history};
use moothall::services::posts::Wording;
use moothall::store::{communities, moderators, outgoing, revisions};

use crate::support::{TestNode, World, discussion, on_both_databases, resource, until};

on_both_databases! {
    /// Kind, steward and review date are the same elsewhere, and a new version replaces the old one.
    async fn a_resource_and_its_new_version_travel(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        b.join(&ben, &sepsis).await;

        let bundle = resource("The first hour", "Measure lactate.", ann.id, "2027-03-01");
        let bundle = a.publish(&ann, sepsis.id, bundle).await;
        let seen = b.arrived(&bundle).await;
        let kept = b.resource(&seen).await.unwrap();
        assert_eq!((kept.kind, kept.review_by.as_deref()), (ResourceKind::Guideline, Some("2027-03-01")));
        assert_eq!(kept.licence.as_deref(), Some("CC-BY-4.0"));
        assert_eq!(kept.steward_id, Some(b.actor(&ann.uri).await.unwrap().id));
        assert_eq!(seen.summary.as_deref(), Some("What to do in the first hour."));

        let revised = resource("The first hour", "Measure lactate twice.", ann.id, "2028-03-01");
        a.edit(&ann, bundle.id, revised).await;
        let seen = b.sees(&bundle, "in its second version", |post| post.version == 2).await;
        assert_eq!(seen.html, "<p>Measure lactate twice.</p>");
        assert_eq!(b.resource(&seen).await.unwrap().review_by.as_deref(), Some("2028-03-01"));
        let first = b.read(async |tx| revisions::by_version(tx, seen.id, 1).await.unwrap()).await.unwrap();
        assert_eq!(first.html, "<p>Measure lactate.</p>");
        assert!(first.details.unwrap().contains("2027-03-01"));
        assert_eq!(first.note.as_deref(), Some("clearer"), "what was said about the change is known here too");

        let c = TestNode::start(&world, "lakeside").await;
        let cleo = c.person("cleo").await;
        c.join(&cleo, &sepsis).await;
        assert_eq!(c.arrived(&bundle).await.version, 2, "who comes late counts the versions alike");
        let third = resource("The first hour", "Measure lactate thrice.", ann.id, "2028-03-01");
        a.edit(&ann, bundle.id, third).await;
        for node in [&b, &c] {
            node.sees(&bundle, "in its third version", |post| post.version == 3).await;
        }
    }
}

on_both_databases! {
    /// What a post points to is the same elsewhere, also after a change, in earlier versions, and for who comes late.
    async fn links_travel(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        let to = |wording: Wording, link: &str| Wording { link_url: Some(link.to_owned()), ..wording };
        let early = to(discussion("A talk", "Worth an hour."), "https://video.example/talk");
        let early = a.publish(&ann, sepsis.id, early).await;
        b.join(&ben, &sepsis).await;
        assert_eq!(b.arrived(&early).await.link_url, early.link_url);

        let tool = || resource("Risk calculator", "Asks six questions.", ann.id, "2027-03-01");
        let kept = a.publish(&ann, sepsis.id, to(tool(), "https://tool.example/1")).await;
        let seen = b.arrived(&kept).await;
        assert_eq!(seen.link_url.as_deref(), Some("https://tool.example/1"));
        a.edit(&ann, kept.id, to(tool(), "https://tool.example/2")).await;
        b.sees(&kept, "at its new place", |post| post.link_url.as_deref() == Some("https://tool.example/2")).await;
        let first = b.read(async |tx| revisions::by_version(tx, seen.id, 1).await.unwrap()).await.unwrap();
        assert_eq!(first.link_url.as_deref(), Some("https://tool.example/1"));

        let thread = b.thread(&kept.uri).await;
        assert_eq!(thread[0].attachments, [], "the link is no file beside");
        a.edit(&ann, kept.id, tool()).await;
        b.sees(&kept, "without a link", |post| post.link_url.is_none()).await;
    }
}

on_both_databases! {
    /// The first reading takes the latest threads; what is older comes when somebody asks, and only then is all of it here.
    async fn what_is_older_is_fetched_on_demand(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        let mut threads = Vec::new();
        for number in 0..55 {
            let wording = discussion(&format!("Question {number}"), "Who knows?");
            threads.push(a.publish(&ann, sepsis.id, wording).await);
        }
        until("all to be in the outbox", async || {
            a.read(async |tx| outgoing::oldest(tx, 1).await.unwrap()).await.is_empty()
        })
        .await;
        let there = b.join(&ben, &sepsis).await;
        let known = async || {
            b.read(async |tx| {
                let community = communities::by_id(tx, there).await.unwrap().unwrap();
                history(tx, &community).await.unwrap()
            })
            .await
        };
        until("the first reading to end", async || known().await == History::MoreThere).await;
        assert!(b.post(&threads[54].uri).await.is_some());
        assert!(b.post(&threads[5].uri).await.is_some());
        assert!(b.post(&threads[4].uri).await.is_none());

        assert!(b.act(async |ctx, tx| fetch_older(ctx, tx, ben.id, there).await.unwrap()).await);
        until("the rest to be read", async || known().await == History::AllHere).await;
        for thread in &threads {
            assert!(b.post(&thread.uri).await.is_some(), "{:?}", thread.title);
        }
        assert!(!b.act(async |ctx, tx| fetch_older(ctx, tx, ben.id, there).await.unwrap()).await);
    }
}

on_both_databases! {
    /// Who follows first finds what was there before: threads with their replies, the library, pins and moderators.
    async fn a_first_follow_reads_the_past(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, amy, ben) = (a.person("ann").await, a.person("amy").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        a.make_moderator(&ann, sepsis.id, amy.id).await;
        let pinned = a.publish(&ann, sepsis.id, discussion("Welcome", "Say who you are.")).await;
        a.pin(&ann, pinned.id).await;
        let question = a.publish(&amy, sepsis.id, discussion("Lactate", "Who measures it?")).await;
        let answer = a.reply(&ann, question.id, "We do.").await;
        let thanks = a.reply(&amy, answer.id, "Thank you.").await;
        let bundle = resource("The first hour", "Measure lactate.", amy.id, "2027-03-01");
        let bundle = a.publish(&ann, sepsis.id, bundle).await;

        let there = b.join(&ben, &sepsis).await;
        for post in [&pinned, &question, &answer, &thanks, &bundle] {
            b.arrived(post).await;
        }
        assert_eq!(a.words(&question.uri).await, b.words(&question.uri).await);
        b.sees(&pinned, "pinned", |post| post.pinned_at.is_some()).await;
        let kept = b.resource(&b.arrived(&bundle).await).await.unwrap();
        assert_eq!(kept.kind, ResourceKind::Guideline);
        let amy_at_b = b.actor(&amy.uri).await.unwrap().id;
        until("both moderators to be known", async || {
            let known = b.read(async |tx| moderators::ids(tx, there).await.unwrap()).await;
            known.len() == 2 && known.contains(&amy_at_b)
        })
        .await;
        until("the past to be marked as read", async || {
            let community =
                b.read(async |tx| communities::by_id(tx, there).await.unwrap()).await;
            community.unwrap().backfilled_at.is_some()
        })
        .await;
    }
}
