//! Pictures of other nodes as pages show them and browsers load them.

use std::io::Cursor;

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS,
};
use axum::routing::get;
use image::{DynamicImage, ImageFormat};

use super::site::Site;
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::domain::ids::{AttachmentId, PostId};
use crate::domain::post::{Attachment, AttachmentKind, Post, PostState};
use crate::services::testing::{remote_community, remote_person};
use crate::store::{actors, attachments, contract, posts};

const FOR_LONG: &str = "public, max-age=2592000, immutable";

/// A node for development, which speaks with servers on this machine.
async fn site(change: impl FnOnce(&mut Config)) -> Site {
    let mut config = Config::default();
    config.federation.dev_loopback = true;
    change(&mut config);
    Site::configured(config).await
}

/// A server that has one picture; gives its origin.
async fn server() -> String {
    let mut picture = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(8, 8).write_to(&mut picture, ImageFormat::Png).unwrap();
    let picture = picture.into_inner();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().route("/a.png", get(async move || ([(CONTENT_TYPE, "image/png")], picture)));
    tokio::spawn(async move { axum::serve(listener, app).await });
    origin
}

/// Kim of b.test, whose picture has this address.
async fn kim(site: &Site, icon: String) -> Actor {
    let mut tx = site.state.db.begin().await.unwrap();
    let mut kim = remote_person(&site.state.context, &mut tx, "kim", "b.test").await;
    kim.icon_url = Some(icon);
    actors::update(&mut tx, &kim).await.unwrap();
    tx.commit().await.unwrap();
    kim
}

/// A discussion by Kim in a community of b.test, with a picture.
async fn post(site: &Site, kim: &Actor, url: String, change: impl FnOnce(&mut Post)) {
    let mut tx = site.state.db.begin().await.unwrap();
    let group = remote_community(&site.state.context, &mut tx, "wards", "b.test").await;
    let mut post = Post { community_id: Some(group.id), ..contract::post(10, kim.id, None) };
    change(&mut post);
    posts::insert(&mut tx, &post).await.unwrap();
    let file = Attachment {
        id: AttachmentId::new(20),
        post_id: PostId::new(10),
        media_id: None,
        kind: AttachmentKind::Image,
        url,
        media_type: None,
        name: "The board".to_owned(),
        width: Some(640),
        height: Some(480),
        blurhash: None,
        focus: None,
        thumbnail_key: None,
        position: 0,
    };
    attachments::insert(&mut tx, &file).await.unwrap();
    tx.commit().await.unwrap();
}

/// The path of the first picture on a page that begins like this.
fn picture(page: &str, begin: &str) -> String {
    let (_, rest) = page.split_once(&format!("src=\"https://a.test{begin}")).expect("a picture");
    format!("{begin}{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn the_picture_of_somebody_elsewhere_comes_from_here() {
    let site = site(|_| ()).await;
    let origin = server().await;
    kim(&site, format!("{origin}/a.png")).await;
    let mut visitor = site.browser();
    let page = visitor.get("/u/kim@b.test").await.body;
    assert!(!page.contains(&origin), "nobody is sent there: {page}");
    let path = picture(&page, "/pictures/actors/");

    let served = visitor.get(&path).await;
    assert_eq!((served.status, &served.headers[CONTENT_TYPE]), (200, &"image/webp".parse().unwrap()));
    assert_eq!(served.headers[CACHE_CONTROL], FOR_LONG);
    assert_eq!(served.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(served.headers[CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");
    assert_eq!(served.headers["access-control-allow-origin"], "*");
    assert!(served.headers.contains_key(ETAG));

    let (address, _) = path.split_once('?').unwrap();
    for other in [address.to_owned(), format!("{address}?v=an-earlier-one")] {
        let served = visitor.get(&other).await;
        assert_eq!(
            (served.status, &served.headers[CACHE_CONTROL]),
            (200, &"public, max-age=300".parse().unwrap())
        );
    }
    for nothing in ["/pictures/actors/1/icon", "/pictures/actors/x/icon", &path.replace("icon", "banner")] {
        assert_eq!(visitor.get(nothing).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn where_a_picture_cannot_be_fetched_the_initials_are_seen() {
    let site = site(|_| ()).await;
    kim(&site, format!("{}/none.png", server().await)).await;
    let mut visitor = site.browser();
    let page = visitor.get("/u/kim@b.test").await;
    page.says(&["aria-hidden=\"true\">K<span><img src=\"https://a.test/pictures/actors/"]);
    let missing = visitor.get(&picture(&page.body, "/pictures/actors/")).await;
    assert_eq!((missing.status, missing.body.as_str()), (404, ""));
    assert_eq!(missing.headers[CACHE_CONTROL], "public, max-age=300");
}

#[tokio::test]
async fn a_picture_of_a_post_elsewhere_stands_in_it_and_behind_its_warning() {
    let site = site(|_| ()).await;
    let origin = server().await;
    let kim = kim(&site, format!("{origin}/a.png")).await;
    post(&site, &kim, format!("{origin}/a.png"), |post| {
        post.sensitive = true;
        post.summary = Some("Blood".to_owned());
    })
    .await;
    let mut visitor = site.browser();
    let page = visitor.get("/p/10").await.body;
    assert!(!page.contains(&origin), "{page}");
    let (before, _) = page.split_once("/pictures/attachments/20").expect("the picture");
    assert!(before.contains("class=\"sensitive\""));
    let path = picture(&page, "/pictures/attachments/");
    assert!(page.contains("alt=\"The board\" loading=\"lazy\" width=\"640\" height=\"480\""), "{page}");
    let served = visitor.get(&path).await;
    assert_eq!((served.status, &served.headers[CACHE_CONTROL]), (200, &FOR_LONG.parse().unwrap()));
}

#[tokio::test]
async fn threat_093_who_may_not_see_a_post_does_not_see_its_picture() {
    let site = site(|_| ()).await;
    let origin = server().await;
    let kim = kim(&site, format!("{origin}/a.png")).await;
    post(&site, &kim, format!("{origin}/a.png"), |post| post.state = PostState::Refused).await;
    let mut lee = site.signed_in("lee").await;
    assert_eq!(lee.get("/pictures/attachments/20").await.status, 404);
    assert_eq!(site.browser().get("/pictures/attachments/20").await.status, 404);
}

#[tokio::test]
async fn a_node_that_fetches_no_pictures_shows_initials_and_links() {
    let site = site(|config| config.storage.remote_pictures_megabytes = 0).await;
    let origin = server().await;
    let kim = kim(&site, format!("{origin}/a.png")).await;
    post(&site, &kim, format!("{origin}/a.png"), |_| ()).await;
    let page = site.browser().get("/p/10").await;
    page.says(&[&format!("<a class=\"file\" href=\"{origin}/a.png\""), "The board"]);
    assert!(!page.body.contains("/pictures/"), "{}", page.body);
    assert_eq!(site.browser().get("/pictures/attachments/20").await.status, 404);
}
