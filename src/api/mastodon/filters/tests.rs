use serde_json::{Value, json};

use crate::api::mastodon::entities::Status;
use crate::api::mastodon::present;
use crate::api::testing::{TestApi, TestApp};
use crate::domain::permission::Viewer;
use crate::domain::post::Post;
use crate::domain::role::NodeRole;
use crate::services::posts::{NewPost, Target, Wording, publish};
use crate::services::testing::{community, on_both_engines};
use crate::store::Db;

const ALL: &str = "read write";

fn sepsis_filter() -> Value {
    json!({
        "title": "Not today", "context": ["home", "thread"], "filter_action": "hide", "expires_in": 3600,
        "keywords_attributes": [{"keyword": "Lactate", "whole_word": true}, {"keyword": "crp"}],
    })
}

/// A discussion of somebody's, in a community of their own.
async fn discussion(api: &TestApi, db: &Db, author: &TestApp) -> Post {
    let mut tx = db.begin().await.unwrap();
    let author = author.person.as_ref().unwrap();
    let place = community(&api.state.context, &mut tx, "sepsis", author).await;
    let wording = Wording {
        title: Some("Who repeats lactate?".to_owned()),
        html: "<p>After fluids.</p>".to_owned(),
        ..Wording::default()
    };
    let new = NewPost { author: author.id, target: Target::Community(place.id), wording };
    let post = publish(&api.state.context, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    post
}

/// What somebody's app is shown of a post.
async fn seen(api: &TestApi, db: &Db, reader: &TestApp, post: &Post) -> Status {
    let viewer = Viewer::local(reader.id(), NodeRole::Person);
    let mut tx = db.read().await.unwrap();
    present::status(&api.state, &mut tx, &viewer, post.id).await.unwrap().unwrap()
}

on_both_engines! {
    async fn a_filter_is_made_changed_and_ended(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let made = lee.post("/api/v2/filters", &sepsis_filter()).await.ok();
        let expected = json!({
            "id": made["id"], "title": "Not today", "context": ["home", "thread"], "filter_action": "hide",
            "expires_at": "2026-09-21T15:13:20.000Z",
            "keywords": [
                {"id": made["keywords"][0]["id"], "keyword": "Lactate", "whole_word": true},
                {"id": made["keywords"][1]["id"], "keyword": "crp", "whole_word": false},
            ],
            "statuses": [],
        });
        assert_eq!(made, expected);
        let address = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
        let change = json!({
            "title": "Never", "expires_in": null, "keywords_attributes": [
                {"id": made["keywords"][0]["id"], "_destroy": true},
                {"id": made["keywords"][1]["id"], "keyword": "CRP"},
                {"keyword": "fever"},
            ],
        });
        let changed = lee.put(&address, &change).await.ok();
        assert_eq!((&changed["title"], &changed["expires_at"]), (&json!("Never"), &Value::Null));
        let words: Vec<&Value> =
            changed["keywords"].as_array().unwrap().iter().map(|keyword| &keyword["keyword"]).collect();
        assert_eq!(words, [&json!("CRP"), &json!("fever")]);
        assert_eq!(lee.get("/api/v2/filters").await.ok(), json!([changed]));
        assert_eq!(lee.delete(&address).await.ok(), json!({}));
        assert_eq!(lee.get(&address).await.status, 404);
    }

    async fn words_and_posts_are_added_and_taken_out_one_by_one(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let post = discussion(&api, &db, &nia).await;
        let made = lee.post("/api/v2/filters", &sepsis_filter()).await.ok();
        let address = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
        let word = lee.post(&format!("{address}/keywords"), &json!({"keyword": "fever"})).await.ok();
        let word = format!("/api/v2/filters/keywords/{}", word["id"].as_str().unwrap());
        assert_eq!(lee.put(&word, &json!({"whole_word": true})).await.ok()["whole_word"], true);
        assert_eq!(lee.get(&word).await.ok()["keyword"], "fever");
        assert_eq!(lee.get(&format!("{address}/keywords")).await.ok().as_array().unwrap().len(), 3);
        lee.delete(&word).await.ok();
        assert_eq!(lee.get(&word).await.status, 404);

        let named = lee.post(&format!("{address}/statuses"), &json!({"status_id": post.id})).await.ok();
        assert_eq!(named["status_id"], json!(post.id));
        let named = format!("/api/v2/filters/statuses/{}", named["id"].as_str().unwrap());
        assert_eq!(lee.get(&format!("{address}/statuses")).await.ok(), json!([lee.get(&named).await.ok()]));
        lee.delete(&named).await.ok();
        let unknown = lee.post(&format!("{address}/statuses"), &json!({"status_id": "1"})).await;
        assert_eq!(unknown.status, 404);
    }

    async fn a_status_says_which_filters_find_it_for_as_long_as_they_hold(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let post = discussion(&api, &db, &nia).await;
        let made = lee.post("/api/v2/filters", &sepsis_filter()).await.ok();
        let address = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
        lee.post(&format!("{address}/statuses"), &json!({"status_id": post.id})).await.ok();

        let shown = serde_json::to_value(seen(&api, &db, &lee, &post).await).unwrap();
        let expected = json!([{
            "filter": {
                "id": made["id"], "title": "Not today", "context": ["home", "thread"], "filter_action": "hide",
                "expires_at": "2026-09-21T15:13:20.000Z",
            },
            "keyword_matches": ["Lactate"],
            "status_matches": [post.id],
        }]);
        assert_eq!(shown["filtered"], expected);
        let others = serde_json::to_value(seen(&api, &db, &nia, &post).await).unwrap();
        assert_eq!(others["filtered"], json!([]));
        api.state.context.clock.advance(std::time::Duration::from_hours(1));
        let later = serde_json::to_value(seen(&api, &db, &lee, &post).await).unwrap();
        assert_eq!(later["filtered"], json!([]));
    }

    async fn older_apps_see_each_word_as_a_filter(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let form = "phrase=Lactate&context[]=home&context[]=public&irreversible=true&whole_word=1&expires_in=";
        let made = lee.post_form("/api/v1/filters", form).await.ok();
        let expected = json!({
            "id": made["id"], "phrase": "Lactate", "context": ["home", "public"], "whole_word": true,
            "expires_at": null, "irreversible": true,
        });
        assert_eq!(made, expected);
        let address = format!("/api/v1/filters/{}", made["id"].as_str().unwrap());
        let changed = lee.put(&address, &json!({"phrase": "CRP", "context": ["thread"]})).await.ok();
        assert_eq!((&changed["phrase"], &changed["context"]), (&json!("CRP"), &json!(["thread"])));
        assert_eq!(lee.get("/api/v1/filters").await.ok(), json!([changed]));
        assert_eq!(lee.get(&address).await.ok(), changed);
        lee.delete(&address).await.ok();
        assert_eq!(lee.get("/api/v2/filters").await.ok(), json!([]));

        let several = lee.post("/api/v2/filters", &sepsis_filter()).await.ok();
        let address = format!("/api/v1/filters/{}", several["keywords"][0]["id"].as_str().unwrap());
        assert_eq!(lee.put(&address, &json!({"context": ["public"]})).await.status, 422);
        lee.delete(&address).await.ok();
        assert_eq!(lee.get("/api/v2/filters").await.ok()[0]["keywords"].as_array().unwrap().len(), 1);
    }

    async fn threat_070_filters_are_bounded(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        for (change, field) in [
            (json!({"title": "x".repeat(201)}), "title"),
            (json!({"title": " "}), "title"),
            (json!({"context": []}), "context"),
            (json!({"context": ["everywhere"]}), "context"),
            (json!({"filter_action": "burn"}), "filter_action"),
            (json!({"keywords_attributes": [{"keyword": "x".repeat(201)}]}), "keyword"),
        ] {
            let mut asked = sepsis_filter();
            asked.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let answer = lee.post("/api/v2/filters", &asked).await;
            assert_eq!(answer.status, 422, "{change}");
            assert!(answer.json["details"][field].is_array(), "{}", answer.json);
        }
        assert_eq!(lee.get("/api/v2/filters").await.ok(), json!([]));
        for _ in 0..50 {
            lee.post("/api/v2/filters", &json!({"title": "x", "context": ["home"]})).await.ok();
        }
        let more = lee.post("/api/v2/filters", &json!({"title": "x", "context": ["home"]})).await;
        assert_eq!(more.status, 422);

        let filter = lee.get("/api/v2/filters").await.ok()[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v2/filters/{filter}");
        let gone = json!({"id": "7", "_destroy": true});
        let change = lee.put(&path, &json!({"keywords_attributes": vec![gone.clone(); 401]})).await;
        assert_eq!(change.status, 422);
        assert_eq!(lee.put(&path, &json!({"keywords_attributes": [gone]})).await.status, 404);
    }

    async fn threat_092_filters_are_their_owners_alone(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let made = lee.post("/api/v2/filters", &sepsis_filter()).await.ok();
        let filter = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
        let id = made["keywords"][0]["id"].as_str().unwrap();
        let own = nia.post("/api/v2/filters", &json!({"title": "x", "context": ["home"]})).await.ok();
        let own = format!("/api/v2/filters/{}", own["id"].as_str().unwrap());
        for path in [filter.clone(), format!("{filter}/keywords"), format!("{filter}/statuses"),
            format!("/api/v2/filters/keywords/{id}"), format!("/api/v1/filters/{id}")]
        {
            assert_eq!(nia.get(&path).await.status, 404, "{path}");
        }
        for path in [filter.clone(), format!("/api/v2/filters/keywords/{id}"), format!("/api/v1/filters/{id}")] {
            assert_eq!(nia.put(&path, &json!({"title": "mine", "keyword": "x"})).await.status, 404, "{path}");
            assert_eq!(nia.delete(&path).await.status, 404, "{path}");
        }
        let word = json!({"keyword": "x"});
        assert_eq!(nia.post(&format!("{filter}/keywords"), &word).await.status, 404);
        let stolen = json!({"keywords_attributes": [{"id": id, "keyword": "stolen"}]});
        assert_eq!(nia.put(&own, &stolen).await.status, 404);
        assert_eq!(lee.get(&filter).await.ok(), made);
        assert_eq!(api.stranger().get("/api/v2/filters").await.status, 401);
        let reader = api.app_of(lee.person.as_ref().unwrap(), "read:filters").await;
        assert_eq!(reader.delete(&filter).await.status, 403);
    }
}
