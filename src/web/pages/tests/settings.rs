//! What people change about themselves.

use axum::http::header::CONTENT_DISPOSITION;

use super::discussion;
use super::site::{PASSWORD, Site};
use crate::domain::role::NodeRole;
use crate::services::testing::remote_person;
use crate::store::actors;

#[tokio::test]
async fn a_profile_says_what_its_owner_wrote() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let fields = [
        ("name", "Lee & Co"),
        ("bio", "I *teach*. <script>alert(1)</script>"),
        ("field_name", "Function"),
        ("field_value", "Nurse"),
        ("field_name", ""),
        ("field_value", ""),
        ("indexable", "1"),
    ];
    let saved = lee.post_files("/settings/profile", &fields).await;
    assert_eq!((saved.status, saved.location()), (303, "/settings/profile"), "{}", saved.body);
    lee.get("/settings/profile").await.says(&["I *teach*.", "value=\"Nurse\"", "Saved"]);
    let page = site.browser().get("/u/lee").await;
    page.says(&["Lee &#38; Co", "I <em>teach</em>.", "Function", "Nurse", "@lee@a.test"]);
    assert!(!page.body.contains("<script>alert"));
    assert_eq!(site.browser().get("/u/lee@a.test").await.location(), "/u/lee");
    assert_eq!(site.browser().get("/u/nobody").await.status, 404);
}

#[tokio::test]
async fn threat_098_somebody_goes_only_where_the_new_account_expects_them() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let (ctx, db) = (&site.state.context, &site.state.db);
    let mut tx = db.begin().await.unwrap();
    let mut there = remote_person(ctx, &mut tx, "lee", "b.test").await;
    tx.commit().await.unwrap();
    let go = |password: &'static str| [("action", "move"), ("to", "@lee@b.test"), ("password", password)];

    let unknown = lee.post("/settings/moving", &[("action", "others"), ("others", "@lee@c.test\n")]).await;
    assert_eq!(unknown.status, 422);
    unknown.says(&["There is no person’s account on another server at “@lee@c.test”.", "\n@lee@c.test"]);
    assert_eq!(
        lee.post("/settings/moving", &[("action", "others"), ("others", "@lee@b.test")]).await.status,
        303
    );
    lee.get("/settings/moving").await.says(&["\n@lee@b.test"]);

    lee.post("/settings/moving", &go("guess")).await.says(&["not your current password"]);
    lee.post("/settings/moving", &go(PASSWORD)).await.says(&["does not name this one yet"]);
    there.also_known_as = vec![ctx.addresses.person("lee")];
    let mut tx = db.begin().await.unwrap();
    actors::update(&mut tx, &there).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lee.post("/settings/moving", &go(PASSWORD)).await.status, 303);
    site.browser().get("/u/lee").await.says(&["has moved to", &there.uri]);
    assert_eq!(lee.post("/settings/moving", &[("action", "stay")]).await.status, 303);
    assert!(!site.browser().get("/u/lee").await.body.contains("has moved to"));
}

#[tokio::test]
async fn threat_070_a_profile_is_bounded_and_keeps_what_was_typed() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let long = "x".repeat(5_001);
    let answer = lee.post_files("/settings/profile", &[("name", "Lee"), ("bio", &long)]).await;
    assert_eq!(answer.status, 422);
    answer.says(&[&long, "value=\"Lee\"", "This text is too long"]);
    let answer = lee.post_files("/settings/profile", &[("name", &"y".repeat(61)), ("bio", "short")]).await;
    answer.says(&["at most 60 characters", "short"]);
}

#[tokio::test]
async fn threat_089_a_new_password_signs_other_browsers_out() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let mut other = site.sign_in("lee").await;
    let change = |current: &'static str, new: &'static str, repeat: &'static str| {
        [("action", "password"), ("current", current), ("new", new), ("repeat", repeat)]
    };
    let fresh = "a much better one";
    lee.post("/settings/account", &change("guess", fresh, fresh)).await.says(&["not your current password"]);
    lee.post("/settings/account", &change(PASSWORD, fresh, "another")).await.says(&["not the same"]);
    lee.post("/settings/account", &change(PASSWORD, "short", "short"))
        .await
        .says(&["at least 10 characters"]);
    assert_eq!(lee.post("/settings/account", &change(PASSWORD, fresh, fresh)).await.status, 303);
    assert_eq!(lee.get("/settings/account").await.status, 200);
    assert_eq!(other.get("/settings/account").await.status, 303);
}

#[tokio::test]
async fn threat_069_guessing_a_password_is_slow() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let fields =
        [("action", "password"), ("current", "guess"), ("new", "a better one"), ("repeat", "a better one")];
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(lee.post("/settings/account", &fields).await.status);
    }
    assert_eq!(statuses[0], 422);
    assert_eq!(statuses[11], 429);
}

#[tokio::test]
async fn an_address_is_changed_with_the_password() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    site.person("dana", NodeRole::Person).await;
    let fields = |email: &'static str, password: &'static str| {
        [("action", "email"), ("email", email), ("password", password)]
    };
    let taken = lee.post("/settings/account", &fields("DANA@mail.test", PASSWORD)).await;
    assert_eq!(taken.status, 422);
    taken.says(&["Somebody has an account", "value=\"DANA@mail.test\""]);
    assert_eq!(lee.post("/settings/account", &fields("new@mail.test", "guess")).await.status, 422);
    assert_eq!(lee.post("/settings/account", &fields("new@mail.test", PASSWORD)).await.status, 303);
    lee.get("/settings/account").await.says(&["value=\"new@mail.test\""]);
}

#[tokio::test]
async fn browsers_are_signed_out_one_by_one_or_all_but_this() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let (mut second, mut third) = (site.sign_in("lee").await, site.sign_in("lee").await);
    let page = lee.get("/settings/sessions").await;
    page.says(&["this browser"]);
    let ids: Vec<&str> = page.body.split("name=\"session\" value=\"").skip(1).collect();
    assert_eq!(ids.len(), 2);
    let id = ids[0].split('"').next().unwrap().to_owned();

    let mut dana = site.signed_in("dana").await;
    assert_eq!(dana.post("/settings/sessions", &[("session", &id)]).await.status, 404, "threat 92");
    assert_eq!(lee.post("/settings/sessions", &[("session", &id)]).await.status, 303);
    let left = [second.get("/settings/data").await.status, third.get("/settings/data").await.status];
    assert_eq!(left.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(lee.post("/settings/sessions", &[("others", "1")]).await.status, 303);
    assert_eq!(
        (second.get("/settings/data").await.status, third.get("/settings/data").await.status),
        (303, 303)
    );
    assert_eq!(lee.get("/settings/data").await.status, 200);
}

#[tokio::test]
async fn everything_somebody_wrote_is_taken_along_as_one_file() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    discussion(&mut dana, "First").await;
    discussion(&mut dana, "Second").await;
    dana.get("/settings/data").await.says(&["2 posts"]);
    let file = dana.post("/settings/data", &[]).await;
    assert!(file.headers[CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    let json: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(json["profile"]["handle"], "dana");
    let titles: Vec<&str> =
        json["posts"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Second", "First"], "newest first");
    assert_eq!(json["files"].as_array().unwrap().len(), 0);
    assert_eq!(site.browser().post("/settings/data", &[]).await.location(), "/sign-in?next=%2F");
}

#[tokio::test]
async fn pages_speak_the_language_that_was_chosen() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let fields = |zone: &'static str| [("theme", "dark"), ("locale", "de"), ("time_zone", zone)];
    let wrong = lee.post("/settings/appearance", &fields("Mars/Base")).await;
    assert_eq!(wrong.status, 422);
    wrong.says(&["Mars/Base"]);
    assert_eq!(lee.post("/settings/appearance", &fields("Europe/Berlin")).await.status, 303);
    lee.get("/settings/appearance").await.says(&["lang=\"de\"", "data-theme=\"dark\"", "Europe/Berlin"]);
    let mut visitor = site.browser();
    assert_eq!(
        visitor.post("/settings/appearance", &[("theme", "light"), ("locale", "de")]).await.status,
        303
    );
    visitor.get("/explore").await.says(&["lang=\"de\"", "data-theme=\"light\""]);
}

#[tokio::test]
async fn an_account_is_closed_for_good() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let unsure = lee.post("/settings/account", &[("action", "close"), ("close_password", PASSWORD)]).await;
    assert_eq!(unsure.status, 422);
    let fields = [("action", "close"), ("close_password", PASSWORD), ("close_sure", "1")];
    assert_eq!(lee.post("/settings/account", &fields).await.location(), "/");
    assert_eq!(site.browser().get("/u/lee").await.status, 410);
    let again = site.browser().post("/sign-in", &[("handle", "lee"), ("password", PASSWORD)]).await;
    assert_eq!(again.status, 422);
}

#[tokio::test]
async fn notifications_are_listed_and_marked_as_read() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Hello").await;
    let mut lee = site.signed_in("lee").await;
    let reply =
        lee.post_files(&format!("{thread}/reply"), &[("body", "Well said"), ("action", "publish")]).await;
    assert_eq!(reply.status, 303);
    dana.get("/notifications").await.says(&["lee replied to you", "Well said", &thread, "is-unread"]);
    assert_eq!(dana.post("/notifications", &[("action", "read-all")]).await.location(), "/notifications");
    assert!(!dana.get("/notifications").await.body.contains("is-unread"));
    assert!(!lee.get("/notifications").await.body.contains("Well said"));
    assert_eq!(site.browser().get("/notifications").await.status, 303);
}
