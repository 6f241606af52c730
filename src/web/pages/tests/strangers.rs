//! What somebody sees who is not signed in.

use super::site::Site;

#[tokio::test]
async fn a_stranger_sees_every_change_at_once() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let mut stranger = site.browser();
    stranger.get("/c/sepsis").await.says(&["Nurses who <em>share</em>."]);
    let fields = [
        ("kind", "discussion"),
        ("title", "Fever and chills"),
        ("body", "What do you do?"),
        ("language", "en"),
        ("action", "publish"),
    ];
    let thread = dana.post_files("/c/sepsis/new", &fields).await.location().to_owned();
    stranger.get("/c/sepsis").await.says(&["Fever and chills"]);
    stranger.get(&thread).await.says(&["What do you do?"]);
    let reply =
        dana.post_files(&format!("{thread}/reply"), &[("body", "We count."), ("action", "publish")]).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    stranger.get(&thread).await.says(&["What do you do?", "We count."]);
}
