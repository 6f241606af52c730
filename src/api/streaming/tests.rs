//! Looking on, as an app does that knows server-sent events.

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::feed;
use crate::api::testing::{TestApi, TestApp};
use crate::services::testing::{community, on_both_engines};
use crate::store::Db;

const EVERYTHING: &str = "read write follow";

/// The events of an open stream.
struct Events(BodyDataStream);

impl Events {
    fn of(body: Body) -> Self {
        Self(body.into_data_stream())
    }

    /// The name of the next event and what it carries.
    async fn next(&mut self) -> (String, String) {
        loop {
            let chunk = self.0.next().await.unwrap().unwrap();
            let text = std::str::from_utf8(&chunk).unwrap();
            let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let (Some(event), Some(data)) = (field("event: "), field("data: ")) {
                return (event, data);
            }
        }
    }

    async fn json(&mut self, expected: &str) -> Value {
        let (event, data) = self.next().await;
        assert_eq!(event, expected);
        serde_json::from_str(&data).unwrap()
    }
}

/// A node that tells what happens, with Lee, who keeps `sepsis`, and Dana, who follows it.
async fn ground(db: Db) -> (TestApi, TestApp, TestApp) {
    let api = TestApi::on(db);
    tokio::spawn(feed(api.state.clone(), CancellationToken::new()));
    let lee = api.app_of_new("lee", EVERYTHING).await;
    let dana = api.app_of_new("dana", EVERYTHING).await;
    let mut tx = api.state.db.begin().await.unwrap();
    let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
    tx.commit().await.unwrap();
    dana.post(&format!("/api/v1/accounts/{}/follow", sepsis.id), &json!({})).await.ok();
    (api, lee, dana)
}

async fn discussion(app: &TestApp, title: &str) -> Value {
    let status = format!("@sepsis@a.test {title}\n\nWhat do you do?");
    app.post("/api/v1/statuses", &json!({ "status": status })).await.ok()
}

on_both_engines! {
    async fn whoever_follows_a_community_is_told_of_each_new_thread(db: Db) {
        let (_api, lee, dana) = ground(db).await;
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        let posted = discussion(&lee, "Fever").await;
        let update = home.json("update").await;
        assert_eq!(update["reblog"]["id"], posted["id"]);
        assert_eq!(update["account"]["group"], true);

        let edited = json!({ "status": "Fever and chills\n\nWhat do you do?" });
        lee.put(&format!("/api/v1/statuses/{}", posted["id"].as_str().unwrap()), &edited).await.ok();
        assert!(home.json("status.update").await["content"].as_str().unwrap().contains("chills"));

        lee.delete(&format!("/api/v1/statuses/{}", posted["id"].as_str().unwrap())).await.ok();
        assert_eq!(home.next().await, ("delete".to_owned(), posted["id"].as_str().unwrap().to_owned()));
    }

    async fn a_community_can_be_looked_at_alone(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let lists = dana.get("/api/v1/lists").await.ok();
        let id = lists[0]["id"].as_str().unwrap().to_owned();
        let mut tab = Events::of(dana.open(&format!("/api/v1/streaming/list?list={id}")).await);
        let mut public = Events::of(api.stranger().open("/api/v1/streaming/public/local").await);
        let posted = discussion(&lee, "Lactate").await;
        assert_eq!(tab.json("update").await["reblog"]["id"], posted["id"]);
        assert_eq!(public.json("update").await["id"], posted["id"]);
    }

    async fn whoever_is_answered_is_told(db: Db) {
        let (_api, lee, dana) = ground(db).await;
        let posted = discussion(&lee, "Chills").await;
        let mut told = Events::of(lee.open("/api/v1/streaming/user/notification").await);
        let reply = json!({ "status": "Warm them.", "in_reply_to_id": posted["id"] });
        dana.post("/api/v1/statuses", &reply).await.ok();
        let notification = told.json("notification").await;
        assert_eq!(notification["type"], "mention");
        assert_eq!(notification["account"]["username"], "dana");
    }

    async fn whoever_is_blocked_is_not_heard(db: Db) {
        let (_api, lee, dana) = ground(db).await;
        dana.post(&format!("/api/v1/accounts/{}/mute", lee.id()), &json!({})).await.ok();
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        discussion(&lee, "Not heard").await;
        let own = discussion(&dana, "My own").await;
        assert_eq!(home.json("update").await["reblog"]["id"], own["id"]);
    }

    async fn threat_088_a_stream_is_open_to_whom_it_belongs(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let narrow = api.app_of(dana.person.as_ref().unwrap(), "read:accounts").await;
        let lists = lee.post("/api/v1/lists", &json!({ "title": "Wards" })).await.ok();
        let of_lee = format!("/api/v1/streaming/list?list={}", lists["id"].as_str().unwrap());
        for (app, path, status) in [
            (&api.stranger(), "/api/v1/streaming/user", 401),
            (&narrow, "/api/v1/streaming/user", 403),
            (&narrow, "/api/v1/streaming/user/notification", 403),
            (&dana, of_lee.as_str(), 404),
            (&dana, "/api/v1/streaming/list?list=x", 404),
            (&dana, "/api/v1/streaming/hashtag", 422),
            (&dana, "/api/v1/streaming/everything", 422),
        ] {
            assert_eq!(app.get(path).await.status, status, "{path}");
        }
    }
}
