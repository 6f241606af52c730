use serde_json::json;

use super::{answer, sepsis, thread};
use crate::api::testing::{TestApi, TestApp};
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::PostId;
use crate::domain::post::PostState;
use crate::services::posts;
use crate::services::testing::{facts, on_both_engines};
use crate::store::{Db, notifications, posts as stored};

async fn told(api: &TestApi, person: &TestApp) -> i64 {
    notifications::count_unread(&mut api.state.db.read().await.unwrap(), person.id()).await.unwrap()
}

const VERBS: [&str; 10] = [
    "favourite",
    "unfavourite",
    "bookmark",
    "unbookmark",
    "pin",
    "unpin",
    "mute",
    "unmute",
    "reblog",
    "unreblog",
];

on_both_engines! {
    async fn thanks_bookmarks_and_pins_are_given_and_taken_back(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let path = |verb: &str| format!("/api/v1/statuses/{}/{verb}", root.id);
        for (verb, field, is_so) in [
            ("favourite", "favourited", true),
            ("favourite", "favourited", true),
            ("unfavourite", "favourited", false),
            ("bookmark", "bookmarked", true),
            ("unbookmark", "bookmarked", false),
        ] {
            let status = dana.post(&path(verb), &json!({})).await.ok();
            assert_eq!(status[field], is_so, "{verb}");
            assert_eq!(status["favourites_count"], i64::from(verb == "favourite"));
        }
        assert_eq!(dana.post(&path("pin"), &json!({})).await.status, 422);
        assert_eq!(lee.post(&path("pin"), &json!({})).await.ok()["pinned"], true);
        for number in 0..5 {
            let more = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "More").await;
            let pinned = lee.post(&format!("/api/v1/statuses/{}/pin", more.id), &json!({})).await;
            assert_eq!(pinned.status, if number < 4 { 200 } else { 422 });
        }
        assert_eq!(lee.post(&path("unpin"), &json!({})).await.ok()["pinned"], false);
    }

    async fn who_shared_a_post_is_told_that_it_says_something_else_now(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let (dana, kim) = (api.app_of_new("dana", "read write").await, api.app_of_new("kim", "read write").await);
        let post = lee.post("/api/v1/statuses", &json!({ "status": "Wash hands" })).await.ok();
        let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
        dana.post(&format!("{path}/reblog"), &json!({})).await.ok();
        lee.post(&format!("{path}/reblog"), &json!({})).await.ok();
        kim.post(&format!("{path}/favourite"), &json!({})).await.ok();
        for words in ["Wash your hands", "Wash your hands often"] {
            lee.put(&path, &json!({ "status": words })).await.ok();
            let shown = dana.get("/api/v1/notifications").await.ok();
            assert_eq!(shown.as_array().unwrap().len(), 1, "the last change counts");
            assert_eq!((&shown[0]["type"], &shown[0]["account"]["acct"]), (&json!("update"), &json!("lee")));
            assert_eq!(shown[0]["status"]["id"], post["id"]);
            assert!(shown[0]["status"]["content"].as_str().unwrap().contains(words));
        }
        assert_eq!(dana.get("/api/v1/notifications?types[]=update").await.ok().as_array().unwrap().len(), 1);
        assert_eq!(told(&api, &kim).await, 0, "thanks are no reason");
        let own = lee.get("/api/v1/notifications?types[]=update").await.ok();
        assert_eq!(own, json!([]), "nobody is told of what they did");
        dana.post(&format!("{path}/unreblog"), &json!({})).await.ok();
        lee.put(&path, &json!({ "status": "Wash" })).await.ok();
        assert_eq!(dana.get("/api/v1/notifications?types[]=update").await.ok(), json!([]));
    }

    async fn a_share_reaches_followers_is_counted_and_told_and_can_be_taken_back(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        facts(&mut db.begin().await.unwrap()).await;
        let share = dana.post(&format!("/api/v1/statuses/{}/reblog", root.id), &json!({})).await.ok();
        assert_eq!(share["account"]["acct"], "dana");
        assert_eq!(share["reblog"]["id"], root.id.to_string());
        assert_eq!((&share["reblog"]["reblogs_count"], &share["reblog"]["reblogged"]), (&json!(1), &json!(true)));
        assert_eq!(told(&api, &lee).await, 1);
        // Sharing a share shares what was shared, and once.
        let again = format!("/api/v1/statuses/{}/reblog", share["id"].as_str().unwrap());
        assert_eq!(dana.post(&again, &json!({})).await.ok()["id"], share["id"]);
        let mut tx = db.begin().await.unwrap();
        let shared: Vec<Fact> =
            facts(&mut tx).await.into_iter().filter(|fact| matches!(fact, Fact::Shared { .. })).collect();
        assert_eq!(shared.len(), 1);
        drop(tx);
        let status = dana.post(&format!("/api/v1/statuses/{}/unreblog", root.id), &json!({})).await.ok();
        assert_eq!((&status["reblogs_count"], &status["reblogged"]), (&json!(0), &json!(false)));
        assert_eq!(told(&api, &lee).await, 0);
    }

    async fn what_waits_for_its_host_or_was_deleted_is_not_shared(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let path = format!("/api/v1/statuses/{}/reblog", root.id);
        let mut tx = db.begin().await.unwrap();
        stored::set_state(&mut tx, root.id, PostState::Sent, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(lee.post(&path, &json!({})).await.status, 422);
        let mut tx = db.begin().await.unwrap();
        stored::set_state(&mut tx, root.id, PostState::Published, None).await.unwrap();
        posts::delete(&api.state.context, &mut tx, lee.id(), root.id, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(lee.post(&path, &json!({})).await.status, 404);
    }

    async fn of_a_muted_thread_nothing_more_is_told(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let verb = |verb: &str| format!("/api/v1/statuses/{}/{verb}", root.id);
        assert_eq!(lee.post(&verb("mute"), &json!({})).await.ok()["muted"], true);
        let reply = answer(&api, dana.person.as_ref().unwrap(), root.id).await;
        dana.post(&verb("favourite"), &json!({})).await.ok();
        assert_eq!(told(&api, &lee).await, 0);
        let status = lee.post(&format!("/api/v1/statuses/{}/unmute", reply.id), &json!({})).await.ok();
        assert_eq!(status["muted"], false);
        answer(&api, dana.person.as_ref().unwrap(), root.id).await;
        assert_eq!(told(&api, &lee).await, 1);
    }

    async fn threat_093_nothing_is_done_with_what_one_may_not_see(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let refused = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let mut tx = db.begin().await.unwrap();
        stored::set_state(&mut tx, refused.id, PostState::Refused, Some("no")).await.unwrap();
        tx.commit().await.unwrap();
        for id in [refused.id, PostId::new(7)] {
            for verb in VERBS {
                let answer = dana.post(&format!("/api/v1/statuses/{id}/{verb}"), &json!({})).await;
                assert_eq!(answer.status, 404, "{verb}");
            }
            let report = json!({ "account_id": lee.id().to_string(), "status_ids": [id.to_string()] });
            assert_eq!(dana.post("/api/v1/reports", &report).await.status, 404);
        }
    }

    async fn each_act_needs_its_own_scope(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write:statuses").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        for verb in ["favourite", "bookmark", "pin", "mute"] {
            let path = format!("/api/v1/statuses/{}/{verb}", root.id);
            assert_eq!(lee.post(&path, &json!({})).await.status, 403, "{verb}");
            assert_eq!(api.stranger().post(&path, &json!({})).await.status, 401, "{verb}");
        }
    }

    async fn a_report_reaches_the_moderators(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, dana.person.as_ref().unwrap(), &sepsis, "Buy this").await;
        let kim = api.app_of_new("kim", "read write").await;
        let said = json!({
            "account_id": dana.id().to_string(), "status_ids": [root.id.to_string()],
            "comment": "An advertisement", "category": "spam",
        });
        let report = kim.post("/api/v1/reports", &said).await.ok();
        assert_eq!((&report["category"], &report["action_taken"]), (&json!("spam"), &json!(false)));
        assert_eq!(report["target_account"]["acct"], "dana");
        assert_eq!(report["status_ids"], json!([root.id.to_string()]));
        assert_eq!(report["rule_ids"], json!([]));
        assert_eq!(told(&api, &lee).await, 1);
        assert_eq!(kim.get("/api/v1/polls/7").await.status, 404);
    }
}
