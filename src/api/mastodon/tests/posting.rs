use std::time::Duration;

use serde_json::{Value, json};

use super::{answer, say, sepsis, thread, words};
use crate::api::testing::TestApi;
use crate::domain::community::PostPolicy;
use crate::domain::post::{MAX_ATTACHMENTS, PostKind};
use crate::services::posts::{Target, Wording};
use crate::services::testing::{on_both_engines, remote_community};
use crate::store::{Db, communities, posts};

async fn row(api: &TestApi, status: &Value) -> crate::domain::post::Post {
    let id = status["id"].as_str().unwrap().parse().unwrap();
    posts::by_id(&mut api.state.db.read().await.unwrap(), id).await.unwrap().unwrap()
}

on_both_engines! {
    async fn naming_a_community_begins_a_discussion_there(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let said = json!({
            "status": "@sepsis@a.test Who has a *form*?\n\nOurs is **old**. #Screening @lee",
            "language": "en", "visibility": "public",
        });
        let status = lee.post("/api/v1/statuses", &said).await.ok();
        let post = row(&api, &status).await;
        assert_eq!(post.community_id, Some(sepsis.id));
        assert_eq!(post.kind, PostKind::Discussion);
        assert_eq!(post.title.as_deref(), Some("Who has a *form*?"));
        assert!(post.html.starts_with("<p>Ours is <strong>old</strong>."), "{}", post.html);
        assert_eq!(post.language.as_deref(), Some("en"));
        assert_eq!(status["tags"][0]["name"], "screening");
        assert_eq!(status["mentions"][0]["acct"], "lee");
        assert_eq!(status["mentions"].as_array().unwrap().len(), 1);

        let titled = json!({ "status": "Ours is old.\n@sepsis", "spoiler_text": "Forms", "sensitive": true });
        let post = row(&api, &lee.post("/api/v1/statuses", &titled).await.ok()).await;
        assert_eq!((post.title.as_deref(), post.source.as_deref()), (Some("Forms"), Some("Ours is old.")));
        assert_eq!(post.summary, None);

        let one_line = lee.post_form("/api/v1/statuses", "status=%40sepsis+Who+has+a+form%3F").await.ok();
        let post = row(&api, &one_line).await;
        assert_eq!((post.title.as_deref(), post.html.as_str()), (Some("Who has a form?"), ""));
    }

    async fn an_answer_stands_in_its_thread_and_the_rest_outside_of_communities(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let said = json!({ "status": "@sepsis We use 4.", "in_reply_to_id": root.id });
        let reply = lee.post("/api/v1/statuses", &said).await.ok();
        assert_eq!(reply["in_reply_to_id"], root.id.to_string());
        let nobody = json!({ "automatic": [], "manual": [], "current_user": "denied" });
        assert_eq!((&reply["quote"], &reply["quote_approval"]), (&Value::Null, &nobody));
        assert_eq!(row(&api, &reply).await.kind, PostKind::Reply);

        let said = json!({ "status": "Good morning", "spoiler_text": "Coffee", "visibility": "public" });
        let alone = row(&api, &lee.post("/api/v1/statuses", &said).await.ok()).await;
        assert_eq!((alone.community_id, alone.title, alone.sensitive), (None, None, true));
        assert_eq!(alone.summary.as_deref(), Some("Coffee"));
    }

    async fn what_the_app_leaves_open_is_as_the_person_usually_has_it(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let usual = json!({ "source": { "sensitive": true, "language": "de" } });
        lee.patch("/api/v1/accounts/update_credentials", &usual).await.ok();
        let open = lee.post("/api/v1/statuses", &json!({ "status": "Guten Morgen" })).await.ok();
        assert_eq!((&open["sensitive"], &open["language"]), (&json!(true), &json!("de")));
        assert_eq!(open["visibility"], "public");
        let said = json!({ "status": "Good morning", "sensitive": false, "language": "en" });
        let stated = lee.post("/api/v1/statuses", &said).await.ok();
        assert_eq!((&stated["sensitive"], &stated["language"]), (&json!(false), &json!("en")));
        let at = (api.state.context.now() + Duration::from_hours(1)).to_string();
        let later = json!({ "status": "Später", "scheduled_at": at });
        let waiting = lee.post("/api/v1/statuses", &later).await.ok();
        assert_eq!(waiting["params"]["sensitive"], true);
        assert_eq!(waiting["params"]["language"], "de");
    }

    async fn a_history_says_when_each_wording_was_written(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let said = lee.post("/api/v1/statuses", &json!({ "status": "We use 2." })).await.ok();
        let path = format!("/api/v1/statuses/{}", said["id"].as_str().unwrap());
        let mut written = vec![said["created_at"].clone()];
        for text in ["We use 3.", "We use 4."] {
            api.state.context.clock.advance(Duration::from_mins(5));
            written.push(lee.put(&path, &json!({ "status": text })).await.ok()["edited_at"].clone());
        }
        let history = lee.get(&format!("{path}/history")).await.ok();
        let dates: Vec<Value> =
            history.as_array().unwrap().iter().map(|edit| edit["created_at"].clone()).collect();
        assert_eq!(dates, written);
    }

    async fn a_warning_stands_before_the_words_and_a_title_never_does(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let said = json!({ "status": "See the picture.", "spoiler_text": "Blood", "in_reply_to_id": root.id });
        let reply = lee.post("/api/v1/statuses", &said).await.ok();
        assert_eq!((&reply["spoiler_text"], &reply["sensitive"]), (&json!("Blood"), &json!(true)));
        let path = format!("/api/v1/statuses/{}", reply["id"].as_str().unwrap());
        let source = lee.get(&format!("{path}/source")).await.ok();
        assert_eq!((&source["text"], &source["spoiler_text"]), (&json!("See the picture."), &json!("Blood")));
        let changed = json!({ "status": "See both pictures.", "spoiler_text": "Blood, and more" });
        assert_eq!(lee.put(&path, &changed).await.ok()["spoiler_text"], "Blood, and more");
        let history = lee.get(&format!("{path}/history")).await.ok();
        assert_eq!(history[0]["spoiler_text"], "Blood");
        assert_eq!(history[1]["spoiler_text"], "Blood, and more");
        let lifted = json!({ "status": "See both pictures.", "spoiler_text": "", "sensitive": false });
        assert_eq!(lee.put(&path, &lifted).await.ok()["spoiler_text"], "");

        let titled = json!({ "status": "@sepsis Ours is old.", "spoiler_text": "Forms" });
        let status = lee.post("/api/v1/statuses", &titled).await.ok();
        assert_eq!(status["spoiler_text"], "");
        assert!(status["content"].as_str().unwrap().starts_with("<p><strong>Forms</strong></p>"), "{status}");
    }

    async fn the_warning_of_a_thread_is_no_title_when_an_app_gives_it_back(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let wording = Wording { summary: Some("Blood".to_owned()), sensitive: true, ..words("Lactate", "A picture.") };
        let target = Target::Community(sepsis.id);
        let root = say(&api, lee.person.as_ref().unwrap(), target, wording).await;
        let path = format!("/api/v1/statuses/{}", root.id);
        let source = lee.get(&format!("{path}/source")).await.ok();
        assert_eq!((&source["text"], &source["spoiler_text"]), (&json!("Lactate\n\nA picture."), &json!("Blood")));
        let back = json!({ "status": "Lactate\n\nTwo pictures.", "spoiler_text": "Blood" });
        let status = lee.put(&path, &back).await.ok();
        assert_eq!((&status["spoiler_text"], &status["sensitive"]), (&json!("Blood"), &json!(true)));
        assert_eq!(row(&api, &status).await.title.as_deref(), Some("Lactate"));
        let other = json!({ "status": "Lactate\n\nTwo pictures.", "spoiler_text": "Blood, and more" });
        let status = lee.put(&path, &other).await.ok();
        assert_eq!(status["spoiler_text"], "Blood, and more");
        assert_eq!(row(&api, &status).await.title.as_deref(), Some("Lactate"));
        let lifted = json!({ "status": "Lactate\n\nTwo pictures.", "spoiler_text": "", "sensitive": false });
        let status = lee.put(&path, &lifted).await.ok();
        assert_eq!((&status["spoiler_text"], &status["sensitive"]), (&json!(""), &json!(false)));
        let history = lee.get(&format!("{path}/history")).await.ok();
        let warnings: Vec<(&Value, &Value)> =
            history.as_array().unwrap().iter().map(|edit| (&edit["spoiler_text"], &edit["sensitive"])).collect();
        let said = [("Blood", true), ("Blood", true), ("Blood, and more", true), ("", false)]
            .map(|(warning, sensitive)| (json!(warning), json!(sensitive)));
        assert_eq!(warnings, said.iter().map(|(warning, sensitive)| (warning, sensitive)).collect::<Vec<_>>());
    }

    async fn what_waits_for_its_host_says_so(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let mut tx = db.begin().await.unwrap();
        remote_community(&api.state.context, &mut tx, "nursing", "b.test").await;
        tx.commit().await.unwrap();
        let said = json!({ "status": "@nursing@b.test Who has a form?" });
        let status = lee.post("/api/v1/statuses", &said).await.ok();
        assert!(status["content"].as_str().unwrap().contains("not published it yet"), "{status}");
    }

    async fn a_tag_is_found_however_it_is_spelled(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let status = lee.post("/api/v1/statuses", &json!({ "status": "Beds #\u{FF29}\u{FF23}\u{FF35}" })).await.ok();
        assert_eq!(status["tags"][0]["name"], "icu");
        let of_lee = format!("/api/v1/accounts/{}/statuses?tagged=", lee.id());
        for (spelling, found) in [("icu", true), ("%EF%BC%A9%EF%BC%A3%EF%BC%B5", true), ("%23ICU", true), ("1", false)] {
            for path in ["/api/v1/timelines/tag/", &of_lee] {
                let listed = lee.get(&format!("{path}{spelling}")).await.ok();
                assert_eq!(listed.as_array().unwrap().len(), usize::from(found), "{path}{spelling}");
            }
        }
        let all = lee.get("/api/v1/timelines/tag/icu?all[]=1").await.ok();
        assert_eq!(all, json!([]));
        for way in ["all", "none"] {
            let tags: Vec<String> = ["a", "b", "c", "d", "e"].map(|tag| format!("{way}[]={tag}")).into();
            let path = format!("/api/v1/timelines/tag/icu?{}", tags.join("&"));
            assert_eq!(lee.get(&path).await.status, 422, "{path}");
        }
    }

    async fn threat_070_no_change_describes_more_files_than_a_post_has(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let status = lee.post("/api/v1/statuses", &json!({ "status": "x" })).await.ok();
        let path = format!("/api/v1/statuses/{}", status["id"].as_str().unwrap());
        let change = |files: usize| {
            let files = vec![json!({ "id": "7", "description": "x" }); files];
            json!({ "status": "y", "media_attributes": files })
        };
        assert_eq!(lee.put(&path, &change(MAX_ATTACHMENTS + 1)).await.status, 422);
        let changed = lee.put(&path, &change(MAX_ATTACHMENTS)).await.ok();
        assert_eq!(changed["content"].as_str().unwrap().trim(), "<p>y</p>");
    }

    async fn what_cannot_be_said_is_refused_with_the_reason(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        for (said, part) in [
            (json!({ "status": "x", "visibility": "direct" }), "public"),
            (json!({ "status": "x", "visibility": "private" }), "public"),
            (json!({ "status": "x", "poll": { "options": ["a", "b"] } }), "Polls"),
            (json!({ "status": "" }), "Validation failed"),
            (json!({ "status": "@sepsis" }), "Validation failed"),
            (json!({ "status": "x", "media_ids": ["7"] }), "Validation failed"),
        ] {
            let answer = lee.post("/api/v1/statuses", &said).await;
            assert_eq!(answer.status, 422, "{said}");
            let error = answer.json["error"].as_str().unwrap();
            assert!(error.contains(part), "{}", answer.json);
            // Many apps show nothing but the sentence.
            for detail in answer.json["details"].as_object().into_iter().flat_map(|fields| fields.values()) {
                assert!(error.ends_with(detail[0]["description"].as_str().unwrap()), "{}", answer.json);
            }
        }
        // Its community decides whether a post is listed; outside of communities, all are.
        let quiet = |status: &str| json!({ "status": status, "visibility": "unlisted" });
        lee.post("/api/v1/statuses", &quiet("@sepsis Hello")).await.ok();
        let refused = lee.post("/api/v1/statuses", &quiet("Hello")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.json["error"].as_str().unwrap().contains("unlisted"), "{}", refused.json);
        let at = (api.state.context.now() + Duration::from_hours(1)).to_string();
        let later = json!({ "status": "Hello", "visibility": "unlisted", "scheduled_at": at });
        assert_eq!(lee.post("/api/v1/statuses", &later).await.status, 422);
        let said = json!({ "status": "x", "in_reply_to_id": "7" });
        assert_eq!(lee.post("/api/v1/statuses", &said).await.status, 404);
        let mut tx = db.begin().await.unwrap();
        let mut rules = communities::by_id(&mut tx, sepsis.id).await.unwrap().unwrap();
        rules.post_policy = PostPolicy::Followers;
        communities::update(&mut tx, &rules).await.unwrap();
        tx.commit().await.unwrap();
        let refused = dana.post("/api/v1/statuses", &json!({ "status": "@sepsis Hello" })).await;
        assert_eq!(refused.status, 403);
        assert!(refused.json["error"].as_str().unwrap().contains("follow the community"));
        let reader = api.app_of(lee.person.as_ref().unwrap(), "read").await;
        assert_eq!(reader.post("/api/v1/statuses", &json!({ "status": "x" })).await.status, 403);
        assert_eq!(api.stranger().post("/api/v1/statuses", &json!({ "status": "x" })).await.status, 401);
    }

    async fn the_same_request_twice_is_one_post(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let said = json!({ "status": "Good morning" });
        let first = lee.post_named("/api/v1/statuses", "k1", &said).await.ok();
        assert_eq!(lee.post_named("/api/v1/statuses", "k1", &said).await.ok()["id"], first["id"]);
        assert_ne!(lee.post_named("/api/v1/statuses", "k2", &said).await.ok()["id"], first["id"]);
        assert_ne!(dana.post_named("/api/v1/statuses", "k1", &said).await.ok()["id"], first["id"]);
        assert_eq!(lee.post_named("/api/v1/statuses", &"k".repeat(300), &said).await.status, 422);
    }

    async fn a_post_is_changed_and_taken_back_to_be_written_anew(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        sepsis(&api, &lee).await;
        let said = json!({ "status": "@sepsis Form?\n\nOurs is old. #Forms" });
        let status = lee.post("/api/v1/statuses", &said).await.ok();
        let path = format!("/api/v1/statuses/{}", status["id"].as_str().unwrap());
        let changed = json!({ "status": "Which form?\n\nOurs is very old." });
        let edited = lee.put(&path, &changed).await.ok();
        assert!(edited["edited_at"].is_string());
        let post = row(&api, &status).await;
        assert_eq!((post.title.as_deref(), post.version), (Some("Which form?"), 2));
        assert_eq!(post.source.as_deref(), Some("Ours is very old."));
        let gone = lee.delete(&path).await.ok();
        assert_eq!(gone["text"], "Which form?\n\nOurs is very old.");
        assert!(row(&api, &status).await.deleted_at.is_some());
        assert_eq!(lee.delete(&path).await.status, 404);
    }

    async fn threat_092_nobody_changes_or_deletes_what_somebody_else_said(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let reply = answer(&api, lee.person.as_ref().unwrap(), root.id).await;
        for id in [root.id, reply.id] {
            let path = format!("/api/v1/statuses/{id}");
            assert_eq!(dana.put(&path, &json!({ "status": "x" })).await.status, 404);
            assert_eq!(dana.delete(&path).await.status, 404);
        }
        assert_eq!(lee.delete("/api/v1/statuses/none").await.status, 404);
    }
}
