//! What moderators do takes effect on every node.

use moothall::services::posts::{PostError, Target};

use crate::support::{TestNode, Three, World, discussion, on_both_databases, until};

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
