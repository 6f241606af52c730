//! Who may do what by which token, and what odd requests get: over all endpoints alike.

use std::time::Duration;

use axum::http::{Method, Request};
use serde_json::json;

use super::{answer, thread};
use crate::api::testing::{TestApi, TestApp};
use crate::domain::fact::Origin;
use crate::domain::role::{AccountState, NodeRole};
use crate::services::posts;
use crate::services::testing::{community, on_both_engines, person_as};
use crate::store::{Db, accounts};

const EVERYTHING: &str = "read write follow push profile";

/// What only a person can ask, by the scope that it needs.
const FOR_PEOPLE: [(&str, &str, &str); 44] = [
    ("GET", "/api/v1/accounts/verify_credentials", "read:accounts"),
    ("PATCH", "/api/v1/accounts/update_credentials", "write:accounts"),
    ("GET", "/api/v1/accounts/relationships?id[]=7", "read:follows"),
    ("POST", "/api/v1/accounts/7/follow", "write:follows"),
    ("POST", "/api/v1/accounts/7/block", "write:blocks"),
    ("POST", "/api/v1/accounts/7/mute", "write:mutes"),
    ("POST", "/api/v1/accounts/7/note", "write:accounts"),
    ("GET", "/api/v1/blocks", "read:blocks"),
    ("GET", "/api/v1/mutes", "read:mutes"),
    ("GET", "/api/v1/domain_blocks", "read:blocks"),
    ("POST", "/api/v1/domain_blocks", "write:blocks"),
    ("GET", "/api/v1/bookmarks", "read:bookmarks"),
    ("GET", "/api/v1/favourites", "read:favourites"),
    ("GET", "/api/v1/conversations", "read:statuses"),
    ("GET", "/api/v1/filters", "read:filters"),
    ("POST", "/api/v2/filters", "write:filters"),
    ("DELETE", "/api/v2/filters/7", "write:filters"),
    ("GET", "/api/v1/follow_requests", "read:follows"),
    ("POST", "/api/v1/follow_requests/7/authorize", "write:follows"),
    ("GET", "/api/v1/followed_tags", "read:follows"),
    ("GET", "/api/v1/lists", "read:lists"),
    ("POST", "/api/v1/lists", "write:lists"),
    ("DELETE", "/api/v1/lists/7", "write:lists"),
    ("GET", "/api/v1/markers", "read:statuses"),
    ("POST", "/api/v1/markers", "write:statuses"),
    ("POST", "/api/v2/media", "write:media"),
    ("GET", "/api/v1/notifications", "read:notifications"),
    ("GET", "/api/v2/notifications", "read:notifications"),
    ("POST", "/api/v1/notifications/clear", "write:notifications"),
    ("GET", "/api/v1/preferences", "read:accounts"),
    ("GET", "/api/v1/push/subscription", "push"),
    ("POST", "/api/v1/push/subscription", "push"),
    ("POST", "/api/v1/reports", "write:reports"),
    ("GET", "/api/v1/scheduled_statuses", "read:statuses"),
    ("DELETE", "/api/v1/scheduled_statuses/7", "write:statuses"),
    ("POST", "/api/v1/statuses", "write:statuses"),
    ("DELETE", "/api/v1/statuses/7", "write:statuses"),
    ("GET", "/api/v1/statuses/7/source", "read:statuses"),
    ("POST", "/api/v1/statuses/7/favourite", "write:favourites"),
    ("POST", "/api/v1/statuses/7/bookmark", "write:bookmarks"),
    ("POST", "/api/v1/statuses/7/reblog", "write:statuses"),
    ("GET", "/api/v1/timelines/home", "read:statuses"),
    ("GET", "/api/v1/timelines/list/7", "read:lists"),
    ("POST", "/api/v1/tags/sepsis/follow", "write:follows"),
];

/// Lists that an app pages through.
const LISTS: [&str; 20] = [
    "/api/v1/timelines/home",
    "/api/v1/timelines/public",
    "/api/v1/timelines/tag/sepsis",
    "/api/v1/timelines/list/{list}",
    "/api/v1/accounts/{me}/statuses",
    "/api/v1/accounts/{me}/followers",
    "/api/v1/accounts/{me}/following",
    "/api/v1/statuses/{post}/favourited_by",
    "/api/v1/statuses/{post}/reblogged_by",
    "/api/v1/bookmarks",
    "/api/v1/favourites",
    "/api/v1/blocks",
    "/api/v1/mutes",
    "/api/v1/domain_blocks",
    "/api/v1/follow_requests",
    "/api/v1/followed_tags",
    "/api/v1/scheduled_statuses",
    "/api/v1/notifications",
    "/api/v2/notifications",
    "/api/v1/notifications/requests",
];

/// Addresses with an id in them.
const WITH_ID: [&str; 12] = [
    "/api/v1/accounts/{id}",
    "/api/v1/accounts/{id}/statuses",
    "/api/v1/statuses/{id}",
    "/api/v1/statuses/{id}/context",
    "/api/v1/statuses/{id}/history",
    "/api/v1/timelines/list/{id}",
    "/api/v1/lists/{id}",
    "/api/v1/media/{id}",
    "/api/v2/filters/{id}",
    "/api/v1/notifications/{id}",
    "/api/v1/scheduled_statuses/{id}",
    "/api/v1/conversations/{id}",
];

async fn status(app: &TestApp, method: &str, path: &str) -> u16 {
    let method: Method = method.parse().unwrap();
    app.send(method, path, Some("application/json"), "{}").await.status
}

/// An app that speaks for itself, with every scope.
async fn itself(api: &TestApi) -> TestApp {
    let registration =
        json!({ "client_name": "x", "redirect_uris": "https://app.test/back", "scopes": EVERYTHING });
    let app = api.stranger().post("/api/v1/apps", &registration).await.ok();
    let asked = json!({
        "grant_type": "client_credentials", "scope": EVERYTHING,
        "client_id": app["client_id"], "client_secret": app["client_secret"],
    });
    let token = api.stranger().post("/oauth/token", &asked).await.ok();
    api.with_token(token["access_token"].as_str().unwrap())
}

on_both_engines! {
    async fn threat_068_a_header_makes_nobody_somebody_else(db: Db) {
        let stranger = TestApi::on(db).stranger();
        let mut left = Vec::new();
        for (name, value) in [
            ("x-forwarded-for", "203.0.113.5"),
            ("x-forwarded-for", "203.0.113.6, 192.0.2.9"),
            ("forwarded", "for=203.0.113.7"),
            ("x-real-ip", "203.0.113.8"),
            ("authorization", "Bearer moothall_guess"),
        ] {
            let head = Request::get("/api/v1/timelines/public").header(name, value);
            let answer = stranger.answer(head, "").await;
            left.push(answer.headers["x-ratelimit-remaining"].to_str().unwrap().to_owned());
        }
        assert_eq!(left, ["299", "298", "297", "296", "295"]);
    }

    async fn threat_069_looking_at_timelines_without_a_token_has_a_limit(db: Db) {
        let api = TestApi::on(db);
        let stranger = api.stranger();
        for number in 0..300 {
            assert_eq!(stranger.get("/api/v1/custom_emojis").await.status, 200, "{number}");
        }
        for path in ["/api/v1/timelines/public", "/api/v1/statuses/7", "/api/v2/search?q=sepsis", "/oauth/token"] {
            let refused = stranger.get(path).await;
            assert_eq!(refused.status, 429, "{path}");
            assert!(refused.json["error"].is_string(), "{}", refused.json);
            assert_eq!(refused.headers["x-ratelimit-remaining"], "0");
            assert!(refused.headers.contains_key("retry-after"));
        }
        let lee = api.app_of_new("lee", "read").await;
        lee.get("/api/v1/timelines/home").await.ok();
    }

    async fn threat_069_the_reset_is_that_of_the_limit_that_refused(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let mut refused = lee.get("/api/v2/search?q=sepsis").await;
        // However slow the machine: there is more after a while.
        for _ in 0..250 {
            if refused.status != 200 {
                break;
            }
            refused = lee.get("/api/v2/search?q=sepsis").await;
        }
        assert_eq!(refused.status, 429);
        let header = |name: &str| refused.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-ratelimit-remaining"), "0");
        let wait = Duration::from_secs(header("retry-after").parse().unwrap());
        assert_eq!(header("x-ratelimit-reset"), (api.state.context.now() + wait).to_string());
        lee.get("/api/v1/timelines/home").await.ok();
    }

    async fn whatever_refuses_speaks_as_apps_expect(db: Db) {
        let api = TestApi::on(db);
        let stranger = api.stranger();
        for (path, status) in [("/api/v1/streaming?stream=public", 400), ("/api/v1/timelines", 404)] {
            let refused = stranger.get(path).await;
            assert_eq!(refused.status, status, "{path}");
            assert!(refused.json["error"].is_string(), "{path}: {}", refused.json);
        }
    }

    async fn threat_088_each_endpoint_needs_a_person_and_its_scope(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", EVERYTHING).await;
        let person = lee.person.clone().unwrap();
        let (stranger, itself) = (api.stranger(), itself(&api).await);
        for (method, path, scope) in FOR_PEOPLE {
            let asked = format!("{method} {path}");
            assert_eq!(status(&stranger, method, path).await, 401, "{asked}");
            assert_eq!(status(&itself, method, path).await, 422, "{asked}: an app is nobody");
            let broad = scope.split(':').next().unwrap();
            let others = if broad == "read" { "write push" } else { "read profile" };
            let narrow = api.app_of(&person, others).await;
            assert_eq!(status(&narrow, method, path).await, 403, "{asked} with {others}");
            let right = status(&api.app_of(&person, scope).await, method, path).await;
            assert!(!matches!(right, 401 | 403), "{asked} with {scope}: {right}");
        }
    }

    async fn threat_088_a_token_of_somebody_suspended_does_nothing(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", EVERYTHING).await;
        let mut tx = db.begin().await.unwrap();
        let (active, suspended) = (AccountState::Active, AccountState::Suspended);
        assert!(accounts::set_state(&mut tx, lee.id(), active, suspended, api.state.context.now()).await.unwrap());
        tx.commit().await.unwrap();
        for (method, path, _) in FOR_PEOPLE {
            assert_eq!(status(&lee, method, path).await, 403, "{method} {path}");
        }
        assert_eq!(lee.get("/api/v1/timelines/public").await.status, 403);
    }

    async fn threat_094_the_administration_of_mastodons_api_is_not_there(db: Db) {
        let api = TestApi::on(db.clone());
        let mut tx = db.begin().await.unwrap();
        let ada = person_as(&api.state.context, &mut tx, "ada", NodeRole::Admin).await;
        tx.commit().await.unwrap();
        // The scopes of administrators open our own API to them, and nothing of Mastodon's.
        let administrative = api.app_of(&ada, "admin:read admin:write").await;
        let of_lee = api.app_of_new("lee", EVERYTHING).await;
        for app in &[api.stranger(), of_lee, api.app_of(&ada, EVERYTHING).await, administrative] {
            for path in ["accounts", "accounts/7", "reports", "measures", "dimensions", "retention", "domain_blocks"] {
                assert_eq!(app.get(&format!("/api/v1/admin/{path}")).await.status, 404, "{path}");
                assert_eq!(status(app, "POST", &format!("/api/v1/admin/{path}")).await, 404, "{path}");
            }
        }
    }

    async fn threat_096_odd_positions_and_limits_harm_nobody(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", EVERYTHING).await;
        let person = lee.person.clone().unwrap();
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", &person).await;
        tx.commit().await.unwrap();
        let root = thread(&api, &person, &sepsis, "Lactate").await;
        for _ in 0..45 {
            answer(&api, &person, root.id).await;
        }
        // Asked for by another person each: nobody meets the limit of requests.
        for (number, list) in LISTS.into_iter().enumerate() {
            let app = if list.contains("{me}") || list.contains("{list}") {
                api.app_of(&person, EVERYTHING).await
            } else {
                api.app_of_new(&format!("p{number}"), EVERYTHING).await
            };
            let path = list
                .replace("{me}", &person.id.to_string())
                .replace("{list}", &sepsis.id.to_string())
                .replace("{post}", &root.id.to_string());
            for query in
                ["limit=100000000", "limit=-4", "limit=x", "limit=", "max_id=x", "min_id=-1", "since_id=1.5", "max_id=99999999999999999999"]
            {
                let found = app.get(&format!("{path}?{query}")).await;
                assert_eq!(found.status, 200, "{path}?{query}");
                let rows = found.json.as_array().map_or(0, Vec::len);
                assert!(rows <= 80, "{path}?{query}: {rows}");
            }
            assert_eq!(app.get(&format!("{path}?since_id=%00")).await.status, 400, "{path}");
        }
        let other = api.app_of_new("dana", EVERYTHING).await;
        for path in WITH_ID {
            for id in ["x", "-1", "0", "7", "99999999999999999999", "%00", "1%20OR%201=1"] {
                let path = path.replace("{id}", id);
                assert_eq!(other.get(&path).await.status, 404, "{path}");
            }
        }
    }

    async fn threat_097_one_name_is_one_request_whatever_is_in_it(db: Db) {
        let api = TestApi::on(db);
        let (lee, dana) = (api.app_of_new("lee", "read write").await, api.app_of_new("dana", "read write").await);
        let path = "/api/v1/statuses";
        let first = lee.post_named(path, "k1", &json!({ "status": "Good morning" })).await.ok();
        let other = lee.post_named(path, "k1", &json!({ "status": "Good night" })).await.ok();
        assert_eq!(other, first, "what was done is told, and nothing else is done");
        let theirs = dana.post_named(path, "k1", &json!({ "status": "Good night" })).await.ok();
        assert_ne!(theirs["id"], first["id"], "names of others mean nothing");
        let at = (api.state.context.now() + Duration::from_hours(1)).to_string();
        let later = json!({ "status": "Later", "scheduled_at": at });
        assert_eq!(lee.post_named(path, "k1", &later).await.ok(), first);
        assert_eq!(lee.get("/api/v1/scheduled_statuses").await.ok(), json!([]));
        let own = lee.get(&format!("/api/v1/accounts/{}/statuses", lee.id())).await.ok();
        assert_eq!(own.as_array().unwrap().len(), 1);
    }

    async fn threat_102_apps_learn_neither_who_reported_nor_who_moderated_nor_who_follows(db: Db) {
        let api = TestApi::on(db.clone());
        let (lee, kim) = (api.app_of_new("lee", EVERYTHING).await, api.app_of_new("kim", EVERYTHING).await);
        let dana = api.app_of_new("dana", EVERYTHING).await;
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
        tx.commit().await.unwrap();
        let root = thread(&api, kim.person.as_ref().unwrap(), &sepsis, "Buy this").await;
        let said = json!({ "account_id": kim.id().to_string(), "status_ids": [root.id.to_string()], "comment": "no" });
        let report = dana.post("/api/v1/reports", &said).await.ok();
        assert!(!report.to_string().contains("\"dana\""), "{report}");
        let mut tx = db.begin().await.unwrap();
        posts::remove(&api.state.context, &mut tx, lee.id(), root.id, "Advertising", &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let about = [
            "/api/v1/notifications".to_owned(),
            "/api/v2/notifications".to_owned(),
            format!("/api/v1/accounts/{}", sepsis.id),
            format!("/api/v1/accounts/{}/followers", sepsis.id),
            format!("/api/v1/accounts/{}/following", lee.id()),
        ];
        for path in about {
            let shown = kim.get(&path).await.ok().to_string();
            for name in ["\"lee\"", "\"dana\"", &dana.id().to_string(), &lee.id().to_string()] {
                assert!(!shown.contains(name), "{name} in {path}: {shown}");
            }
        }
        let account = kim.get(&format!("/api/v1/accounts/{}", lee.id())).await.ok();
        for field in ["followers", "followers_url", "inbox", "bto", "bcc", "email"] {
            assert_eq!(account.get(field), None, "{field}");
        }
    }
}
