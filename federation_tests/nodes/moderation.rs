//! What moderators do takes effect on every node.

use moothall::services::posts::{PostError, Target};
use serde_json::{Value, json};

use crate::support::{FakePeer, TestNode, Three, World, discussion, on_both_databases, until};

on_both_databases! {
    /// A moderator of the host acts; the others see it.
    async fn pins_locks_and_removals_take_effect_on_other_nodes(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        let there = b.join(&ben, &sepsis).await;
        let thread = b.publish(&ben, there, discussion("Fluids", "How much?")).await;
        let here = a.arrived(&thread).await;

        a.pin(&ann, here.id).await;
        b.sees(&thread, "pinned", |post| post.pinned_at.is_some()).await;
        a.unpin(&ann, here.id).await;
        b.sees(&thread, "no longer pinned", |post| post.pinned_at.is_none()).await;

        a.lock(&ann, here.id).await;
        b.sees(&thread, "locked", |post| post.locked_at.is_some()).await;
        let reply = b.try_publish(&ben, Target::Reply(thread.id), discussion("", "More.")).await;
        assert!(matches!(reply, Err(PostError::Denied(_))), "{reply:?}");
        a.unlock(&ann, here.id).await;
        b.sees(&thread, "open again", |post| post.locked_at.is_none()).await;

        a.remove(&ann, here.id, "not about sepsis").await;
        let removed = b.sees(&thread, "removed", |post| post.removed_at.is_some()).await;
        assert_eq!(removed.removed_reason.as_deref(), Some("not about sepsis"));
        a.restore(&ann, here.id).await;
        b.sees(&thread, "restored", |post| post.removed_at.is_none()).await;
    }
}

on_both_databases! {
    /// A moderator may live on another node and act from there.
    async fn a_moderator_of_another_node_acts_from_there(world: World) {
        let Three { a, b, c, ann, ben, cleo, sepsis, at_b, at_c } = Three::start(&world).await;
        let ben_at_a = a.actor(&ben.uri).await.unwrap();
        a.make_moderator(&ann, sepsis.id, ben_at_a.id).await;
        until("the moderator to be known at river", async || {
            let moderators = b.read(async |tx| moothall::store::moderators::ids(tx, at_b).await.unwrap()).await;
            moderators.contains(&ben.id)
        })
        .await;

        let thread = c.publish(&cleo, at_c, discussion("Advert", "Buy this.")).await;
        let seen = b.arrived(&thread).await;
        b.lock(&ben, seen.id).await;
        for node in [&a, &c] {
            node.sees(&thread, "locked", |post| post.locked_at.is_some()).await;
        }
        b.remove(&ben, seen.id, "an advert").await;
        for node in [&a, &c] {
            let removed = node.sees(&thread, "removed", |post| post.removed_at.is_some()).await;
            assert_eq!(removed.removed_reason.as_deref(), Some("an advert"));
        }
    }
}

on_both_databases! {
    /// The banned person's own node knows, though they follow no longer.
    async fn a_ban_is_known_on_the_banned_persons_node(world: World) {
        let (a, b) = (TestNode::start(&world, "northside").await, TestNode::start(&world, "river").await);
        let (ann, ben) = (a.person("ann").await, b.person("ben").await);
        let sepsis = a.community("sepsis", &ann).await;
        let there = b.join(&ben, &sepsis).await;
        let ben_at_a = a.actor(&ben.uri).await.unwrap();
        a.ban(&ann, sepsis.id, ben_at_a.id, 30).await;
        until("the ban to be known at river", async || {
            b.read(async |tx| moothall::store::bans::get(tx, there, ben.id).await.unwrap()).await.is_some()
        })
        .await;
        let barred = b.try_publish(&ben, Target::Community(there), discussion("Again", "Me.")).await;
        assert!(matches!(barred, Err(PostError::Denied(_))), "{barred:?}");
        a.unban(&ann, sepsis.id, ben_at_a.id).await;
        until("the ban to be lifted at river", async || {
            b.read(async |tx| moothall::store::bans::get(tx, there, ben.id).await.unwrap()).await.is_none()
        })
        .await;
    }
}

on_both_databases! {
    /// Some software takes back what it added instead of removing it.
    async fn taking_back_a_pin_or_an_office_is_understood(world: World) {
        let a = TestNode::start(&world, "northside").await;
        let ann = a.person("ann").await;
        let peer = FakePeer::start(&world, "peer").await;
        let (group, zoe) = (peer.group("care"), peer.person("zoe"));
        a.follow_elsewhere(&ann, &peer, &group).await;
        let passes_on = async |name: &str, said: &Value| {
            group.tell(&a, &group.activity("Announce", &format!("announce/{name}"), said)).await;
        };
        let page = zoe.page("p/1", &group.uri, "Fluids");
        passes_on("create", &zoe.activity_in(&group.uri, "Create", "create/1", &page)).await;
        let is_pinned = async || a.post(&zoe.below("p/1")).await.unwrap().pinned_at.is_some();
        let act = |kind: &str, name: &str, collection: &str, object: &Value| {
            let mut act = zoe.activity_in(&group.uri, kind, name, object);
            act["target"] = json!(group.below(collection));
            act
        };
        let undo = |name: &str, act: &Value| zoe.activity_in(&group.uri, "Undo", name, act);

        let pin = act("Add", "pin", "featured", &page["id"]);
        passes_on("pin", &pin).await;
        assert!(is_pinned().await);
        passes_on("undo-pin", &undo("undo/1", &pin)).await;
        assert!(!is_pinned().await);
        passes_on("undo-unpin", &undo("undo/2", &act("Remove", "unpin", "featured", &page["id"]))).await;
        assert!(is_pinned().await);

        let there = a.find(&group.uri).await;
        let moderators = async || a.read(async |tx| moothall::store::moderators::ids(tx, there).await.unwrap()).await;
        let office = act("Add", "office", "moderators", &json!(zoe.uri));
        passes_on("office", &office).await;
        assert_eq!(moderators().await.len(), 1);
        passes_on("undo-office", &undo("undo/3", &office)).await;
        assert_eq!(moderators().await, []);
    }
}
