//! What people see of each other, and what they are told.

use super::discussion;
use super::site::Site;
use crate::domain::relationship::Mute;
use crate::services::relationships;
use crate::services::testing::person;

#[tokio::test]
async fn a_person_is_followed_and_left_again() {
    let site = Site::new().await;
    let mut kim = site.signed_in("kim").await;
    let mut lee = site.signed_in("lee").await;
    assert_eq!(lee.post("/u/kim/follow", &[]).await.status, 303);
    lee.get("/u/kim").await.says(&["Following", "/u/kim/unfollow"]);
    kim.get("/notifications").await.says(&["lee follows you"]);
    assert_eq!(lee.post("/u/kim/unfollow", &[]).await.status, 303);
    lee.get("/u/kim").await.says(&["/u/kim/follow"]);
}

#[tokio::test]
async fn one_notification_is_marked_as_read_and_the_others_stay_new() {
    let site = Site::new().await;
    let mut kim = site.signed_in("kim").await;
    for follower in ["lee", "max"] {
        site.signed_in(follower).await.post("/u/kim/follow", &[]).await;
    }
    let told = kim.get("/notifications").await.body;
    assert_eq!(told.matches("is-unread").count(), 2);
    let (_, rest) = told.split_once("name=\"notification\" value=\"").unwrap();
    let first = rest.split('"').next().unwrap();
    let fields = [("action", "read"), ("notification", first)];
    assert_eq!(kim.post("/notifications", &fields).await.status, 303);
    assert_eq!(kim.get("/notifications").await.body.matches("is-unread").count(), 1);
}

#[tokio::test]
async fn a_ban_takes_with_it_what_somebody_said() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let mut kim = site.signed_in("kim").await;
    let thread = discussion(&mut kim, "Cheap pills").await;
    let fields = [("action", "ban"), ("handle", "kim"), ("reason", "Advertising"), ("remove_posts", "1")];
    assert_eq!(dana.post("/c/sepsis/bans", &fields).await.status, 303);
    assert!(!site.browser().get(&thread).await.body.contains("Well?"));
}

#[tokio::test]
async fn words_find_discussions_and_people() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Lactate at two hours").await;
    let mut visitor = site.browser();
    visitor.get("/explore?q=lactate").await.says(&[&thread, "Lactate at two hours"]);
    visitor.get("/explore?q=dana").await.says(&["/u/dana"]);
}

#[tokio::test]
async fn what_is_pinned_stands_once_on_the_front_of_its_community() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Start here").await;
    dana.post(&format!("{thread}/pin"), &[]).await;
    let front = dana.get("/c/sepsis").await.body;
    assert_eq!(front.matches(&format!("href=\"{thread}\"")).count(), 1);
}

#[tokio::test]
async fn a_discussion_is_shared_and_that_is_taken_back() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let mut lee = site.signed_in("lee").await;
    let thread = discussion(&mut dana, "Hello").await;
    lee.get(&thread).await.says(&["Share"]);
    assert_eq!(lee.post(&format!("{thread}/share"), &[]).await.location(), thread);
    lee.get(&thread).await.says(&["aria-pressed=\"true\""]);
    dana.get("/notifications").await.says(&["shared your post"]);
    assert_eq!(lee.post(&format!("{thread}/share"), &[("undo", "1")]).await.location(), thread);
}

#[tokio::test]
async fn somebody_is_blocked_and_muted_and_let_near_again() {
    let site = Site::new().await;
    let mut kim = site.signed_in("kim").await;
    let mut lee = site.signed_in("lee").await;
    assert_eq!(lee.post("/u/kim/block", &[]).await.status, 303);
    lee.get("/u/kim").await.says(&["You have blocked", "/u/kim/unblock", "/u/kim/mute"]);
    assert_eq!(kim.post("/u/lee/follow", &[]).await.status, 403);
    assert_eq!(lee.post("/u/kim/mute", &[]).await.status, 303);
    let fields = [("action", "mute-domain"), ("domain", "M.test")];
    assert_eq!(lee.post("/settings/kept-away", &fields).await.status, 303);
    let listed = lee.get("/settings/kept-away").await;
    listed.says(&["Unblock kim", "Unmute kim", "Unmute m.test"]);
    let (_, rest) = listed.body.split_once("name=\"person\" value=\"").unwrap();
    let kims = rest.split('"').next().unwrap().to_owned();
    for action in ["unblock", "unmute"] {
        let fields = [("action", action), ("person", kims.as_str())];
        assert_eq!(lee.post("/settings/kept-away", &fields).await.status, 303);
    }
    lee.post("/settings/kept-away", &[("action", "unmute-domain"), ("domain", "m.test")]).await;
    lee.get("/settings/kept-away").await.says(&["You block nobody", "You mute nobody"]);
    let wrong = lee.post("/settings/kept-away", &[("action", "mute-domain"), ("domain", "no domain")]).await;
    assert_eq!(wrong.status, 422);
    wrong.says(&["value=\"no domain\""]);
    assert_eq!(kim.post("/u/lee/follow", &[]).await.status, 303);
}

#[tokio::test]
async fn whom_somebody_keeps_away_is_listed_page_by_page() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let me = site.id_of("lee").await.parse().unwrap();
    let (ctx, mut tx) = (&site.state.context, site.state.db.begin().await.unwrap());
    for number in 0..60 {
        let other = person(ctx, &mut tx, &format!("p{number}x")).await;
        relationships::block(ctx, &mut tx, me, other.id).await.unwrap();
        if number < 3 {
            let mute = Mute { notifications: true, ends_at: None };
            relationships::mute(ctx, &mut tx, me, other.id, mute).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let first = lee.get("/settings/kept-away").await;
    first.says(&["p59x", "p10x", "p2x"]);
    assert!(!first.body.contains("p9x"));
    let (_, rest) = first.body.split_once("/settings/kept-away?blocked=").unwrap();
    assert!(!first.body.contains("/settings/kept-away?muted="));
    let (place, _) = rest.split_once('"').unwrap();
    let second = lee.get(&format!("/settings/kept-away?blocked={place}")).await;
    second.says(&["p9x", "p0x"]);
    assert!(!second.body.contains("p10x") && !second.body.contains("?blocked="));
}

#[tokio::test]
async fn threat_091_following_from_another_site_leads_to_a_page_here() {
    let site = Site::new().await;
    for uri in ["https://e.test/u/x", "//e.test", "acct:dana@b.test", "javascript:alert(1)", "\\\\e.test", ""]
    {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("uri", uri).finish();
        let answer = site.browser().get(&format!("/authorize_interaction?{query}")).await;
        assert_eq!(answer.status, 303, "{uri}");
        assert!(answer.location().starts_with("/explore?"), "{uri}: {}", answer.location());
    }
    let answer = site.browser().get("/authorize_interaction?uri=acct%3Adana%40b.test").await;
    assert_eq!(answer.location(), "/explore?q=dana%40b.test");
    for path in ["/web/%2Fe.test", "/%2Fe.test", "//e.test", "/@e.test"] {
        assert_eq!(site.browser().get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_hashtag_leads_to_the_discussions_that_have_it() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = [
        ("kind", "discussion"),
        ("title", "Two hours?"),
        ("body", "We measure #Lactate twice."),
        ("action", "publish"),
    ];
    let thread = dana.post_files("/c/sepsis/new", &fields).await.location().to_owned();
    site.browser().get(&thread).await.says(&["/tags/lactate"]);
    site.browser().get("/tags/lactate").await.says(&["Two hours?", &thread]);
    assert_eq!(site.browser().get("/tags/Lactate").await.location(), "/tags/lactate");
    site.browser().get("/tags/sepsis").await.says(&["Nothing with this tag yet"]);
    assert_eq!(site.browser().get("/tags/2026").await.status, 404);
}
