use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::json;

use super::{ALL, admin, at, refused, sepsis};
use crate::api::testing::TestApi;
use crate::services::testing::on_both_engines;
use crate::store::Db;

on_both_engines! {
    async fn whatever_is_refused_is_a_problem_that_names_the_request(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let communities = at("/communities");
        let community = json!({"handle": "sepsis", "name": "Sepsis care"});
        refused(&api.stranger().post(&communities, &community).await, 401);
        refused(&api.with_token("moothall_no_such_token").get(&communities).await, 401);
        let reader = api.app_of(lee.person.as_ref().unwrap(), "read").await;
        refused(&reader.post(&communities, &community).await, 403);
        refused(&lee.get(&at("/peers")).await, 403);
        for nowhere in ["/nowhere", "/communities/", "/"] {
            refused(&lee.get(&at(nowhere)).await, 404);
        }
        refused(&lee.get(&at("/communities/no-number")).await, 404);
        refused(&lee.delete(&communities).await, 405);
        refused(&lee.post_form(&communities, "handle=sepsis").await, 415);
        let broken = lee.send(Method::POST, &communities, Some("application/json"), "{\"handle\": ").await;
        refused(&broken, 400);
        let twice = lee.send(Method::POST, &communities, Some("application/json"), "{} {}").await;
        assert_eq!(refused(&twice, 422), ["handle"]);
    }

    async fn a_field_that_is_wrong_is_named(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let communities = at("/communities");
        let post = async |body| refused(&lee.post(&communities, &body).await, 422);
        assert_eq!(post(json!({"name": "Sepsis care"})).await, ["handle"]);
        assert_eq!(post(json!({"handle": 7, "name": "Sepsis care"})).await, ["handle"]);
        assert_eq!(post(json!({"handle": "sepsis", "name": "x", "visibility": "secret"})).await, ["visibility"]);
        assert_eq!(post(json!({"handle": "sepsis", "name": ""})).await, ["name"]);
        assert_eq!(post(json!({"handle": "se psis", "name": "Sepsis care"})).await, ["handle"]);
        assert_eq!(post(json!({"handle": "sepsis", "name": "x", "language": "!"})).await, ["language"]);
        let list = async |query: &str| refused(&lee.get(&format!("{communities}?{query}")).await, 422);
        assert_eq!(list("after=yesterday").await, ["after"]);
        assert_eq!(list(&format!("q={}", "x".repeat(201))).await, ["q"]);
        // Limits beyond what a list gives, and fields that nobody knows, are no mistakes.
        lee.get(&format!("{communities}?limit=100000&colour=red")).await.ok();
    }

    async fn a_character_that_cannot_be_kept_is_refused_wherever_it_stands(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let communities = at("/communities");
        let community = |name: &str| json!({"handle": "sepsis", "name": name});
        refused(&lee.post(&communities, &community("Sepsis\0")).await, 400);
        refused(&lee.get(&format!("{communities}?q=%00")).await, 400);
        refused(&lee.get(&at("/peers/%00")).await, 404);
        let said = json!({"status": "Good\0 morning", "visibility": "public"});
        assert_eq!(lee.post("/api/v1/statuses", &said).await.status, 400);
        assert_eq!(lee.post_form("/api/v1/statuses", "status=Good%00").await.status, 400);
        assert_eq!(lee.post(&communities, &community("Sepsis \\u0000")).await.json["name"], "Sepsis \\u0000");
    }

    async fn of_two_who_do_the_same_at_once_one_is_told_so(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let max = api.app_of_new("max", ALL).await;
        let communities = at("/communities");
        let new = json!({"handle": "wounds", "name": "Wounds"});
        let (one, two) = tokio::join!(lee.post(&communities, &new), nia.post(&communities, &new));
        let (made, late) = if one.status == 201 { (one, two) } else { (two, one) };
        assert_eq!((made.status, refused(&late, 422)), (201, vec!["handle".to_owned()]));

        let sepsis = sepsis(&api, &lee).await;
        let place = at(&format!("/communities/{}", sepsis.id));
        let (name, language) = (json!({"name": "Sepsis"}), json!({"language": "de"}));
        let (one, two) = tokio::join!(lee.patch(&place, &name), lee.patch(&place, &language));
        assert_eq!((one.status, two.status), (200, 200));
        let now = lee.get(&place).await.ok();
        assert_eq!((&now["name"], &now["language"]), (&json!("Sepsis"), &json!("de")));

        let report = json!({"account_id": max.id(), "comment": "Advertises"});
        nia.post("/api/v1/reports", &report).await.ok();
        let ada = admin(&api).await;
        let id = ada.get(&at("/reports")).await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
        let resolve = at(&format!("/reports/{id}/resolve"));
        let decision = json!({"outcome": "resolved", "resolution": "Talked"});
        let (one, two) = tokio::join!(ada.post(&resolve, &decision), ada.post(&resolve, &decision));
        assert_eq!(BTreeSet::from([one.status, two.status]), BTreeSet::from([200, 422]));

        let tool = json!({"title": "Calculator", "summary": "For doses", "kind": "tool", "body": "Counts."});
        let made = lee.post(&format!("{place}/resources"), &tool).await.json;
        let resource = at(&format!("/resources/{}", made["id"].as_str().unwrap()));
        let with = |body: &str| json!({"title": "Calculator", "summary": "For doses", "kind": "tool", "body": body});
        let (first, second) = (with("Adds."), with("Divides."));
        let (one, two) = tokio::join!(lee.put(&resource, &first), lee.put(&resource, &second));
        for answer in [one, two] {
            assert!(answer.status == 200 || refused(&answer, 409).is_empty());
        }
    }

    async fn threat_070_who_asks_too_often_is_told_until_when_to_wait(db: Db) {
        let nobody = TestApi::on(db).stranger();
        let mut answer = nobody.get(&at("/nowhere")).await;
        for _ in 0..400 {
            if answer.status == 429 {
                break;
            }
            answer = nobody.get(&at("/nowhere")).await;
        }
        refused(&answer, 429);
        assert!(answer.headers.contains_key("retry-after") && answer.headers.contains_key("x-ratelimit-reset"));
    }
}
