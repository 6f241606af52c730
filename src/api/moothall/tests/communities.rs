use serde_json::json;

use super::{ALL, admin, at, each, refused, sepsis};
use crate::api::testing::TestApi;
use crate::domain::community::FollowState;
use crate::services::testing::{follow, on_both_engines, remote_community};
use crate::store::Db;

on_both_engines! {
    async fn a_community_is_opened_found_and_edited(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let new = json!({
            "handle": "sepsis", "name": "Sepsis care", "summary": "We *screen*.", "language": "en",
            "post_policy": "followers",
        });
        let made = lee.post(&at("/communities"), &new).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let made = made.json;
        assert_eq!((&made["acct"], &made["visibility"]), (&json!("sepsis"), &json!("public")));
        assert_eq!(made["summary_html"], "<p>We <em>screen</em>.</p>\n");
        assert_eq!(made["mine"], json!({"follow": "accepted", "moderates": true}));
        assert_eq!(made["may"], json!({"post": true, "moderate": true, "manage": true}));
        assert_eq!(made["moderators"][0]["acct"], "lee");
        assert_eq!(refused(&nia.post(&at("/communities"), &new).await, 422), ["handle"]);

        let place = at(&format!("/communities/{}", made["id"].as_str().unwrap()));
        assert_eq!(lee.get(&place).await.ok(), made);
        let seen = nia.get(&place).await.ok();
        assert_eq!(seen["mine"], json!({"follow": null, "moderates": false}));
        assert_eq!(seen["may"], json!({"post": false, "moderate": false, "manage": false}));
        assert_eq!(api.stranger().get(&place).await.ok()["mine"], json!(null));

        let change = json!({"name": "Sepsis", "post_policy": "anyone", "approves_followers": true, "language": ""});
        refused(&nia.patch(&place, &change).await, 403);
        let writer = api.app_of(lee.person.as_ref().unwrap(), "read write").await;
        refused(&writer.patch(&place, &change).await, 403);
        let changed = lee.patch(&place, &change).await.ok();
        assert_eq!((&changed["name"], &changed["post_policy"]), (&json!("Sepsis"), &json!("anyone")));
        assert_eq!((&changed["language"], &changed["approves_followers"]), (&json!(null), &json!(true)));
        assert_eq!(changed["summary"], "We *screen*.");
        let log = api.stranger().get(&format!("{place}/log")).await.ok();
        assert_eq!(each(&log, "/action"), ["edit_community"]);
        assert_eq!(each(&log, "/moderator/acct"), ["lee"]);
        refused(&lee.get(&at("/communities/117")).await, 404);
        refused(&lee.get(&at(&format!("/communities/{}", lee.id()))).await, 404);
    }

    async fn communities_are_listed_a_page_at_a_time(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        sepsis(&api, &lee).await;
        let mut tx = db.begin().await.unwrap();
        for handle in ["wounds", "falls"] {
            remote_community(&api.state.context, &mut tx, handle, "b.test").await;
        }
        tx.commit().await.unwrap();
        let mut seen = Vec::new();
        let mut address = at("/communities?limit=2");
        loop {
            let answer = lee.get(&address).await;
            let link = answer.headers.get("link").map(|link| link.to_str().unwrap().to_owned());
            let page = answer.ok();
            seen.extend(each(&page, "/acct").into_iter().map(str::to_owned));
            let Some(next) = page["next"].as_str() else {
                assert_eq!(link, None);
                break;
            };
            address = at(&format!("/communities?limit=2&after={next}"));
            assert_eq!(link, Some(format!("<https://a.test{address}>; rel=\"next\"")));
        }
        seen.sort();
        assert_eq!(seen, ["falls@b.test", "sepsis", "wounds@b.test"]);
        let found = async |query: &str| {
            let list = lee.get(&at(&format!("/communities?{query}"))).await.ok();
            each(&list, "/acct").into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(found("local=true").await, ["sepsis"]);
        assert_eq!(found("followed=true").await, ["sepsis"]);
        assert_eq!(found("local=false&q=WOUND").await, ["wounds@b.test"]);
        assert_eq!(found("q=nothing+like+it").await, Vec::<String>::new());
    }

    async fn moderators_come_and_go_and_one_stays(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let ada = admin(&api).await;
        let place = at(&format!("/communities/{}/moderators", sepsis(&api, &lee).await.id));
        let of_nia = format!("{place}/{}", nia.id());
        let of_lee = format!("{place}/{}", lee.id());
        refused(&nia.put(&of_nia, &json!({})).await, 403);
        refused(&lee.put(&format!("{place}/117"), &json!({})).await, 404);
        refused(&lee.put(&format!("{place}/somebody"), &json!({})).await, 404);
        refused(&lee.delete(&of_lee).await, 422);
        assert_eq!(lee.put(&of_nia, &json!({})).await.status, 204);
        assert_eq!(ada.put(&of_nia, &json!({})).await.status, 204);
        let first = api.stranger().get(&format!("{place}?limit=1")).await.ok();
        assert_eq!(each(&first, "/acct"), ["lee"]);
        let rest = api.stranger().get(&format!("{place}?after={}", first["next"].as_str().unwrap())).await.ok();
        assert_eq!((each(&rest, "/acct"), &rest["next"]), (vec!["nia"], &json!(null)));
        assert_eq!(lee.delete(&of_lee).await.status, 204);
        refused(&lee.delete(&of_nia).await, 403);
        assert_eq!(each(&lee.get(&place).await.ok(), "/acct"), ["nia"]);
    }

    async fn threat_092_moderators_alone_see_who_follows(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let sepsis = sepsis(&api, &lee).await;
        let mut tx = db.begin().await.unwrap();
        follow(&api.state.context, &mut tx, nia.person.as_ref().unwrap(), &sepsis, FollowState::Waiting).await;
        tx.commit().await.unwrap();
        let place = at(&format!("/communities/{}/followers", sepsis.id));
        refused(&nia.get(&place).await, 403);
        refused(&api.stranger().get(&place).await, 401);
        assert_eq!(each(&lee.get(&place).await.ok(), "/person/acct"), ["lee"]);
        let waiting = lee.get(&format!("{place}?state=waiting")).await.ok();
        assert_eq!(each(&waiting, "/person/acct"), ["nia"]);
        assert_eq!(refused(&lee.get(&format!("{place}?state=gone")).await, 422), ["state"]);
        let decide = format!("{place}/{}", nia.id());
        refused(&nia.put(&decide, &json!({"decision": "approve"})).await, 403);
        assert_eq!(refused(&lee.put(&decide, &json!({"decision": "perhaps"})).await, 422), ["decision"]);
        assert_eq!(lee.put(&decide, &json!({"decision": "approve"})).await.status, 204);
        assert_eq!(each(&lee.get(&format!("{place}?state=waiting")).await.ok(), "/person/acct"), [""; 0]);
        let servers = nia.get(&format!("{place}/servers")).await.ok();
        assert_eq!(servers, json!([{"domain": "a.test", "followers": 2}]));
    }
}
