//! Letting apps act for oneself, and taking it back.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};

use super::site::{Answer, Browser, PASSWORD, Site};
use crate::domain::app::{App, OUT_OF_BAND};
use crate::domain::role::NodeRole;
use crate::services::apps::{CodeGrant, Credentials, NewApp, exchange, register, tokens};

const BACK: &str = "https://app.test:8443/back?from=a";
const CUSTOM: &str = "com.example.app://callback";

async fn app(site: &Site) -> (App, Credentials) {
    let new = NewApp {
        name: "Reader <b>".to_owned(),
        website: Some("https://app.test/".to_owned()),
        redirect_uris: [BACK, CUSTOM, OUT_OF_BAND].map(str::to_owned).to_vec(),
        scopes: "read write push".to_owned(),
    };
    let mut tx = site.state.db.begin().await.unwrap();
    let (app, secret) = register(&site.state.context, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    let secret = Some(secret.expose().to_owned());
    (app.clone(), Credentials { client_id: app.client_id, secret })
}

/// What an app asks for; later fields take the place of earlier ones.
fn asked<'a>(app: &'a App, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "read write"),
        ("state", "s&t=a te"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

fn address(fields: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("/oauth/authorize?{query}")
}

async fn decide(browser: &mut Browser, fields: &[(&str, &str)], decision: &str) -> Answer {
    let fields = [fields, &[("decision", decision)]].concat();
    browser.post("/oauth/authorize", &fields).await
}

async fn token(site: &Site, credentials: &Credentials, code: &str) -> String {
    let (ctx, db) = (&site.state.context, &site.state.db);
    let grant = CodeGrant { code, redirect_uri: BACK, verifier: None };
    exchange(ctx, db, credentials, grant).await.unwrap().1.expose().to_owned()
}

async fn counts(site: &Site, token: &str) -> bool {
    let mut tx = site.state.db.read().await.unwrap();
    tokens::find(&site.state.context, &mut tx, token).await.unwrap().is_some()
}

/// The code with which an answer leads back to the app.
fn code(answer: &Answer) -> String {
    let rest = answer.location().strip_prefix(&format!("{BACK}&code=")).unwrap();
    let (code, state) = rest.split_once('&').unwrap();
    assert_eq!(state, "state=s%26t%3Da+te");
    code.to_owned()
}

#[tokio::test]
async fn somebody_signs_in_sees_what_an_app_wants_and_lets_it() {
    let site = Site::new().await;
    site.person("lee", NodeRole::Person).await;
    let (app, credentials) = app(&site).await;
    let address = address(&asked(&app, &[]));
    let mut browser = site.browser();
    let first = browser.get(&address).await;
    assert_eq!(first.status, 303);
    assert!(first.location().starts_with("/sign-in?next="), "{}", first.location());
    let page = browser.get(first.location()).await;
    let (_, rest) = page.body.split_once("name=\"next\" value=\"").unwrap();
    let next = rest.split('"').next().unwrap().replace("&#38;", "&");
    let signed_in =
        browser.post("/sign-in", &[("handle", "lee"), ("password", PASSWORD), ("next", &next)]).await;
    let consent = browser.get(signed_in.location()).await;
    assert_eq!(consent.status, 200, "{}", consent.body);
    consent.says(&[
        "Let Reader &#60;b&#62; use your account?",
        "@lee@a.test",
        "read everything that you can read here",
        "post, reply, thank",
        "Afterwards you go to https://app.test:8443.",
    ]);
    assert!(!consent.body.contains("send you notifications"), "it is registered for more than it asks for");
    for answer in [&first, &page, &signed_in, &consent] {
        assert_eq!(answer.headers["cross-origin-opener-policy"], "unsafe-none", "an app watches its window");
    }

    let allowed = decide(&mut browser, &asked(&app, &[]), "allow").await;
    assert_eq!(allowed.status, 303, "{}", allowed.body);
    assert!(counts(&site, &token(&site, &credentials, &code(&allowed)).await).await);
    let denied = decide(&mut browser, &asked(&app, &[]), "deny").await;
    let expected = format!(
        "{BACK}&error=access_denied&error_description=The+person+or+the+server+denied+the+request.&state=s%26t%3Da+te"
    );
    assert_eq!(denied.location(), expected);
}

#[tokio::test]
async fn threat_087_nobody_is_sent_to_an_address_that_is_not_the_apps() {
    let site = Site::new().await;
    let (app, _) = app(&site).await;
    let mut lee = site.signed_in("lee").await;
    for changes in [
        [("redirect_uri", "https://e.test/back")],
        [("redirect_uri", "https://app.test:8443/back?from=a&x=1")],
        [("redirect_uri", "javascript:alert(1)")],
        [("redirect_uri", "")],
        [("client_id", "nobody")],
    ] {
        let fields = asked(&app, &changes);
        for answer in [lee.get(&address(&fields)).await, decide(&mut lee, &fields, "allow").await] {
            assert_eq!((answer.status, answer.location()), (400, ""), "{changes:?}");
            answer.says(&["<!doctype html>"]);
        }
    }
    let twice = format!("{}&redirect_uri=https://e.test/back", address(&asked(&app, &[])));
    assert_eq!(lee.get(&twice).await.status, 400);
    for (changes, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "read follow"), "invalid_scope"),
        (("code_challenge", "x"), "invalid_request"),
    ] {
        let answer = decide(&mut lee, &asked(&app, &[changes]), "allow").await;
        assert!(answer.location().starts_with(&format!("{BACK}&error={error}&")), "{}", answer.location());
        assert!(answer.location().ends_with("&state=s%26t%3Da+te"));
    }
}

#[tokio::test]
async fn threat_091_nobody_is_sent_to_an_app_without_a_decision() {
    let site = Site::new().await;
    site.person("lee", NodeRole::Person).await;
    let (app, _) = app(&site).await;
    let address = address(&asked(&app, &[("scope", "nonsense")]));
    let mut browser = site.browser();
    let first = browser.get(&address).await;
    assert!(first.location().starts_with("/sign-in?next="), "{}", first.location());
    let fields = [("handle", "lee"), ("password", PASSWORD), ("next", address.as_str())];
    let signed_in = browser.post("/sign-in", &fields).await;
    let refused = browser.get(signed_in.location()).await;
    assert_eq!((refused.status, refused.location()), (400, ""));
    let link = format!("href=\"{BACK}&error=invalid_scope&").replace('&', "&#38;");
    refused.says(&["This app cannot use your account", &link, "Back to https://app.test:8443"]);
}

#[tokio::test]
async fn threat_091_another_site_can_neither_agree_nor_frame_the_page() {
    let site = Site::new().await;
    let (app, _) = app(&site).await;
    let mut lee = site.signed_in("lee").await;
    let fields = [asked(&app, &[]), vec![("decision", "allow")]].concat();
    assert_eq!(lee.post_without_token("/oauth/authorize", &fields).await.status, 403);
    for (redirect, allowed) in [
        (BACK, "form-action 'self' https://app.test:8443;"),
        (CUSTOM, "form-action 'self' com.example.app:;"),
        (OUT_OF_BAND, "form-action 'self';"),
    ] {
        let page = lee.get(&address(&asked(&app, &[("redirect_uri", redirect)]))).await;
        let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains(allowed) && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.headers[X_FRAME_OPTIONS], "DENY");
        assert!(!page.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn an_app_that_cannot_be_returned_to_is_brought_a_code() {
    let site = Site::new().await;
    let (app, _) = app(&site).await;
    let mut lee = site.signed_in("lee").await;
    let fields = asked(&app, &[("redirect_uri", OUT_OF_BAND)]);
    let with_slash = address(&fields).replace("/authorize?", "/authorize/?");
    lee.get(&with_slash).await.says(&["Afterwards you are shown a code"]);
    let shown = decide(&mut lee, &fields, "allow").await;
    assert_eq!((shown.status, shown.headers[CACHE_CONTROL].to_str().unwrap()), (200, "no-store"));
    shown.says(&["Enter this code in Reader", "<code class=\"address\">"]);
    assert_eq!(decide(&mut lee, &fields, "deny").await.location(), "/");
}

#[tokio::test]
async fn an_app_can_ask_for_another_account() {
    let site = Site::new().await;
    let (app, _) = app(&site).await;
    let mut browser = site.signed_in("lee").await;
    site.person("kim", NodeRole::Person).await;
    let asked = asked(&app, &[("force_login", "true")]);
    let again = browser.get(&address(&asked)).await;
    assert!(again.location().starts_with("/sign-in?next="), "{}", again.location());
    browser.get(again.location()).await.says(&["name=\"password\""]);
    let next = address(&asked[..5]);
    let fields = [("handle", "kim"), ("password", PASSWORD), ("next", next.as_str())];
    let signed_in = browser.post("/sign-in", &fields).await;
    browser.get(signed_in.location()).await.says(&["@kim@a.test"]);
}

#[tokio::test]
async fn threat_089_access_ends_when_it_is_taken_away_or_the_password_is_changed() {
    let site = Site::new().await;
    let (app, credentials) = app(&site).await;
    let mut lee = site.signed_in("lee").await;
    lee.get("/settings/apps").await.says(&["No apps"]);
    let allowed = decide(&mut lee, &asked(&app, &[]), "allow").await;
    let first = token(&site, &credentials, &code(&allowed)).await;
    lee.get("/settings/apps").await.says(&["Reader &#60;b&#62;", "read everything", "Take access away"]);

    let id = app.id.to_string();
    let mut dana = site.signed_in("dana").await;
    assert_eq!(dana.post("/settings/apps", &[("app", &id)]).await.status, 404, "threat 92");
    assert!(counts(&site, &first).await);
    assert_eq!(lee.post("/settings/apps", &[("app", &id)]).await.location(), "/settings/apps");
    assert!(!counts(&site, &first).await);
    lee.get("/settings/apps").await.says(&["can no longer act for you", "No apps"]);

    let allowed = decide(&mut lee, &asked(&app, &[]), "allow").await;
    let second = token(&site, &credentials, &code(&allowed)).await;
    let fresh = "a much better one";
    let fields = [("action", "password"), ("current", PASSWORD), ("new", fresh), ("repeat", fresh)];
    assert_eq!(lee.post("/settings/account", &fields).await.status, 303);
    assert!(!counts(&site, &second).await);
}

#[tokio::test]
async fn an_app_says_in_which_language_the_person_is_asked() {
    let site = Site::new().await;
    let (app, _) = app(&site).await;
    let mut lee = site.signed_in("lee").await;
    for (lang, shown) in
        [("de", "<html lang=\"de\""), ("de-CH", "<html lang=\"de\""), ("xx", "<html lang=\"en\"")]
    {
        let asked = asked(&app, &[("lang", lang)]);
        lee.get(&address(&asked)).await.says(&[shown]);
        let mut stranger = site.browser();
        let sign_in = stranger.get(&address(&asked)).await.location().to_owned();
        assert!(sign_in.starts_with("/sign-in?next="), "{sign_in}");
        stranger.get(&sign_in).await.says(&[shown]);
    }
    let fields = asked(&app, &[("lang", "de"), ("redirect_uri", OUT_OF_BAND)]);
    decide(&mut lee, &fields, "allow").await.says(&["<html lang=\"de\""]);
    lee.get("/settings/apps").await.says(&["<html lang=\"en\""]);
}
