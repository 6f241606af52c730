//! What people can do with pages, with the router in the process and a fresh database.

mod apps;
mod explore;
mod files;
mod people;
mod remote_pictures;
mod settings;
mod site;
mod staff;
mod strangers;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use self::site::{PASSWORD, Site};
use crate::config::Config;
use crate::domain::role::NodeRole;

#[tokio::test]
async fn somebody_signs_in_and_out() {
    let site = Site::new().await;
    site.person("lee", NodeRole::Person).await;
    let mut browser = site.browser();
    browser.get("/").await.says(&["Sign in"]);

    let wrong =
        browser.post("/sign-in", &[("handle", "lee"), ("password", "guess"), ("next", "/explore")]).await;
    assert_eq!(wrong.status, 422);
    wrong.says(&["The name or the password is wrong.", "value=\"lee\"", "value=\"/explore\""]);

    let fields = [("handle", "lee"), ("password", PASSWORD), ("next", "/explore")];
    let right = browser.post("/sign-in", &fields).await;
    assert_eq!((right.status, right.location()), (303, "/explore"));
    browser.get("/").await.says(&["My communities", "<body data-person=\"lee\">"]);

    assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
    browser.get("/").await.says(&["You are signed out."]);
    let page = browser.get("/").await;
    assert!(!page.body.contains("You are signed out."), "told once only");
    assert!(page.body.contains("<body>"), "nobody's drafts are kept");
}

#[tokio::test]
async fn threat_091_signing_in_leads_to_no_other_site() {
    let site = Site::new().await;
    site.person("lee", NodeRole::Person).await;
    for next in ["//e.test", "https://e.test", "/\\e.test"] {
        let fields = [("handle", "lee"), ("password", PASSWORD), ("next", next)];
        assert_eq!(site.browser().post("/sign-in", &fields).await.location(), "/");
    }
}

#[tokio::test]
async fn a_form_that_another_site_made_up_is_refused() {
    let site = Site::new().await;
    let mut browser = site.with_community("dana").await;
    let refused = browser.post_without_token("/c/sepsis/unfollow", &[]).await;
    assert_eq!(refused.status, 403);
    refused.says(&["<!doctype html>"]);
    browser.get("/c/sepsis").await.says(&["Unfollow"]);
}

#[tokio::test]
async fn a_community_is_opened_followed_and_discussed() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    dana.get("/c/sepsis").await.says(&["Your community is open.", "Sepsis care", "<em>share</em>"]);
    dana.get("/c/sepsis/edit").await.says(&["Nurses who *share*."]);

    let mut lee = site.signed_in("lee").await;
    assert_eq!(lee.post("/c/sepsis/follow", &[]).await.location(), "/c/sepsis");
    lee.get("/c/sepsis").await.says(&["You follow this community now."]);
    let fields = [
        ("kind", "discussion"),
        ("title", "Fever & chills"),
        ("body", "What do **you** do? #Care @dana"),
        ("tags", "icu"),
        ("language", "en"),
        ("action", "publish"),
    ];
    let published = lee.post_files("/c/sepsis/new", &fields).await;
    assert_eq!(published.status, 303, "{}", published.body);
    let thread = published.location().to_owned();
    lee.get(&thread).await.says(&[
        "Published.",
        "Fever &#38; chills",
        "<strong>you</strong>",
        "#<bdi>icu</bdi>",
    ]);

    dana.get("/").await.says(&["Fever &#38; chills"]);
    dana.get(&thread).await.says(&["/u/dana"]);
    let reply =
        dana.post_files(&format!("{thread}/reply"), &[("body", "We *cool*."), ("action", "publish")]).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    lee.get(reply.location()).await.says(&["We <em>cool</em>.", "1 reply"]);
    lee.get("/c/sepsis/people").await.says(&["dana", "lee"]);
    lee.get("/c/sepsis/topics?tag=icu").await.says(&["Fever &#38; chills"]);
    assert!(!lee.get("/c/sepsis/topics?tag=other").await.body.contains("Fever"));
}

/// Publishes a discussion; gives its path.
async fn discussion(browser: &mut site::Browser, title: &str) -> String {
    let fields = [("kind", "discussion"), ("title", title), ("body", "Well?"), ("action", "publish")];
    let answer = browser.post_files("/c/sepsis/new", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

#[tokio::test]
async fn a_form_with_a_mistake_comes_back_with_everything_that_was_typed() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = [
        ("kind", "resource"),
        ("title", ""),
        ("abstract", "For triage"),
        ("body", "Step one"),
        ("tags", "icu, <b>"),
        ("link", "javascript:alert(1)"),
        ("review_by", "2027-02-30"),
        ("resource_kind", "template"),
        ("steward", "nobody_here"),
        ("action", "publish"),
    ];
    let answer = dana.post_files("/c/sepsis/new", &fields).await;
    assert_eq!(answer.status, 422);
    answer.says(&[
        "For triage",
        "Step one",
        "icu, &#60;b&#62;",
        "javascript:alert(1)",
        "2027-02-30",
        "nobody_here",
    ]);
    answer.says(&[
        "id=\"problem-tags\"",
        "id=\"problem-link\"",
        "id=\"problem-review_by\"",
        "id=\"problem-steward\"",
    ]);

    let thread = discussion(&mut dana, "Hello").await;
    let fields = [("title", " "), ("body", "Longer text"), ("tags", "care"), ("action", "publish")];
    let answer = dana.post_files(&format!("{thread}/edit"), &fields).await;
    assert_eq!(answer.status, 422);
    answer.says(&["Enter a title.", "Longer text", "value=\"care\""]);
}

#[tokio::test]
async fn an_edit_leaves_the_earlier_text_in_the_history() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Hello").await;
    let fields = [("title", "Hello all"), ("body", "Better."), ("action", "preview")];
    let preview = dana.post_files(&format!("{thread}/edit"), &fields).await;
    assert_eq!(preview.status, 200);
    preview.says(&["<p>Better.</p>"]);
    let fields = [("title", "Hello all"), ("body", "Better."), ("action", "publish")];
    assert_eq!(dana.post_files(&format!("{thread}/edit"), &fields).await.location(), thread);
    dana.get(&thread).await.says(&["Hello all", "<p>Better.</p>"]);
    dana.get(&format!("{thread}/history")).await.says(&["<del>Well?</del>", "<ins>Better.</ins>"]);
}

#[tokio::test]
async fn a_resource_is_published_and_gets_a_new_version() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = |body: &'static str, note: &'static str| {
        [
            ("kind", "resource"),
            ("title", "Triage template"),
            ("abstract", "For the night shift"),
            ("body", body),
            ("resource_kind", "template"),
            ("licence", "CC-BY-4.0"),
            ("steward", "dana"),
            ("review_by", "2027-03-31"),
            ("note", note),
            ("action", "publish"),
        ]
    };
    let published = dana.post_files("/c/sepsis/new", &fields("Old step", "")).await;
    assert_eq!(published.status, 303, "{}", published.body);
    let path = published.location().to_owned();
    assert!(path.starts_with("/r/"), "{path}");
    dana.get(&path).await.says(&["For the night shift", "CC BY 4.0", "Old step"]);
    let library = dana.get("/c/sepsis/library?kind=template").await;
    library.says(&["Triage template", "type=\"radio\" name=\"kind\" value=\"template\" checked"]);
    assert!(!dana.get("/c/sepsis/library?kind=video").await.body.contains("Triage template"));

    let edit = path.replace("/r/", "/p/") + "/edit";
    dana.get(&edit).await.says(&["Old step", "value=\"2027-03-31\""]);
    assert_eq!(dana.post_files(&edit, &fields("New step", "Checked")).await.location(), path);
    dana.get(&format!("{path}/versions")).await.says(&["Checked"]);
    dana.get(&format!("{path}/diff?from=1&to=2")).await.says(&["<del>Old step</del>", "<ins>New step</ins>"]);
    dana.get(&format!("{path}/versions/1")).await.says(&["Old step"]);
}

#[tokio::test]
async fn a_draft_waits_until_it_is_published() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = [("kind", "discussion"), ("title", "Half a thought"), ("body", "and"), ("action", "draft")];
    assert_eq!(dana.post_files("/c/sepsis/new", &fields).await.location(), "/c/sepsis/new");
    dana.get("/c/sepsis/new").await.says(&["Half a thought", "Your draft is kept."]);
    assert!(!site.signed_in("lee").await.get("/c/sepsis/new").await.body.contains("Half a thought"));
    discussion(&mut dana, "A thought").await;
    assert!(!dana.get("/c/sepsis/new").await.body.contains("Half a thought"));
}

#[tokio::test]
async fn a_moderator_removes_with_a_reason_and_the_log_says_so() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let mut lee = site.signed_in("lee").await;
    let thread = discussion(&mut lee, "Cheap pills").await;
    let silent = dana.post(&format!("{thread}/remove"), &[("reason", " ")]).await;
    assert_eq!(silent.status, 422);
    silent.says(&["Give a reason."]);
    let removed = dana.post(&format!("{thread}/remove"), &[("reason", "Advertising")]).await;
    assert_eq!(removed.status, 303);
    site.browser().get("/c/sepsis/log").await.says(&["dana", "Advertising"]);
    let page = site.browser().get(&thread).await;
    page.says(&["Removed by dana", "Advertising"]);
    assert!(!page.body.contains("Well?"));
    assert_eq!(dana.post(&format!("{thread}/restore"), &[]).await.status, 303);
    site.browser().get(&thread).await.says(&["Cheap pills"]);
}

#[tokio::test]
async fn threat_094_only_who_moderates_a_community_runs_it() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Hello").await;
    let mut lee = site.signed_in("lee").await;
    for path in ["/c/sepsis/edit", "/c/sepsis/moderators", "/c/sepsis/bans", &format!("{thread}/remove")] {
        assert_eq!(lee.get(path).await.status, 403, "{path}");
        assert_eq!(
            site.browser().get(path).await.location(),
            format!("/sign-in?next={}", path.replace('/', "%2F"))
        );
    }
    for path in ["pin", "lock", "remove", "restore", "delete"] {
        let answer = lee.post(&format!("{thread}/{path}"), &[("reason", "mine")]).await;
        assert_eq!(answer.status, 403, "{path}");
    }
    let fields = [("action", "ban"), ("handle", "dana"), ("reason", "mine now")];
    assert_eq!(lee.post("/c/sepsis/bans", &fields).await.status, 403);
    let fields = [("action", "add"), ("handle", "lee")];
    assert_eq!(lee.post("/c/sepsis/moderators", &fields).await.status, 403);
}

#[tokio::test]
async fn somebody_who_is_banned_may_read_but_not_write() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Hello").await;
    let mut lee = site.signed_in("lee").await;
    let fields = [("action", "ban"), ("handle", "lee"), ("reason", "Spam"), ("until", "2026-12-31")];
    assert_eq!(dana.post("/c/sepsis/bans", &fields).await.location(), "/c/sepsis/bans");
    dana.get("/c/sepsis/bans").await.says(&["lee", "Spam"]);
    assert_eq!(lee.get(&thread).await.status, 200);
    assert_eq!(lee.get("/c/sepsis/new").await.status, 403);
    let reply = lee.post_files(&format!("{thread}/reply"), &[("body", "Hi"), ("action", "publish")]).await;
    assert_eq!(reply.status, 403);
}

#[tokio::test]
async fn threat_093_what_is_not_there_or_not_to_be_known_looks_the_same() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Secret plan").await;
    let mut tx = site.state.db.begin().await.unwrap();
    let id = thread.strip_prefix("/p/").unwrap().parse().unwrap();
    let refused = crate::domain::post::PostState::Refused;
    crate::store::posts::set_state(&mut tx, id, refused, Some("off topic")).await.unwrap();
    tx.commit().await.unwrap();

    let mut stranger = site.browser();
    for path in [
        thread.clone(),
        format!("{thread}/history"),
        thread.replace("/p/", "/r/"),
        "/p/1".to_owned(),
        "/p/x".to_owned(),
        "/c/nowhere".to_owned(),
        "/c/dana".to_owned(),
    ] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("Secret plan"));
    }
    assert!(!stranger.get("/c/sepsis/topics").await.body.contains("Secret plan"));
    assert_eq!(dana.get(&thread).await.status, 200);
}

#[tokio::test]
async fn threat_078_names_and_titles_are_never_markup() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let title = "<script>alert(1)</script> \"quoted\"";
    let thread = discussion(&mut dana, title).await;
    for path in [thread.as_str(), "/", "/c/sepsis", "/c/sepsis/topics", &format!("{thread}/history")] {
        let page = dana.get(path).await;
        assert!(!page.body.contains("<script>alert"), "{path}");
        page.says(&["&#60;script&#62;alert(1)"]);
    }
}

#[tokio::test]
async fn threat_081_pages_forbid_inline_scripts_and_other_sites() {
    let site = Site::new().await;
    let page = site.browser().get("/sign-in").await;
    let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(page.headers.contains_key(REFERRER_POLICY));
    assert!(!page.headers.contains_key(ACCESS_CONTROL_ALLOW_CREDENTIALS));
    assert!(!page.body.contains("<script>") && !page.body.contains(" onclick="));
}

#[tokio::test]
async fn a_page_names_its_twin_and_is_indexed_only_where_that_was_agreed() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Hello").await;
    let twin = |path: &str| format!("type=\"application/activity+json\" href=\"https://a.test{path}\"");
    let page = site.browser().get(&thread).await;
    page.says(&[&twin(&thread)]);
    assert!(!page.body.contains("noindex"));
    site.browser().get("/c/sepsis").await.says(&[&twin("/c/sepsis")]);
    site.browser().get("/explore").await.says(&["noindex"]);
}

#[tokio::test]
async fn a_title_is_as_long_as_the_node_allows() {
    let mut config = Config::default();
    config.limits.title_characters = 12;
    config.limits.text_characters = 30;
    let site = Site::configured(config).await;
    let mut dana = site.with_community("dana").await;
    dana.get("/c/sepsis/new").await.says(&["maxlength=\"12\""]);
    let long = "A text that is longer than thirty characters.";
    let fields =
        [("kind", "discussion"), ("title", "Thirteen lett"), ("body", "Well?"), ("action", "publish")];
    let answer = dana.post_files("/c/sepsis/new", &fields).await;
    assert_eq!(answer.status, 422);
    answer.says(&["Shorten the title to 12 characters."]);
    let thread = discussion(&mut dana, "Twelve chars").await;
    for action in ["preview", "publish"] {
        let fields = [("title", "Short"), ("body", long), ("action", action)];
        dana.post_files(&format!("{thread}/edit"), &fields)
            .await
            .says(&["Shorten the text to 30 characters."]);
        let fields = [("body", long), ("action", action)];
        let answer = dana.post_files(&format!("{thread}/reply"), &fields).await;
        answer.says(&["Shorten the text to 30 characters.", long]);
    }
}

#[tokio::test]
async fn a_report_reaches_the_moderators_of_the_community() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let mut lee = site.signed_in("lee").await;
    let thread = discussion(&mut dana, "Hello").await;
    let path = format!("{thread}/report");
    lee.get(&path).await.says(&["Hello"]);
    assert_eq!(lee.post(&path, &[("comment", "bad")]).await.status, 422);
    assert_eq!(lee.post(&path, &[("reason", "spam"), ("comment", "bad")]).await.status, 303);
    assert_eq!(lee.post(&format!("{thread}/thanks"), &[]).await.location(), thread);
    lee.get(&thread).await.says(&["aria-pressed=\"true\""]);
}
