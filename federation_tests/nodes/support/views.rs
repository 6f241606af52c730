//! What people see on a node, through the store functions that the pages read with.

use moothall::domain::actor::Actor;
use moothall::domain::ids::InboxId;
use moothall::domain::post::{Post, PostState};
use moothall::domain::resource::Resource;
use moothall::store::threads::{self, ThreadPlace, ThreadRow};
use moothall::store::{actors, inbox, posts, resources};

use super::node::TestNode;
use super::wait::eventually;

impl TestNode {
    /// The post with this ActivityPub id, as it is kept here.
    pub(crate) async fn post(&self, uri: &str) -> Option<Post> {
        self.read(async |tx| posts::by_uri(tx, uri).await.unwrap()).await
    }

    pub(crate) async fn actor(&self, uri: &str) -> Option<Actor> {
        self.read(async |tx| actors::by_uri(tx, uri).await.unwrap()).await
    }

    /// Waits until the post is here.
    pub(crate) async fn arrived(&self, post: &Post) -> Post {
        let what = format!("{} to arrive at {}", post.uri, self.name);
        eventually(&what, async || self.post(&post.uri).await).await
    }

    /// Waits until the post is here and as `is_so` says.
    pub(crate) async fn sees(&self, post: &Post, what: &str, is_so: impl Fn(&Post) -> bool) -> Post {
        let what = format!("{} at {} to be {what}", post.uri, self.name);
        eventually(&what, async || self.post(&post.uri).await.filter(|post| is_so(post))).await
    }

    /// Waits until the community's host has published the post.
    pub(crate) async fn published(&self, post: &Post) -> Post {
        self.sees(post, "published", |post| post.state == PostState::Published).await
    }

    /// The thread as everybody sees it: its posts in the order of the page.
    pub(crate) async fn thread(&self, root_uri: &str) -> Vec<ThreadRow> {
        let Some(root) = self.post(root_uri).await else { return vec![] };
        self.read(async |tx| threads::page(tx, root.id, None, ThreadPlace::Page(1)).await.unwrap()).await.rows
    }

    /// Who says what in the thread, each with its depth.
    pub(crate) async fn words(&self, root_uri: &str) -> Vec<(i64, String, String)> {
        let rows = self.thread(root_uri).await.into_iter();
        rows.map(|row| (row.post.depth, row.author.map_or_else(String::new, |who| who.handle), row.post.html))
            .collect()
    }

    pub(crate) async fn resource(&self, post: &Post) -> Option<Resource> {
        self.read(async |tx| resources::by_post(tx, post.id).await.unwrap()).await
    }

    /// Waits until everything that was accepted into the inbox has been worked off, or waits for another server.
    pub(crate) async fn inbox_is_empty(&self) {
        eventually("the inbox to be worked off", async || {
            let now = self.context().now();
            let due = self.read(async |tx| inbox::due(tx, InboxId::new(0), now, 1, []).await.unwrap()).await;
            due.is_empty().then_some(())
        })
        .await;
    }
}
