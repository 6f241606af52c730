use serde_json::json;

use super::{ALL, admin, at, each, refused, sepsis};
use crate::api::testing::TestApi;
use crate::services::testing::{on_both_engines, remote_community};
use crate::store::Db;

on_both_engines! {
    async fn threat_093_what_is_of_a_blocked_server_is_not_there(db: Db) {
        let api = TestApi::on(db);
        let ada = admin(&api).await;
        let nia = api.app_of_new("nia", ALL).await;
        let mut tx = api.state.db.begin().await.unwrap();
        let wounds = remote_community(&api.state.context, &mut tx, "wounds", "evil.test").await;
        remote_community(&api.state.context, &mut tx, "falls", "b.test").await;
        tx.commit().await.unwrap();
        let one = at(&format!("/communities/{}", wounds.id));
        let below = ["", "/log", "/moderators", "/followers/servers", "/resources"].map(|path| format!("{one}{path}"));
        for path in &below {
            nia.get(path).await.ok();
        }
        let rule = json!({"rule": "block"});
        ada.put(&at("/federation/rules/evil.test"), &rule).await.ok();
        for path in &below {
            refused(&nia.get(path).await, 404);
            refused(&api.stranger().get(path).await, 404);
        }
        let list = nia.get(&at("/communities")).await.ok();
        assert_eq!(each(&list, "/acct"), ["falls@b.test"]);
    }

    async fn threat_092_whoever_is_blocked_does_not_read_and_can_keep_order(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let max = api.app_of_new("max", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let tool = json!({"title": "Calculator", "summary": "For doses", "kind": "tool", "body": "Counts."});
        let made = max.post(&library, &tool).await.json;
        let id = made["id"].as_str().unwrap();
        let resource = at(&format!("/resources/{id}"));
        let post = at(&format!("/posts/{id}"));
        let below = ["", "/versions", "/versions/1", "/difference?from=1&to=1"].map(|path| format!("{resource}{path}"));
        for path in below.iter().chain([&post]) {
            nia.get(path).await.ok();
        }
        for blocked in [&nia, &lee] {
            let block = format!("/api/v1/accounts/{}/block", blocked.id());
            max.post(&block, &json!({})).await.ok();
        }
        for path in below.iter().chain([&post]) {
            refused(&nia.get(path).await, 404);
            lee.get(path).await.ok();
        }
        lee.put(&format!("{post}/lock"), &json!({})).await.ok();
        lee.put(&format!("{post}/removal"), &json!({"reason": "Advertises"})).await.ok();
    }
}
