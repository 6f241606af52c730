//! The threats by their numbers: one node of ours among servers of others, some of them hostile. Every refusal has its
//! twin, the same message made right, so that a node which refuses everything fails as well.
//! The rules of production hold: nothing is switched off for a test.

mod apps;
mod authentication;
mod content;
mod exhaustion;
mod groups;
mod identity;
mod ownership;
mod reach;
mod replay;

use http::StatusCode;
use moothall::domain::actor::Actor;
use moothall::domain::post::Post;
use serde_json::json;

use crate::support::{FakeActor, FakePeer, TestNode, World, discussion};

/// Our node S with a community, a hostile server E with Mallory, and an honest server V with Alice and Bob.
struct Ground {
    node: TestNode,
    ann: Actor,
    community: Actor,
    thread: Post,
    hostile: FakePeer,
    mallory: FakeActor,
    honest: FakePeer,
    alice: FakeActor,
    bob: FakeActor,
}

impl Ground {
    async fn new(world: &World) -> Self {
        let node = TestNode::start(world, "northside").await;
        let ann = node.person("ann").await;
        let community = node.community("sepsis", &ann).await;
        let thread = node.publish(&ann, community.id, discussion("Lactate", "Who measures it?")).await;
        let hostile = FakePeer::start(world, "hostile").await;
        let honest = FakePeer::start(world, "honest").await;
        Self {
            mallory: hostile.person("mallory"),
            alice: honest.person("alice"),
            bob: honest.person("bob"),
            node,
            ann,
            community,
            thread,
            hostile,
            honest,
        }
    }

    /// Alice says something in the community, and the node takes it.
    async fn alice_posts(&self, name: &str) -> Post {
        let page = self.alice.page(name, &self.community.uri, "From Alice");
        self.honest.serve(&format!("/u/alice/{name}"), &page);
        let create = self.alice.activity_in(&self.community.uri, "Create", &format!("create-{name}"), &page);
        self.alice.tell(&self.node, &create).await;
        self.node.post(&self.alice.below(name)).await.expect("an honest post is taken")
    }

    async fn thanks(&self) -> i64 {
        self.node.post(&self.thread.uri).await.unwrap().thanks_count
    }

    /// Somebody here follows a community elsewhere, which accepts.
    async fn follows(&self, server: &FakePeer, group: &FakeActor) {
        self.node.follow_elsewhere(&self.ann, server, group).await;
    }

    /// Delivers what must not have an effect, however it is answered.
    async fn try_it(&self, by: &FakeActor, activity: &serde_json::Value) {
        let status = by.deliver(&self.node, activity).await;
        assert!(status == StatusCode::ACCEPTED || status.is_client_error(), "{status} for {activity}");
        self.node.inbox_is_empty().await;
    }

    fn like(&self, by: &FakeActor, name: &str) -> serde_json::Value {
        by.activity_in(&self.community.uri, "Like", name, &json!(self.thread.uri))
    }
}
