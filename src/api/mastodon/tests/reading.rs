use serde_json::Value;

use super::{answer, thread};
use crate::api::testing::TestApi;
use crate::services::testing::{community, on_both_engines};
use crate::store::Db;

/// One field of each.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry.pointer(field).unwrap().as_str().unwrap()).collect()
}

on_both_engines! {
    async fn home_has_a_thread_once_as_its_community_passes_it_on(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read").await;
        let dana = api.app_of_new("dana", "read").await;
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
        tx.commit().await.unwrap();
        let root = thread(&api, dana.person.as_ref().unwrap(), &sepsis, "Lactate <threshold>?").await;
        let reply = answer(&api, lee.person.as_ref().unwrap(), root.id).await;

        let home = lee.get("/api/v1/timelines/home").await.ok();
        assert_eq!(home.as_array().unwrap().len(), 1);
        let share = &home[0];
        assert_eq!(share["account"]["group"], true);
        assert_eq!(share["account"]["acct"], "sepsis");
        assert_eq!(share["reblog"]["id"], root.id.to_string());
        assert_eq!(share["reblog"]["account"]["acct"], "dana");
        let content = share["reblog"]["content"].as_str().unwrap();
        assert!(content.starts_with("<p><strong>Lactate &lt;threshold&gt;?</strong></p>"), "{content}");
        assert_eq!(share["reblog"]["replies_count"], 1);
        assert_eq!(dana.get("/api/v1/timelines/home").await.ok(), Value::Array(vec![]));

        let path = format!("/api/v1/statuses/{}", share["id"].as_str().unwrap());
        assert_eq!(lee.get(&path).await.ok()["reblog"]["id"], root.id.to_string());
        let context = lee.get(&format!("/api/v1/statuses/{}/context", root.id)).await.ok();
        assert_eq!(each(&context["descendants"], "/id"), [reply.id.to_string()]);
        let context = lee.get(&format!("/api/v1/statuses/{}/context", reply.id)).await.ok();
        assert_eq!(each(&context["ancestors"], "/id"), [root.id.to_string()]);
        assert_eq!(lee.get(&format!("/api/v1/accounts/{}", sepsis.id)).await.ok()["statuses_count"], 1);
        let found = lee.get("/api/v1/accounts/lookup?acct=sepsis@a.test").await.ok();
        assert_eq!(found["id"], sepsis.id.to_string());
    }
}
