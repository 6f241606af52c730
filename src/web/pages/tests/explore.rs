//! Finding communities on the page *Explore*.

use axum::http::header::RETRY_AFTER;

use super::site::{Answer, Site};
use crate::domain::role::NodeRole;
use crate::services::testing;

#[tokio::test]
async fn threat_069_searching_has_a_limit_and_looking_around_has_none() {
    let site = Site::new().await;
    let mut stranger = site.browser();
    let mut answers = vec![];
    for number in 0..100 {
        // Each for something else: the same page is kept for a moment, and costs nothing.
        answers.push(stranger.get(&format!("/explore?q=lactate+{number}")).await.status);
    }
    assert_eq!((answers[0], answers[99]), (200, 429));
    let refused = stranger.get("/explore?q=lactate+100").await;
    let wait = refused.headers[RETRY_AFTER].to_str().unwrap().to_owned();
    let id = refused.headers["x-request-id"].to_str().unwrap().to_owned();
    refused.says(&[&format!("Try again in {wait} second"), &format!("<code>{id}</code>")]);
    assert_eq!(stranger.get("/explore").await.status, 200);
    site.person("lee", NodeRole::Person).await;
    assert_eq!(stranger.get("/explore?q=%40lee%40a.test").await.location(), "/u/lee");
}

#[tokio::test]
async fn explore_finds_communities_and_offers_to_look_elsewhere() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    site.browser().get("/explore?q=SEPSIS").await.says(&["Sepsis care"]);
    assert!(!site.browser().get("/explore?q=knitting").await.body.contains("Sepsis care"));
    assert_eq!(dana.get("/explore?q=%40sepsis%40a.test").await.location(), "/c/sepsis");
    dana.get("/explore?q=%40care%40b.test").await.says(&["action=\"/explore\"", "value=\"@care@b.test\""]);
    assert_eq!(dana.post("/explore", &[("q", "@care@b.test")]).await.status, 200);
    assert_eq!(site.browser().get("/c/sepsis/new").await.status, 303);
}

#[tokio::test]
async fn explore_goes_on_after_fifty_communities() {
    let site = Site::new().await;
    let ctx = &site.state.context;
    let mut tx = site.state.db.begin().await.unwrap();
    let owner = testing::person(ctx, &mut tx, "dana").await;
    for number in 0..53 {
        testing::community(ctx, &mut tx, &format!("group{number}"), &owner).await;
    }
    tx.commit().await.unwrap();
    let shown = |page: &Answer| page.body.matches("class=\"community-name\"").count();
    let mut stranger = site.browser();
    let first = stranger.get("/explore?q=group").await;
    assert_eq!(shown(&first), 50);
    let (_, rest) = first.body.split_once("rel=\"next\" href=\"").expect("more");
    let next = rest.split('"').next().unwrap().replace("&#38;", "&");
    assert!(next.starts_with("/explore?q=group&after="), "{next}");
    let second = stranger.get(&next).await;
    assert_eq!(shown(&second), 3);
    assert!(!second.body.contains("rel=\"next\""));
    assert_eq!(shown(&stranger.get("/explore?after=%27").await), 50, "threat 96");
}
