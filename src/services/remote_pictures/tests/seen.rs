//! Who sees which picture.

use super::*;
use crate::config::FederationMode;
use crate::domain::actor::Actor;
use crate::domain::address::ActorPicture;
use crate::domain::federation::Rule;
use crate::domain::ids::{ActorId, AttachmentId, PostId};
use crate::domain::permission::Viewer;
use crate::domain::post::{Attachment, AttachmentKind, Post, PostState};
use crate::domain::role::NodeRole;
use crate::services::federation_policy::{self, NewRule};
use crate::services::testing::{on_both_engines, person, person_as, remote_person};
use crate::store::{Tx, actors, attachments, contract, posts};

const ICON: &str = "https://pictures.b.test/kim.png";

/// Somebody elsewhere with a picture.
async fn kim(ctx: &Context, tx: &mut Tx) -> Actor {
    let mut kim = remote_person(ctx, tx, "kim", "b.test").await;
    kim.icon_url = Some(ICON.to_owned());
    actors::update(tx, &kim).await.unwrap();
    kim
}

/// A post with an image on another server.
async fn shown_by(tx: &mut Tx, author: ActorId, change: impl FnOnce(&mut Post)) -> AttachmentId {
    let mut post = Post { community_id: None, ..contract::post(10, author, None) };
    change(&mut post);
    posts::insert(tx, &post).await.unwrap();
    let id = AttachmentId::new(20);
    let file = Attachment {
        id,
        post_id: PostId::new(10),
        media_id: None,
        kind: AttachmentKind::Image,
        url: "https://b.test/board.png".to_owned(),
        media_type: None,
        name: "The board".to_owned(),
        width: None,
        height: None,
        blurhash: None,
        focus: None,
        thumbnail_key: None,
        position: 0,
    };
    attachments::insert(tx, &file).await.unwrap();
    id
}

async fn icon(ctx: &Context, tx: &mut Tx, actor: ActorId) -> Option<String> {
    let shown = of_actor(ctx, tx, actor, ActorPicture::Icon).await.unwrap()?;
    assert!(shown.public && shown.wanted.purpose == ImagePurpose::Avatar);
    Some(shown.wanted.url)
}

on_both_engines! {
    async fn threat_093_nobody_sees_pictures_of_whom_this_node_does_not_know_any_more(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let kim = kim(&ctx, &mut tx).await;
        assert_eq!(icon(&ctx, &mut tx, kim.id).await.as_deref(), Some(ICON));
        let banner = of_actor(&ctx, &mut tx, kim.id, ActorPicture::Banner).await.unwrap();
        assert_eq!(banner, None, "there is none");
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
        assert_eq!(icon(&ctx, &mut tx, lee.id).await, None, "ours lie here");
        assert_eq!(icon(&ctx, &mut tx, ActorId::new(1)).await, None);

        for domain in ["b.test", "pictures.b.test"] {
            let rule = NewRule { domain, rule: Rule::Block, reason: "" };
            federation_policy::add_rule(&ctx, &mut tx, Some(lee.id), rule).await.unwrap();
            assert_eq!(icon(&ctx, &mut tx, kim.id).await, None, "{domain}");
            federation_policy::remove_rule(&ctx, &mut tx, Some(lee.id), domain).await.unwrap();
        }
        for mode in [FederationMode::AllowList, FederationMode::Closed] {
            federation_policy::set_mode(&ctx, &mut tx, lee.id, Some(mode)).await.unwrap();
            assert_eq!(icon(&ctx, &mut tx, kim.id).await, None);
        }
        federation_policy::set_mode(&ctx, &mut tx, lee.id, None).await.unwrap();
        assert!(icon(&ctx, &mut tx, kim.id).await.is_some());
        actors::suspend(&mut tx, kim.id, ctx.now()).await.unwrap();
        assert_eq!(icon(&ctx, &mut tx, kim.id).await, None);
    }

    async fn a_picture_that_is_said_to_be_here_is_not_asked_for_from_here(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let mut kim = kim(&ctx, &mut tx).await;
        for url in ["https://a.test/pictures/actors/1/icon", "https://A.test/", "no address"] {
            kim.icon_url = Some(url.to_owned());
            actors::update(&mut tx, &kim).await.unwrap();
            assert_eq!(icon(&ctx, &mut tx, kim.id).await, None, "{url}");
        }
    }

    async fn threat_093_a_post_that_is_not_read_shows_no_picture(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let (kim, lee) = (kim(&ctx, &mut tx).await, person(&ctx, &mut tx, "lee").await);
        let file = shown_by(&mut tx, kim.id, |_| ()).await;
        let viewers = [Viewer::ANYONE, Viewer::local(lee.id, NodeRole::Person)];
        for viewer in &viewers {
            let shown = of_post(&ctx, &mut tx, viewer, file).await.unwrap().unwrap();
            assert_eq!((shown.wanted, shown.public), (wanted("https://b.test/board.png"), true));
        }
        posts::set_removed(&mut tx, PostId::new(10), Some(ctx.now()), Some("off topic")).await.unwrap();
        for viewer in &viewers {
            assert_eq!(of_post(&ctx, &mut tx, viewer, file).await.unwrap(), None);
        }
    }

    async fn threat_093_what_was_refused_shows_its_picture_to_its_author_alone(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let (lee, max) = (person(&ctx, &mut tx, "lee").await, person(&ctx, &mut tx, "max").await);
        let file = shown_by(&mut tx, lee.id, |post| post.state = PostState::Refused).await;
        let max = Viewer::local(max.id, NodeRole::Admin);
        assert_eq!(of_post(&ctx, &mut tx, &max, file).await.unwrap(), None);
        let author = Viewer::local(lee.id, NodeRole::Person);
        let shown = of_post(&ctx, &mut tx, &author, file).await.unwrap().unwrap();
        assert!(!shown.public, "no cache on the way may keep it");
    }

    async fn threat_093_an_author_who_is_suspended_shows_nothing(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let kim = kim(&ctx, &mut tx).await;
        let file = shown_by(&mut tx, kim.id, |_| ()).await;
        actors::suspend(&mut tx, kim.id, ctx.now()).await.unwrap();
        assert_eq!(of_post(&ctx, &mut tx, &Viewer::ANYONE, file).await.unwrap(), None);
    }
}
