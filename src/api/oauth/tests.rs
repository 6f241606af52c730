//! How programs come to a token, as they ask for it.

use axum::http::header::{AUTHORIZATION, CACHE_CONTROL};
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::api::testing::{Answer, TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::services::apps::{Asked, authorize, examine};
use crate::services::testing::{on_both_engines, person};
use crate::store::Db;

const BACK: &str = "https://app.test/back";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn somebody(api: &TestApi) -> Actor {
    let mut tx = api.state.db.begin().await.unwrap();
    let lee = person(&api.state.context, &mut tx, "lee").await;
    tx.commit().await.unwrap();
    lee
}

fn registration() -> Value {
    json!({ "client_name": "An app", "redirect_uris": BACK, "scopes": "read write follow push" })
}

/// What the page gives an app after somebody agreed.
async fn code(api: &TestApi, person: &Actor, app: &Value, challenge: Option<&str>) -> String {
    let asked = Asked {
        client_id: text(&app["client_id"]),
        redirect_uri: BACK.to_owned(),
        response_type: "code".to_owned(),
        scope: "read write".to_owned(),
        code_challenge: challenge.map(str::to_owned),
        code_challenge_method: challenge.map(|_| "S256".to_owned()),
    };
    let mut tx = api.state.db.begin().await.unwrap();
    let request = examine(&mut tx, asked).await.unwrap();
    let code = authorize(&api.state.context, &mut tx, person.id, &request).await.unwrap();
    tx.commit().await.unwrap();
    code.expose().to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json["error"].as_str().unwrap_or_default().to_owned())
}

async fn with_basic(app: &TestApp, path: &str, id: &str, secret: &str, form: &str) -> Answer {
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(AUTHORIZATION, basic)
        .header("content-type", "application/x-www-form-urlencoded");
    app.answer(request, form).await
}

on_both_engines! {
    async fn an_app_is_registered_in_whichever_way_it_asks(db: Db) {
        let api = TestApi::on(db);
        let app = api.stranger();
        let registered = app.post("/api/v1/apps", &json!({
            "client_name": "An app",
            "redirect_uris": [BACK, "icecubesapp://"],
            "scopes": "read write follow push",
            "website": "https://app.test",
        })).await.ok();
        assert_eq!(registered["name"], "An app");
        assert_eq!(registered["website"], "https://app.test/");
        assert_eq!(registered["scopes"], json!(["read", "write", "follow", "push"]));
        assert_eq!(registered["redirect_uri"], format!("{BACK}\nicecubesapp://"));
        assert_eq!(registered["redirect_uris"], json!([BACK, "icecubesapp://"]));
        assert_eq!(registered["client_secret_expires_at"], 0);
        assert!(text(&registered["vapid_key"]).len() > 80);
        assert!(text(&registered["id"]).parse::<i64>().is_ok());
        assert!(text(&registered["client_secret"]).len() >= 43);

        let lines = app.post("/api/v1/apps", &json!({ "client_name": "An app", "redirect_uris": format!("{BACK}\r\nicecubesapp://") })).await.ok();
        assert_eq!((&lines["redirect_uris"], &lines["scopes"]), (&registered["redirect_uris"], &json!(["read"])));
        for form in [
            "client_name=An+app&redirect_uris=urn:ietf:wg:oauth:2.0:oob&scopes=read",
            "client_name=An+app&redirect_uris[]=urn:ietf:wg:oauth:2.0:oob&scopes=read",
        ] {
            let answer = app.post_form("/api/v1/apps", form).await.ok();
            assert_eq!(answer["redirect_uris"], json!(["urn:ietf:wg:oauth:2.0:oob"]), "{form}");
        }
        let parts = "--b\r\nContent-Disposition: form-data; name=\"client_name\"\r\n\r\nAn app\r\n\
                     --b\r\nContent-Disposition: form-data; name=\"redirect_uris\"\r\n\r\nhttps://app.test/back\r\n--b--\r\n";
        let answer = app.send(Method::POST, "/api/v1/apps", Some("multipart/form-data; boundary=b"), parts).await;
        assert_eq!(answer.ok()["redirect_uris"], json!([BACK]));
    }

    async fn threat_087_an_app_cannot_be_registered_with_a_script_as_redirect(db: Db) {
        let app = TestApi::on(db).stranger();
        for redirect in ["javascript:alert(1)", "data:text/html,x", "https://app.test/#x", "/back", ""] {
            let answer = app.post("/api/v1/apps", &json!({ "client_name": "x", "redirect_uris": redirect })).await;
            assert_eq!(answer.status, 422, "{redirect}");
            assert!(answer.json["details"]["redirect_uris"].is_array(), "{}", answer.json);
        }
    }

    async fn a_code_becomes_a_token_and_the_token_can_be_given_back(db: Db) {
        let api = TestApi::on(db);
        let lee = somebody(&api).await;
        let stranger = api.stranger();
        let app = stranger.post("/api/v1/apps", &registration()).await.ok();
        let code = code(&api, &lee, &app, None).await;
        let request = json!({
            "grant_type": "authorization_code",
            "client_id": app["client_id"],
            "client_secret": app["client_secret"],
            "code": code,
            "redirect_uri": BACK,
        });
        let answer = stranger.post("/oauth/token", &request).await;
        assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
        let token = answer.ok();
        assert_eq!((&token["token_type"], &token["scope"]), (&json!("Bearer"), &json!("read write")));
        assert_eq!(token["created_at"], 1_790_000_000);

        let mine = api.with_token(&text(&token["access_token"]));
        let who = mine.get("/oauth/userinfo").await.ok();
        assert_eq!(who["sub"], "https://a.test/u/lee");
        assert_eq!((&who["iss"], &who["preferred_username"]), (&json!("https://a.test/"), &json!("lee")));
        let itself = mine.get("/api/v1/apps/verify_credentials").await.ok();
        assert_eq!((&itself["name"], &itself["client_secret"]), (&json!("An app"), &Value::Null));

        assert_eq!(refused(&stranger.post("/oauth/token", &request).await), (400, "invalid_grant".to_owned()));
        assert_eq!(mine.get("/oauth/userinfo").await.status, 401, "the code came twice");
    }

    async fn threat_089_a_token_that_was_given_back_says_nothing_at_once(db: Db) {
        let api = TestApi::on(db);
        let lee = somebody(&api).await;
        let stranger = api.stranger();
        let app = stranger.post("/api/v1/apps", &registration()).await.ok();
        let (id, secret) = (text(&app["client_id"]), text(&app["client_secret"]));
        let code = code(&api, &lee, &app, Some(CHALLENGE)).await;
        let form = format!("grant_type=authorization_code&code={code}&redirect_uri={BACK}&code_verifier={VERIFIER}");
        let token = with_basic(&stranger, "/oauth/token/", &id, &secret, &form).await.ok();
        let token = text(&token["access_token"]);
        let mine = api.with_token(&token);
        mine.get("/oauth/userinfo").await.ok();
        let others = stranger.post("/api/v1/apps", &registration()).await.ok();
        let (other_id, other_secret) = (text(&others["client_id"]), text(&others["client_secret"]));
        let form = format!("token={token}");
        let foreign = with_basic(&stranger, "/oauth/revoke", &other_id, &other_secret, &form).await;
        assert_eq!(refused(&foreign), (403, "unauthorized_client".to_owned()));
        mine.get("/oauth/userinfo").await.ok();
        assert_eq!(with_basic(&stranger, "/oauth/revoke", &id, &secret, &form).await.ok(), json!({}));
        assert_eq!(mine.get("/oauth/userinfo").await.status, 401);
        assert_eq!(with_basic(&stranger, "/oauth/revoke", &id, &secret, &form).await.ok(), json!({}));
    }

    async fn an_app_that_speaks_for_itself_is_no_person(db: Db) {
        let api = TestApi::on(db);
        let stranger = api.stranger();
        let app = stranger.post("/api/v1/apps", &registration()).await.ok();
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=read",
            text(&app["client_id"]), text(&app["client_secret"])
        );
        let token = stranger.post_form("/oauth/token", &form).await.ok();
        assert_eq!(token["scope"], "read");
        let itself = api.with_token(&text(&token["access_token"]));
        itself.get("/api/v1/apps/verify_credentials").await.ok();
        let answer = itself.get("/oauth/userinfo").await;
        assert_eq!(refused(&answer), (422, "This method requires an authenticated user".to_owned()));
    }

    async fn threat_090_no_token_is_given_for_a_password(db: Db) {
        let api = TestApi::on(db);
        let stranger = api.stranger();
        let app = stranger.post("/api/v1/apps", &registration()).await.ok();
        let ask = async |fields: Value| {
            let mut request = json!({ "client_id": app["client_id"], "client_secret": app["client_secret"] });
            request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            refused(&stranger.post("/oauth/token", &request).await)
        };
        let password = json!({ "grant_type": "password", "username": "lee", "password": "secret", "scope": "read" });
        assert_eq!(ask(password).await, (400, "unsupported_grant_type".to_owned()));
        assert_eq!(ask(json!({})).await, (400, "invalid_request".to_owned()));
        let wrong = json!({ "grant_type": "client_credentials", "client_secret": "guess" });
        assert_eq!(ask(wrong).await, (401, "invalid_client".to_owned()));
        let wide = json!({ "grant_type": "client_credentials", "scope": "admin:write" });
        assert_eq!(ask(wide).await, (400, "invalid_scope".to_owned()));
        let answer = stranger.send(Method::POST, "/oauth/token", Some("application/json"), "{").await;
        assert_eq!(refused(&answer), (400, "invalid_request".to_owned()));
    }

    async fn threat_069_every_answer_says_how_much_is_left(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let left = |answer: &Answer| answer.headers["x-ratelimit-remaining"].to_str().unwrap().to_owned();
        let first = lee.get("/oauth/userinfo").await;
        assert_eq!(first.headers["x-ratelimit-limit"], "300");
        assert_eq!(left(&first), "299");
        let another = api.app_of(lee.person.as_ref().unwrap(), "read").await.get("/api/v1/nowhere").await;
        assert_eq!((another.status, left(&another)), (404, "298".to_owned()), "another app, the same person");
        let invented = [api.with_token("moothall_a"), api.with_token("moothall_b"), api.stranger()];
        for (app, expected) in invented.iter().zip(["299", "298", "297"]) {
            assert_eq!(left(&app.get("/api/v1/nowhere").await), expected, "invented tokens count together");
        }
    }

    async fn threat_069_registering_apps_and_asking_for_tokens_is_limited(db: Db) {
        let api = TestApi::on(db);
        let stranger = api.stranger();
        let mut last = stranger.post("/api/v1/apps", &registration()).await;
        for _ in 0..30 {
            last = stranger.post("/api/v1/apps", &registration()).await;
        }
        assert_eq!(refused(&last).0, 429);
        assert!(last.headers.contains_key("retry-after") && last.headers.contains_key("x-ratelimit-reset"));
        for _ in 0..61 {
            last = stranger.post("/oauth/token", &json!({ "grant_type": "x" })).await;
        }
        assert_eq!(last.status, 429);
    }

    async fn apps_find_out_where_to_go(db: Db) {
        let found = TestApi::on(db).stranger().get("/.well-known/oauth-authorization-server").await.ok();
        assert_eq!(found["issuer"], "https://a.test/");
        assert_eq!(found["authorization_endpoint"], "https://a.test/oauth/authorize");
        assert_eq!(found["token_endpoint"], "https://a.test/oauth/token");
        assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(found["grant_types_supported"], json!(["authorization_code", "client_credentials"]));
        assert!(found["scopes_supported"].as_array().unwrap().contains(&json!("write:statuses")));
    }
}
