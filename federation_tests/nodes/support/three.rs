//! The ground of most stories: a community on one node, and people of two others who have joined it.

use moothall::domain::actor::Actor;
use moothall::domain::ids::ActorId;

use super::node::TestNode;
use super::world::World;

pub(crate) struct Three {
    /// Hosts the community.
    pub(crate) a: TestNode,
    pub(crate) b: TestNode,
    pub(crate) c: TestNode,
    /// Of A; she founded the community.
    pub(crate) ann: Actor,
    /// Of B.
    pub(crate) ben: Actor,
    /// Of C.
    pub(crate) cleo: Actor,
    /// The community, as A knows it.
    pub(crate) sepsis: Actor,
    /// Its id on B.
    pub(crate) at_b: ActorId,
    /// Its id on C.
    pub(crate) at_c: ActorId,
}

impl Three {
    pub(crate) async fn start(world: &World) -> Self {
        let a = TestNode::start(world, "northside").await;
        let b = TestNode::start(world, "river").await;
        let c = TestNode::start(world, "lakeside").await;
        let (ann, ben, cleo) = (a.person("ann").await, b.person("ben").await, c.person("cleo").await);
        let sepsis = a.community("sepsis", &ann).await;
        let at_b = b.join(&ben, &sepsis).await;
        let at_c = c.join(&cleo, &sepsis).await;
        Self { a, b, c, ann, ben, cleo, sepsis, at_b, at_c }
    }
}
