use serde_json::{Value, json};

use crate::api::testing::{TestApi, TestApp};
use crate::domain::community::FollowState;
use crate::services::testing::{community, follow, on_both_engines, person, remote_person};
use crate::store::{Db, actors};

const ALL: &str = "read write follow";

async fn between(app: &TestApp, id: &str) -> Value {
    app.get(&format!("/api/v1/accounts/relationships?id[]={id}")).await.ok()[0].clone()
}

on_both_engines! {
    async fn somebody_follows_a_community_and_says_what_of_it_they_want(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
        tx.commit().await.unwrap();
        let address = format!("/api/v1/accounts/{}", sepsis.id);

        let stands = between(&nia, &sepsis.id.to_string()).await;
        let nothing = json!({
            "id": sepsis.id, "following": false, "showing_reblogs": false, "notifying": false, "languages": null,
            "followed_by": false, "blocking": false, "blocked_by": false, "muting": false,
            "muting_notifications": false, "muting_expires_at": null, "requested": false, "requested_by": false,
            "domain_blocking": false, "endorsed": false, "note": "",
        });
        assert_eq!(stands, nothing);
        let followed = nia.post(&format!("{address}/follow"), &json!({"notify": true, "languages": ["de"]})).await;
        let followed = followed.ok();
        assert_eq!(
            (&followed["following"], &followed["showing_reblogs"], &followed["notifying"], &followed["languages"]),
            (&json!(true), &json!(true), &json!(true), &json!(["de"])),
        );
        let again = nia.post_form(&format!("{address}/follow"), "reblogs=false").await.ok();
        assert_eq!((&again["showing_reblogs"], &again["notifying"]), (&json!(false), &json!(true)));
        let left = nia.post(&format!("{address}/unfollow"), &json!({})).await.ok();
        assert_eq!(left, nothing);
        assert_eq!(nia.post("/api/v1/accounts/x/follow", &json!({})).await.status, 404);
        assert_eq!(nia.post("/api/v1/accounts/1/follow", &json!({})).await.status, 404);
        let oneself = nia.post(&format!("/api/v1/accounts/{}/follow", nia.id()), &json!({})).await;
        assert_eq!(oneself.status, 403);
    }

    async fn threat_088_relationships_need_their_scopes(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "write:follows read:mutes").await;
        let nia = api.app_of_new("nia", ALL).await;
        let address = format!("/api/v1/accounts/{}", nia.id());
        assert_eq!(lee.post(&format!("{address}/follow"), &json!({})).await.status, 200);
        for verb in ["block", "unblock", "mute", "unmute", "note"] {
            assert_eq!(lee.post(&format!("{address}/{verb}"), &json!({})).await.status, 403, "{verb}");
            assert_eq!(api.stranger().post(&format!("{address}/{verb}"), &json!({})).await.status, 401, "{verb}");
        }
        for list in ["follow_requests", "blocks", "domain_blocks", "lists", "preferences"] {
            assert_eq!(lee.get(&format!("/api/v1/{list}")).await.status, 403, "{list}");
            assert_eq!(api.stranger().get(&format!("/api/v1/{list}")).await.status, 401, "{list}");
        }
        assert_eq!(lee.get("/api/v1/mutes").await.status, 200);
    }

    async fn followers_wait_until_the_person_lets_them_in_and_are_listed_for_them_alone(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let kim = api.app_of_new("kim", ALL).await;
        lee.patch("/api/v1/accounts/update_credentials", &json!({"locked": true})).await.ok();
        let address = format!("/api/v1/accounts/{}", lee.id());
        for app in [&nia, &kim] {
            let asked = app.post(&format!("{address}/follow"), &json!({})).await.ok();
            assert_eq!((&asked["requested"], &asked["following"]), (&json!(true), &json!(false)));
        }
        let waiting = lee.get("/api/v1/follow_requests").await.ok();
        assert_eq!(waiting.as_array().unwrap().len(), 2);
        let own = lee.get("/api/v1/accounts/verify_credentials").await.ok();
        assert_eq!(own["source"]["follow_requests_count"], 2);

        let let_in = lee.post(&format!("/api/v1/follow_requests/{}/authorize", nia.id()), &json!({})).await.ok();
        assert_eq!(let_in["followed_by"], true);
        lee.post(&format!("/api/v1/follow_requests/{}/reject", kim.id()), &json!({})).await.ok();
        let gone = lee.post(&format!("/api/v1/follow_requests/{}/authorize", kim.id()), &json!({})).await;
        assert_eq!(gone.status, 404);

        let page = lee.get(&format!("{address}/followers?limit=1")).await;
        assert!(page.headers["link"].to_str().unwrap().contains("max_id="), "{:?}", page.headers);
        assert_eq!(page.ok()[0]["username"], "nia");
        assert_eq!(nia.get(&format!("{address}/followers")).await.ok(), json!([]));
        assert_eq!(nia.get(&format!("{address}/following")).await.ok(), json!([]));
        let own = nia.get(&format!("/api/v1/accounts/{}/following", nia.id())).await.ok();
        assert_eq!(own[0]["username"], "lee");
        let familiar = kim.get(&format!("/api/v1/accounts/familiar_followers?id[]={}", lee.id())).await.ok();
        assert_eq!(familiar, json!([{"id": lee.id(), "accounts": []}]));

        lee.post(&format!("/api/v1/accounts/{}/remove_from_followers", nia.id()), &json!({})).await.ok();
        assert_eq!(lee.get(&format!("{address}/followers")).await.ok(), json!([]));
    }

    async fn who_is_blocked_and_who_is_muted_is_listed_and_can_be_taken_back(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let mut tx = db.begin().await.unwrap();
        let dana = remote_person(&api.state.context, &mut tx, "dana", "b.test").await;
        follow(&api.state.context, &mut tx, nia.person.as_ref().unwrap(), lee.person.as_ref().unwrap(), FollowState::Accepted).await;
        tx.commit().await.unwrap();
        let address = format!("/api/v1/accounts/{}", nia.id());

        assert_eq!(lee.post(&format!("{address}/block"), &json!({})).await.ok()["blocking"], true);
        let seen = between(&nia, &lee.id().to_string()).await;
        assert_eq!((&seen["blocked_by"], &seen["following"]), (&json!(true), &json!(false)));
        let asked = nia.post(&format!("/api/v1/accounts/{}/follow", lee.id()), &json!({})).await;
        assert_eq!(asked.status, 403);
        assert_eq!(lee.get("/api/v1/blocks").await.ok()[0]["username"], "nia");
        assert_eq!(nia.get("/api/v1/blocks").await.ok(), json!([]));
        assert_eq!(lee.post(&format!("{address}/unblock"), &json!({})).await.ok()["blocking"], false);

        let muted = lee.post(&format!("{address}/mute"), &json!({"duration": "3600", "notifications": "0"})).await.ok();
        assert_eq!((&muted["muting"], &muted["muting_notifications"]), (&json!(true), &json!(false)));
        assert_eq!(muted["muting_expires_at"], "2026-09-21T15:13:20.000Z");
        let listed = lee.get("/api/v1/mutes").await.ok();
        assert_eq!(listed[0]["mute_expires_at"], "2026-09-21T15:13:20.000Z");
        assert_eq!(lee.post(&format!("{address}/unmute"), &json!({})).await.ok()["muting"], false);
        assert_eq!(lee.get("/api/v1/mutes").await.ok(), json!([]));

        lee.post("/api/v1/domain_blocks", &json!({"domain": "B.test"})).await.ok();
        assert_eq!(lee.get("/api/v1/domain_blocks").await.ok(), json!(["b.test"]));
        assert_eq!(between(&lee, &dana.id.to_string()).await["domain_blocking"], true);
        assert_eq!(lee.delete("/api/v1/domain_blocks?domain=b.test").await.ok(), json!({}));
        assert_eq!(lee.post("/api/v1/domain_blocks", &json!({"domain": "x y"})).await.status, 422);
        let oneself = format!("/api/v1/accounts/{}/block", lee.id());
        assert_eq!(lee.post(&oneself, &json!({})).await.status, 422);
    }

    async fn threat_092_a_note_about_somebody_is_the_writers_alone(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let kim = api.app_of_new("kim", ALL).await;
        let note = format!("/api/v1/accounts/{}/note", nia.id());
        let noted = lee.post(&note, &json!({"comment": "met in Porto"})).await.ok();
        assert_eq!(noted["note"], "met in Porto");
        assert_eq!(between(&kim, &nia.id().to_string()).await["note"], "");
        assert_eq!(between(&nia, &lee.id().to_string()).await["note"], "");
        assert_eq!(lee.post(&note, &json!({"comment": "x".repeat(2001)})).await.status, 422);
        assert_eq!(lee.post(&note, &json!({})).await.ok()["note"], "");
    }

    async fn somebody_suspended_can_be_let_go(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let mut tx = db.begin().await.unwrap();
        let bo = remote_person(&api.state.context, &mut tx, "bo", "b.test").await;
        let me = lee.person.as_ref().unwrap();
        follow(&api.state.context, &mut tx, me, &bo, FollowState::Accepted).await;
        follow(&api.state.context, &mut tx, &bo, me, FollowState::Accepted).await;
        assert!(actors::suspend(&mut tx, bo.id, api.state.context.now()).await.unwrap());
        tx.commit().await.unwrap();
        let address = format!("/api/v1/accounts/{}", bo.id);
        for verb in ["follow", "block", "mute"] {
            assert_eq!(lee.post(&format!("{address}/{verb}"), &json!({})).await.status, 404, "{verb}");
        }
        for verb in ["unmute", "unblock", "unfollow", "remove_from_followers"] {
            lee.post(&format!("{address}/{verb}"), &json!({})).await.ok();
        }
        let stands = lee.get(&format!("/api/v1/accounts/relationships?with_suspended=true&id[]={}", bo.id)).await;
        let stands = stands.ok();
        assert_eq!((&stands[0]["following"], &stands[0]["followed_by"]), (&json!(false), &json!(false)));
    }

    async fn somebody_suspended_stands_in_no_relation(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let mut tx = db.begin().await.unwrap();
        let bo = person(&api.state.context, &mut tx, "bo").await;
        assert!(actors::suspend(&mut tx, bo.id, api.state.context.now()).await.unwrap());
        tx.commit().await.unwrap();
        for verb in ["follow", "unfollow", "remove_from_followers", "unblock", "unmute"] {
            let path = format!("/api/v1/accounts/{}/{verb}", bo.id);
            assert_eq!(lee.post(&path, &json!({})).await.status, 404, "{verb}: threat 92");
        }
        let listed = lee.get(&format!("/api/v1/accounts/relationships?id[]={}&id[]=x", bo.id)).await;
        assert_eq!(listed.ok(), json!([]));
    }
}
