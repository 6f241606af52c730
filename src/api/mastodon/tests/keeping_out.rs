use serde_json::{Value, json};

use super::{answer, say, sepsis, thread, words};
use crate::api::testing::TestApi;
use crate::domain::community::FollowState;
use crate::domain::fact::Origin;
use crate::domain::federation::Rule;
use crate::domain::role::NodeRole;
use crate::services::federation_policy::{NewRule, add_rule};
use crate::services::posts::{self, Target};
use crate::services::relationships::block;
use crate::services::testing::{follow, on_both_engines, person, person_as, remote_person};
use crate::store::{Db, actors};

fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry.pointer(field).unwrap().as_str().unwrap()).collect()
}

on_both_engines! {
    async fn threat_092_who_waits_for_approval_is_nobody_yet(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let mut tx = api.state.db.begin().await.unwrap();
        let new = person(&api.state.context, &mut tx, "newbie").await;
        actors::suspend(&mut tx, new.id, api.state.context.now()).await.unwrap();
        let amir = person_as(&api.state.context, &mut tx, "amir", NodeRole::Moderator).await;
        tx.commit().await.unwrap();
        let amir = api.app_of(&amir, "read").await;
        for path in ["/api/v1/accounts/lookup?acct=newbie".to_owned(), format!("/api/v1/accounts/{}", new.id)] {
            assert_eq!(api.stranger().get(&path).await.status, 404, "{path}");
            assert_eq!(lee.get(&path).await.status, 404, "{path}");
            assert_eq!(amir.get(&path).await.ok()["suspended"], true, "{path}");
        }
        let report = json!({ "account_id": new.id.to_string() });
        let writer = api.app_of(lee.person.as_ref().unwrap(), "write").await;
        assert_eq!(writer.post("/api/v1/reports", &report).await.status, 404);
        let several = format!("/api/v1/accounts?id[]={}&id[]={}", new.id, lee.id());
        assert_eq!(each(&api.stranger().get(&several).await.ok(), "/acct"), ["lee"]);
    }

    async fn threat_093_people_of_a_blocked_server_are_not_found(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let mut tx = api.state.db.begin().await.unwrap();
        let ctx = &api.state.context;
        let spam = remote_person(ctx, &mut tx, "spam", "evil.test").await;
        let mut spam = actors::by_id(&mut tx, spam.id).await.unwrap().unwrap();
        spam.discoverable = true;
        actors::update(&mut tx, &spam).await.unwrap();
        tx.commit().await.unwrap();
        let lists = ["/api/v2/search?q=spam&type=accounts", "/api/v1/accounts/search?q=spam", "/api/v1/directory"];
        let accounts = |answer: &Value| {
            let list = answer.get("accounts").unwrap_or(answer);
            each(list, "/acct").contains(&"spam@evil.test")
        };
        for path in lists {
            assert!(accounts(&lee.get(path).await.ok()), "{path}");
        }
        let mut tx = api.state.db.begin().await.unwrap();
        let amir = person_as(ctx, &mut tx, "amir", NodeRole::Admin).await;
        let rule = NewRule { domain: "evil.test", rule: Rule::Block, reason: "" };
        add_rule(ctx, &mut tx, Some(amir.id), rule).await.unwrap();
        tx.commit().await.unwrap();
        for path in lists {
            assert!(!accounts(&lee.get(path).await.ok()), "{path}");
        }
        for what in ["", "/statuses", "/followers", "/following", "/featured_tags", "/endorsements"] {
            let path = format!("/api/v1/accounts/{}{what}", spam.id);
            assert_eq!(lee.get(&path).await.status, 404, "{path}");
        }
    }

    async fn whom_a_person_blocks_they_do_not_read_around_a_status_or_in_a_search(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let dana = api.app_of_new("dana", "read").await;
        let sepsis = sepsis(&api, &lee).await;
        let [lee_is, dana_is] = [&lee, &dana].map(|app| app.person.clone().unwrap());
        let root = thread(&api, &lee_is, &sepsis, "Lactate").await;
        let by_dana = answer(&api, &dana_is, root.id).await;
        let below = answer(&api, &lee_is, by_dana.id).await;
        thread(&api, &dana_is, &sepsis, "Lactate again").await;
        let context = format!("/api/v1/statuses/{}/context", root.id);
        let search = "/api/v2/search?q=lactate&type=statuses";
        assert_eq!(each(&lee.get(&context).await.ok()["descendants"], "/account/acct"), ["dana", "lee"]);
        assert_eq!(lee.get(search).await.ok()["statuses"].as_array().unwrap().len(), 2);

        let mut tx = api.state.db.begin().await.unwrap();
        block(&api.state.context, &mut tx, lee.id(), dana.id()).await.unwrap();
        tx.commit().await.unwrap();
        let around = lee.get(&context).await.ok();
        assert_eq!(each(&around["descendants"], "/id"), [below.id.to_string()]);
        assert_eq!(each(&lee.get(search).await.ok()["statuses"], "/id"), [root.id.to_string()]);
        assert_eq!(each(&dana.get(search).await.ok()["statuses"], "/account/acct"), ["dana"]);
        let dana = api.app_of(&dana_is, "read write").await;
        dana.post(&format!("/api/v1/accounts/{}/mute", sepsis.id), &json!({})).await.ok();
        assert_eq!(dana.get(search).await.ok()["statuses"], json!([]));
    }

    async fn somebody_followed_is_found_behind_everybody_else(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let mut tx = api.state.db.begin().await.unwrap();
        let ctx = &api.state.context;
        for number in 1..=5 {
            person(ctx, &mut tx, &format!("anna{number}")).await;
        }
        let last = person(ctx, &mut tx, "zannah").await;
        follow(ctx, &mut tx, lee.person.as_ref().unwrap(), &last, FollowState::Accepted).await;
        tx.commit().await.unwrap();
        let path = "/api/v1/accounts/search?q=anna&limit=2";
        assert_eq!(lee.get(path).await.ok().as_array().unwrap().len(), 2);
        let followed = lee.get(&format!("{path}&following=true")).await.ok();
        assert_eq!(each(&followed, "/acct"), ["zannah"]);
    }

    async fn deleting_a_share_leaves_what_was_shared(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let path = format!("/api/v1/statuses/{}", root.id);
        for app in [&lee, &dana] {
            let share = app.post(&format!("{path}/reblog"), &json!({})).await.ok();
            let share = format!("/api/v1/statuses/{}", share["id"].as_str().unwrap());
            assert_eq!(app.put(&share, &json!({"status": "Otherwise"})).await.status, 404);
            let other = if app.id() == lee.id() { &dana } else { &lee };
            assert_eq!(other.delete(&share).await.status, 404, "threat 92");
            assert_eq!(app.get(&path).await.ok()["reblogs_count"], 1);
            let deleted = app.delete(&share).await.ok();
            assert_eq!((&deleted["text"], &deleted["reblog"]["id"]), (&json!(""), &json!(root.id.to_string())));
            assert_eq!(app.get(&path).await.ok()["reblogs_count"], 0);
            assert_eq!(app.get(&share).await.status, 404);
        }
    }

    async fn what_was_removed_is_about_nothing_and_names_nobody(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read").await;
        sepsis(&api, &lee).await;
        let said = json!({ "status": "@sepsis Lactate @dana\n\nNot #so" });
        let status = lee.post("/api/v1/statuses", &said).await.ok();
        assert_eq!(each(&status["tags"], "/name"), ["so"]);
        let root = status["id"].as_str().unwrap().parse().unwrap();
        let target = Target::Reply(root);
        say(&api, dana.person.as_ref().unwrap(), target, words("", "We use 4.")).await;
        let mut tx = api.state.db.begin().await.unwrap();
        let ctx = &api.state.context;
        posts::remove(ctx, &mut tx, lee.id(), root, "Wrong", &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let left = dana.get(&format!("/api/v1/statuses/{root}")).await.ok();
        assert_eq!((&left["tags"], &left["mentions"]), (&json!([]), &json!([])));
    }
}
