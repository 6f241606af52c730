//! What people do on a node, through the services that the pages call.

use std::time::Duration;

use moothall::config::LimitsConfig;
use moothall::domain::actor::Actor;
use moothall::domain::community::{FollowState, PostPolicy, Visibility};
use moothall::domain::fact::Origin;
use moothall::domain::ids::{ActorId, PostId};
use moothall::domain::post::{Post, ReactionKind};
use moothall::domain::resource::ResourceKind;
use moothall::domain::role::NodeRole;
use moothall::infra::images::ImagePurpose;
use moothall::infra::media::Uploads;
use moothall::services::accounts::{self, NewAccount, PasswordHash, Passwords, ProfileEdit};
use moothall::services::communities::{self, NewCommunity, bans, moderators};
use moothall::services::media::{self, Shelf};
use moothall::services::network::{Found, Network};
use moothall::services::posts::{self, Edit, NewPost, NewResource, PostError, Target, Wording};
use moothall::services::{actors, reactions, shares};
use moothall::store::follows;
use serde_json::Value;
use tokio::sync::OnceCell;

use super::node::TestNode;
use super::peer::{FakeActor, FakePeer};

/// What somebody writes to start a discussion.
pub(crate) fn discussion(title: &str, text: &str) -> Wording {
    Wording {
        title: Some(title.to_owned()),
        source: Some(text.to_owned()),
        html: format!("<p>{text}</p>"),
        ..Wording::default()
    }
}

/// What somebody writes to put a resource into the library.
pub(crate) fn resource(title: &str, text: &str, steward: ActorId, review_by: &str) -> Wording {
    Wording {
        summary: Some("What to do in the first hour.".to_owned()),
        tags: vec!["sepsis".to_owned()],
        resource: Some(NewResource {
            kind: ResourceKind::Guideline,
            licence: Some("CC-BY-4.0".to_owned()),
            steward_id: Some(steward),
            review_by: Some(review_by.to_owned()),
        }),
        ..discussion(title, text)
    }
}

/// Hashing takes a tenth of a second, and nobody signs in here.
async fn password() -> &'static PasswordHash {
    static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
    HASH.get_or_init(async || Passwords::new(1).unwrap().hash("correct horse battery").await.unwrap()).await
}

impl TestNode {
    /// Somebody with an account here.
    pub(crate) async fn person(&self, handle: &str) -> Actor {
        let new = NewAccount {
            handle: handle.to_owned(),
            email: format!("{handle}@{}.example", self.name),
            name: handle.to_owned(),
            role: NodeRole::Person,
            locale: "en".to_owned(),
        };
        let (keys, password) = (self.new_keys().await, password().await);
        self.act(async |ctx, tx| accounts::create(ctx, tx, new, password, keys).await.unwrap()).await
    }

    /// Gives somebody a picture, as the page of their profile does.
    pub(crate) async fn picture(&self, who: &Actor, content: Vec<u8>) {
        let uploads = Uploads::new(&LimitsConfig::default());
        let (files, avatar) = (self.files(), ImagePurpose::Avatar);
        let shelf = Shelf { uploads: &uploads, store: &files };
        let url = media::take_picture(self.context(), shelf, content.into(), avatar).await.unwrap();
        let edit = ProfileEdit {
            name: who.name.clone(),
            bio: String::new(),
            avatar_url: Some(url),
            banner_url: None,
            fields: vec![],
            discoverable: true,
            indexable: true,
            manually_approves: false,
        };
        self.act(async |ctx, tx| accounts::edit_profile(ctx, tx, who.id, edit).await.unwrap()).await;
    }

    /// A community in which anyone may post.
    pub(crate) async fn community(&self, handle: &str, owner: &Actor) -> Actor {
        self.community_for(handle, owner, PostPolicy::Anyone).await
    }

    pub(crate) async fn community_for(&self, handle: &str, owner: &Actor, post_policy: PostPolicy) -> Actor {
        let new = NewCommunity {
            handle: handle.to_owned(),
            name: format!("The {handle} community"),
            summary: "What we *do* here.".to_owned(),
            language: None,
            visibility: Visibility::Public,
            post_policy,
        };
        let keys = self.new_keys().await;
        self.act(async |ctx, tx| communities::create(ctx, tx, owner.id, new, keys).await.unwrap()).await
    }

    /// Finds somebody by handle or address, here or elsewhere.
    pub(crate) async fn find(&self, query: &str) -> ActorId {
        match self.fetcher().look_up(query).await.unwrap() {
            Found::Actor(actor) => actor,
            Found::Post(post) => panic!("{query} is the post {post}"),
        }
    }

    pub(crate) async fn follow(&self, who: &Actor, target: ActorId) -> FollowState {
        self.act(async |ctx, tx| communities::follow(ctx, tx, who.id, target).await.unwrap()).await
    }

    pub(crate) async fn unfollow(&self, who: &Actor, target: ActorId) {
        self.act(async |ctx, tx| communities::unfollow(ctx, tx, who.id, target).await.unwrap()).await;
    }

    pub(crate) async fn follow_state(&self, who: &Actor, target: ActorId) -> Option<FollowState> {
        self.read(async |tx| follows::get(tx, who.id, target).await.unwrap()).await.map(|row| row.state)
    }

    /// Finds a community elsewhere, follows it, and waits until that is accepted.
    pub(crate) async fn join(&self, who: &Actor, community: &Actor) -> ActorId {
        let target = self.find(&community.uri).await;
        self.follow(who, target).await;
        super::until("the follow to be accepted", async || {
            self.follow_state(who, target).await == Some(FollowState::Accepted)
        })
        .await;
        target
    }

    /// Asks to follow a community of a server that is not ours; gives its id here and what was asked there.
    pub(crate) async fn ask_to_follow(
        &self,
        who: &Actor,
        server: &FakePeer,
        community: &FakeActor,
    ) -> (ActorId, Value) {
        let target = self.find(&community.uri).await;
        self.follow(who, target).await;
        super::until("the follow to be asked", async || !server.received("Follow").is_empty()).await;
        (target, server.received("Follow").pop().unwrap())
    }

    /// The same, and the community accepts.
    pub(crate) async fn follow_elsewhere(&self, who: &Actor, server: &FakePeer, community: &FakeActor) {
        let (_, follow) = self.ask_to_follow(who, server, community).await;
        community.tell(self, &community.activity("Accept", "accept/1", &follow)).await;
    }

    pub(crate) async fn publish(&self, author: &Actor, community: ActorId, wording: Wording) -> Post {
        self.try_publish(author, Target::Community(community), wording).await.unwrap()
    }

    pub(crate) async fn reply(&self, author: &Actor, parent: PostId, text: &str) -> Post {
        let wording = Wording { title: None, ..discussion("", text) };
        self.try_publish(author, Target::Reply(parent), wording).await.unwrap()
    }

    pub(crate) async fn try_publish(
        &self,
        author: &Actor,
        target: Target,
        wording: Wording,
    ) -> Result<Post, PostError> {
        let new = NewPost { author: author.id, target, wording };
        self.act(async |ctx, tx| posts::publish(ctx, tx, new).await).await
    }

    pub(crate) async fn edit(&self, by: &Actor, post: PostId, wording: Wording) {
        let edit = Edit { by: by.id, post, wording, note: Some("clearer".to_owned()) };
        self.act(async |ctx, tx| posts::edit(ctx, tx, edit).await.unwrap()).await;
    }

    pub(crate) async fn delete(&self, by: &Actor, post: PostId) {
        self.act(async |ctx, tx| posts::delete(ctx, tx, by.id, post, &Origin::Here).await.unwrap()).await;
    }

    pub(crate) async fn thank(&self, who: &Actor, post: PostId) {
        let thanks = ReactionKind::Thanks;
        self.act(async |ctx, tx| {
            reactions::react(ctx, tx, who.id, post, thanks, None, &Origin::Here).await.unwrap()
        })
        .await;
    }

    pub(crate) async fn take_thanks_back(&self, who: &Actor, post: PostId) {
        let thanks = ReactionKind::Thanks;
        self.act(async |ctx, tx| {
            reactions::withdraw(ctx, tx, who.id, post, thanks, &Origin::Here).await.unwrap()
        })
        .await;
    }

    pub(crate) async fn share(&self, who: &Actor, post: PostId) {
        self.act(async |ctx, tx| {
            shares::share(ctx, tx, who.id, post, None, &Origin::Here).await.unwrap();
        })
        .await;
    }

    pub(crate) async fn take_share_back(&self, who: &Actor, post: PostId) {
        self.act(async |ctx, tx| {
            shares::withdraw(ctx, tx, who.id, post, &Origin::Here).await.unwrap();
        })
        .await;
    }

    pub(crate) async fn pin(&self, by: &Actor, root: PostId) {
        self.act(async |ctx, tx| posts::pin(ctx, tx, by.id, root, None, &Origin::Here).await.unwrap()).await;
    }

    pub(crate) async fn unpin(&self, by: &Actor, root: PostId) {
        self.act(async |ctx, tx| posts::unpin(ctx, tx, by.id, root, None, &Origin::Here).await.unwrap())
            .await;
    }

    pub(crate) async fn lock(&self, by: &Actor, root: PostId) {
        self.act(async |ctx, tx| posts::lock(ctx, tx, by.id, root, None, &Origin::Here).await.unwrap()).await;
    }

    pub(crate) async fn unlock(&self, by: &Actor, root: PostId) {
        self.act(async |ctx, tx| posts::unlock(ctx, tx, by.id, root, None, &Origin::Here).await.unwrap())
            .await;
    }

    pub(crate) async fn remove(&self, by: &Actor, post: PostId, reason: &str) {
        self.act(async |ctx, tx| posts::remove(ctx, tx, by.id, post, reason, &Origin::Here).await.unwrap())
            .await;
    }

    pub(crate) async fn restore(&self, by: &Actor, post: PostId) {
        self.act(async |ctx, tx| posts::restore(ctx, tx, by.id, post, None, &Origin::Here).await.unwrap())
            .await;
    }

    pub(crate) async fn ban(&self, by: &Actor, community: ActorId, person: ActorId, days: u64) {
        self.act(async |ctx, tx| {
            let ends_at = Some(ctx.now() + Duration::from_secs(days * 86_400));
            let ban = bans::NewBan { person, reason: "spam".to_owned(), ends_at };
            bans::ban(ctx, tx, by.id, community, ban, &Origin::Here).await.unwrap();
        })
        .await;
    }

    pub(crate) async fn unban(&self, by: &Actor, community: ActorId, person: ActorId) {
        self.act(async |ctx, tx| {
            bans::unban(ctx, tx, by.id, community, person, &Origin::Here).await.unwrap();
        })
        .await;
    }

    pub(crate) async fn make_moderator(&self, by: &Actor, community: ActorId, person: ActorId) {
        self.act(async |ctx, tx| {
            moderators::add(ctx, tx, by.id, community, person, &Origin::Here).await.unwrap();
        })
        .await;
    }

    pub(crate) async fn rotate_keys(&self, actor: &Actor) {
        let keys = self.new_keys().await;
        self.act(async |ctx, tx| actors::rotate_keys(ctx, tx, actor.id, keys).await.unwrap()).await;
    }
}
