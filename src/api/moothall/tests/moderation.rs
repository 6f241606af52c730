use serde_json::json;

use super::{ALL, admin, at, each, refused, sepsis};
use crate::api::testing::{TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::services::testing::on_both_engines;
use crate::store::Db;

/// The id of a discussion that somebody begins.
async fn asks(app: &TestApp, community: &Actor) -> String {
    let said = json!({"status": format!("@{} How do you screen?\n\nWe use a form.", community.handle)});
    app.post("/api/v1/statuses", &said).await.ok()["id"].as_str().unwrap().to_owned()
}

on_both_engines! {
    async fn moderators_lock_pin_remove_and_put_back(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let sepsis = sepsis(&api, &lee).await;
        let post = at(&format!("/posts/{}", asks(&nia, &sepsis).await));
        for act in ["lock", "pin"] {
            let (place, field) = (format!("{post}/{act}"), if act == "lock" { "locked_at" } else { "pinned_at" });
            refused(&nia.put(&place, &json!({})).await, 403);
            assert!(lee.put(&place, &json!({})).await.ok()[field].is_string(), "{act}");
            assert!(lee.put(&place, &json!({})).await.ok()[field].is_string(), "{act}");
            assert_eq!(lee.delete(&place).await.ok()[field], json!(null), "{act}");
        }
        let removal = format!("{post}/removal");
        assert_eq!(refused(&lee.put(&removal, &json!({"reason": " "})).await, 422), ["reason"]);
        assert_eq!(refused(&lee.put(&removal, &json!({"reason": "x".repeat(501)})).await, 422), ["reason"]);
        refused(&nia.put(&removal, &json!({"reason": "Mine"})).await, 403);
        let removed = lee.put(&removal, &json!({"reason": "Names a patient"})).await.ok();
        assert_eq!((&removed["removed_reason"], &removed["title"]), (&json!("Names a patient"), &json!(null)));
        let back = lee.delete(&removal).await.ok();
        assert_eq!((&back["removed_at"], &back["title"]), (&json!(null), &json!("How do you screen?")));
        let log = api.stranger().get(&at(&format!("/communities/{}/log?limit=2", sepsis.id))).await.ok();
        assert_eq!(each(&log, "/action"), ["restore_post", "remove_post"]);
        assert!(log["next"].is_string());
        refused(&lee.put(&at("/posts/117/lock"), &json!({})).await, 404);
    }

    async fn who_is_banned_reads_and_does_nothing_else(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let sepsis = sepsis(&api, &lee).await;
        asks(&nia, &sepsis).await;
        let bans = at(&format!("/communities/{}/bans", sepsis.id));
        let of_nia = format!("{bans}/{}", nia.id());
        refused(&nia.get(&bans).await, 403);
        refused(&nia.put(&format!("{bans}/{}", lee.id()), &json!({"reason": "No"})).await, 403);
        refused(&lee.put(&format!("{bans}/{}", lee.id()), &json!({"reason": "No"})).await, 422);
        let ban = async |body| refused(&lee.put(&of_nia, &body).await, 422);
        assert_eq!(ban(json!({})).await, ["reason"]);
        assert_eq!(ban(json!({"reason": "Advertises", "ends_at": "soon"})).await, ["ends_at"]);
        assert_eq!(ban(json!({"reason": "Advertises", "ends_at": "2020-01-01T00:00:00Z"})).await, ["ends_at"]);
        let until = json!({"reason": "Advertises", "ends_at": "2030-01-01T00:00:00Z", "remove_posts": true});
        assert_eq!(lee.put(&of_nia, &until).await.status, 204);
        let list = lee.get(&bans).await.ok();
        assert_eq!(each(&list, "/person/acct"), ["nia"]);
        assert_eq!(each(&list, "/banned_by/acct"), ["lee"]);
        assert_eq!(each(&list, "/ends_at"), ["2030-01-01T00:00:00.000Z"]);
        let said = json!({"status": "@sepsis Again\n\nBuy."});
        assert_eq!(nia.post("/api/v1/statuses", &said).await.status, 403);
        let log = nia.get(&at(&format!("/communities/{}/log", sepsis.id))).await.ok();
        assert_eq!(each(&log, "/action"), ["remove_post", "ban_person"]);
        assert_eq!(lee.delete(&of_nia).await.status, 204);
        assert_eq!(lee.delete(&of_nia).await.status, 204);
        assert_eq!(lee.get(&bans).await.ok()["items"], json!([]));
        asks(&nia, &sepsis).await;
    }

    async fn who_is_suspended_does_nothing_until_they_are_let_back_in(db: Db) {
        let api = TestApi::on(db);
        let (ada, lee) = (admin(&api).await, api.app_of_new("lee", ALL).await);
        let nia = api.app_of_new("nia", ALL).await;
        let of = |app: &TestApp| at(&format!("/people/{}/suspension", app.id()));
        let reason = json!({"reason": "Advertises"});
        refused(&lee.put(&of(&nia), &reason).await, 403);
        assert_eq!(refused(&ada.put(&of(&nia), &json!({"reason": " "})).await, 422), ["reason"]);
        refused(&ada.put(&of(&ada), &reason).await, 422);
        refused(&ada.put(&at("/people/117/suspension"), &reason).await, 404);
        for _ in 0..2 {
            assert_eq!(ada.put(&of(&nia), &reason).await.status, 204);
        }
        assert!(nia.get("/api/v1/timelines/home").await.status >= 401);
        assert_eq!(lee.get(&format!("/api/v1/accounts/{}", nia.id())).await.status, 404);
        refused(&lee.delete(&of(&nia)).await, 403);
        for _ in 0..2 {
            assert_eq!(ada.delete(&of(&nia)).await.status, 204);
        }
        lee.get(&format!("/api/v1/accounts/{}", nia.id())).await.ok();
    }

    async fn threat_092_reports_are_for_those_who_decide_them(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let max = api.app_of_new("max", ALL).await;
        let sepsis = sepsis(&api, &lee).await;
        let post = asks(&max, &sepsis).await;
        let report = json!({"account_id": max.id(), "status_ids": [post], "comment": "Names a patient"});
        nia.post("/api/v1/reports", &report).await.ok();
        refused(&nia.get(&at("/reports")).await, 403);
        let list = lee.get(&at("/reports")).await.ok();
        assert_eq!(each(&list, "/subject/acct"), ["max"]);
        assert_eq!(each(&list, "/reporter/acct"), ["nia"]);
        assert_eq!(each(&list, "/post_id"), [post.as_str()]);
        let place = at(&format!("/reports/{}", each(&list, "/id")[0]));
        for stranger in [&nia, &max] {
            refused(&stranger.get(&place).await, 404);
            let decision = json!({"outcome": "dismissed", "resolution": "Nothing to see"});
            refused(&stranger.post(&format!("{place}/resolve"), &decision).await, 404);
            refused(&stranger.post(&format!("{place}/reopen"), &json!({})).await, 404);
        }
        let resolve = format!("{place}/resolve");
        let half = json!({"outcome": "resolved", "resolution": ""});
        assert_eq!(refused(&lee.post(&resolve, &half).await, 422), ["resolution"]);
        let decision = json!({"outcome": "resolved", "resolution": "Removed"});
        let decided = lee.post(&resolve, &decision).await.ok();
        assert_eq!((&decided["state"], &decided["resolution"]), (&json!("resolved"), &json!("Removed")));
        assert_eq!(decided["resolved_by"]["acct"], "lee");
        let log = api.stranger().get(&at(&format!("/communities/{}/log", sepsis.id))).await.ok();
        assert_eq!(log["items"], json!([]));
        refused(&lee.post(&resolve, &decision).await, 422);
        assert_eq!(lee.get(&at("/reports")).await.ok()["items"], json!([]));
        assert_eq!(each(&lee.get(&at("/reports?open=false")).await.ok(), "/state"), ["resolved"]);
        assert_eq!(lee.post(&format!("{place}/reopen"), &json!({})).await.ok()["state"], "open");
        refused(&lee.get(&at("/reports/117")).await, 404);
    }
}
