//! Files and statuses that wait: for their post, for their time.

use std::time::Duration;

use serde_json::{Value, json};

use super::{say, words};
use crate::api::testing::TestApi;
use crate::domain::ids::ScheduledId;
use crate::domain::moderation::NotificationKind;
use crate::domain::resource::ResourceKind;
use crate::domain::role::AccountState;
use crate::services::media::sweep;
use crate::services::posts::{NewAttachment, NewResource, Target, Wording};
use crate::services::scheduled::publish_due;
use crate::services::testing::{community, on_both_engines};
use crate::store::{Db, accounts, notifications, posts};

async fn due(api: &TestApi, waiting: &Value) {
    let id: ScheduledId = waiting["id"].as_str().unwrap().parse().unwrap();
    let state = &api.state;
    publish_due(&state.context, &state.db, state.network.as_ref(), id).await.unwrap();
}

on_both_engines! {
    async fn a_file_is_uploaded_described_and_attached(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let file = lee.upload("plan.txt", "Wash hands.", &[("description", "Plan"), ("focus", "0.5,-0.25")]);
        let file = file.await.ok();
        assert_eq!((&file["description"], &file["type"]), (&json!("Plan"), &json!("unknown")));
        assert_eq!(file["meta"]["focus"], json!({ "x": 0.5, "y": -0.25 }));
        let path = format!("/api/v1/media/{}", file["id"].as_str().unwrap());
        let described = lee.put(&path, &json!({ "description": "The plan" })).await.ok();
        assert_eq!((&described["description"], &described["meta"]["focus"]["x"]), (&json!("The plan"), &json!(0.5)));
        assert_eq!(lee.put(&path, &json!({ "focus": "2,0" })).await.status, 422);
        let said = json!({ "status": "Here", "media_ids": [file["id"]] });
        let status = lee.post("/api/v1/statuses", &said).await.ok();
        assert_eq!(status["media_attachments"][0]["id"], file["id"]);
        assert_eq!(status["media_attachments"][0]["description"], "The plan");
        assert_eq!(lee.delete(&path).await.status, 422);

        let post = format!("/api/v1/statuses/{}", status["id"].as_str().unwrap());
        let attributes = json!([{ "id": file["id"], "description": "Our plan", "focus": "0,1" }]);
        let edit = json!({ "status": "Here", "media_ids": [file["id"]], "media_attributes": attributes });
        let edited = lee.put(&post, &edit).await.ok();
        assert_eq!(edited["media_attachments"][0]["description"], "Our plan");
        assert_eq!(edited["media_attachments"][0]["meta"]["focus"]["y"], 1.0);
        lee.delete(&post).await.ok();
        assert_eq!(lee.delete(&path).await.status, 200);
        assert_eq!(lee.get(&path).await.status, 404);
    }

    async fn an_earlier_version_of_a_resource_shows_its_files(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let author = lee.person.as_ref().unwrap();
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", author).await;
        tx.commit().await.unwrap();
        let file = lee.upload("plan.txt", "Wash hands.", &[("description", "Plan")]).await.ok();
        let media = file["id"].as_str().unwrap().parse().unwrap();
        let wording = Wording {
            attachments: vec![NewAttachment::Uploaded { media, name: "Plan".to_owned() }],
            resource: Some(NewResource {
                kind: ResourceKind::Guideline,
                licence: None,
                steward_id: None,
                review_by: None,
            }),
            ..words("Hand washing", "See the plan.")
        };
        let post = say(&api, author, Target::Community(sepsis.id), wording).await;
        let path = format!("/api/v1/statuses/{}", post.id);
        let without = json!({ "status": "Hand washing\n\nThe plan is gone.", "media_ids": [] });
        assert_eq!(lee.put(&path, &without).await.ok()["media_attachments"], json!([]));
        let history = lee.get(&format!("{path}/history")).await.ok();
        assert_eq!(history[0]["media_attachments"][0]["id"], file["id"]);
        assert_eq!(history[0]["media_attachments"][0]["description"], "Plan");
        assert_eq!(history[1]["media_attachments"], json!([]));
    }

    async fn what_is_no_file_is_refused(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        assert_eq!(lee.upload("run.sh", "#!/bin/sh", &[]).await.status, 422);
        assert_eq!(lee.upload("plan.txt", "x", &[("focus", "left")]).await.status, 422);
        let reader = api.app_of(lee.person.as_ref().unwrap(), "read").await;
        assert_eq!(reader.upload("plan.txt", "x", &[]).await.status, 403);
        assert_eq!(api.stranger().upload("plan.txt", "x", &[]).await.status, 401);
    }

    async fn threat_092_files_and_waiting_posts_of_others_are_not_there(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let dana = api.app_of_new("dana", "read write").await;
        let file = lee.upload("plan.txt", "Wash hands.", &[]).await.ok();
        let at = (api.state.context.now() + Duration::from_hours(1)).to_string();
        let said = json!({ "status": "Later", "scheduled_at": at });
        let waiting = lee.post("/api/v1/statuses", &said).await.ok();
        let paths = [
            format!("/api/v1/media/{}", file["id"].as_str().unwrap()),
            format!("/api/v1/scheduled_statuses/{}", waiting["id"].as_str().unwrap()),
        ];
        for path in paths {
            assert_eq!(dana.get(&path).await.status, 404, "{path}");
            let change = json!({ "description": "x", "scheduled_at": at });
            assert_eq!(dana.put(&path, &change).await.status, 404, "{path}");
            assert_eq!(dana.delete(&path).await.status, 404, "{path}");
        }
        let stolen = json!({ "status": "Mine", "media_ids": [file["id"]] });
        assert_eq!(dana.post("/api/v1/statuses", &stolen).await.status, 422);
        assert_eq!(dana.get("/api/v1/scheduled_statuses").await.ok(), json!([]));
    }

    async fn a_post_is_published_when_its_time_comes(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let clock = &api.state.context.clock;
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
        tx.commit().await.unwrap();
        let at = |minutes| (api.state.context.now() + Duration::from_mins(minutes)).to_string();
        let said = |at: String| {
            let status = "@sepsis Journal club\n\nAt four.";
            json!({ "status": status, "scheduled_at": at, "visibility": "unlisted" })
        };
        assert_eq!(lee.post("/api/v1/statuses", &said(at(4))).await.status, 422);
        assert_eq!(lee.post("/api/v1/statuses", &said("soon".to_owned())).await.status, 422);
        let waiting = lee.post_named("/api/v1/statuses", "k", &said(at(60))).await.ok();
        assert_eq!(waiting["params"]["text"], "@sepsis Journal club\n\nAt four.");
        assert_eq!(waiting["params"]["visibility"], "unlisted");
        let again = lee.post_named("/api/v1/statuses", "k", &said(at(60))).await.ok();
        assert_eq!(again["id"], waiting["id"]);
        let path = format!("/api/v1/scheduled_statuses/{}", waiting["id"].as_str().unwrap());
        let moved = lee.put(&path, &json!({ "scheduled_at": at(120) })).await.ok();
        assert_eq!(moved["scheduled_at"], at(120));
        assert_eq!(lee.get("/api/v1/scheduled_statuses").await.ok()[0], moved);

        clock.advance(Duration::from_mins(61));
        due(&api, &waiting).await;
        assert_eq!(lee.get(&path).await.ok()["id"], waiting["id"]);
        clock.advance(Duration::from_hours(1));
        due(&api, &waiting).await;
        due(&api, &waiting).await;
        assert_eq!(lee.get(&path).await.status, 404);
        let mut tx = db.read().await.unwrap();
        let shown = posts::shown_of_author(&mut tx, sepsis.id, lee.id(), 10).await.unwrap();
        assert_eq!(shown.len(), 1);
        let post = posts::by_id(&mut tx, shown[0]).await.unwrap().unwrap();
        assert_eq!(post.title.as_deref(), Some("Journal club"));
    }

    async fn what_may_no_longer_be_said_when_its_time_comes_is_told_to_its_author(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let ctx = &api.state.context;
        let at = (ctx.now() + Duration::from_mins(10)).to_string();
        let mut said = json!({ "status": "@nobody@nowhere.test", "in_reply_to_id": "7", "scheduled_at": at });
        assert_eq!(lee.post("/api/v1/statuses", &said).await.status, 404);
        let question = lee.post("/api/v1/statuses", &json!({ "status": "Who is on call?" })).await.ok();
        said["in_reply_to_id"] = question["id"].clone();
        let waiting = lee.post("/api/v1/statuses", &said).await.ok();
        lee.delete(&format!("/api/v1/statuses/{}", question["id"].as_str().unwrap())).await.ok();
        ctx.clock.advance(Duration::from_mins(10));
        due(&api, &waiting).await;
        let mut tx = db.read().await.unwrap();
        let told = notifications::list(&mut tx, lee.id(), crate::domain::ids::NotificationId::new(i64::MAX), 10);
        let told = told.await.unwrap().rows;
        assert_eq!(told[0].notification.kind, NotificationKind::NotPublished);
        assert_eq!(told[0].notification.detail.as_deref(), Some("it was deleted or removed"));
        assert_eq!(told.len(), 1);
        drop(tx);
        due(&api, &waiting).await;
        assert_eq!(notifications::count_unread(&mut db.read().await.unwrap(), lee.id()).await.unwrap(), 1);
        assert_eq!(lee.get("/api/v1/scheduled_statuses").await.ok()[0]["params"]["text"], "@nobody@nowhere.test");

        let at = (ctx.now() + Duration::from_mins(10)).to_string();
        let waiting = lee.post("/api/v1/statuses", &json!({ "status": "Later", "scheduled_at": at })).await.ok();
        let mut tx = db.begin().await.unwrap();
        let (active, suspended) = (AccountState::Active, AccountState::Suspended);
        assert!(accounts::set_state(&mut tx, lee.id(), active, suspended, ctx.now()).await.unwrap());
        tx.commit().await.unwrap();
        ctx.clock.advance(Duration::from_mins(10));
        due(&api, &waiting).await;
        let mut tx = db.read().await.unwrap();
        assert_eq!(posts::standing_of_author(&mut tx, lee.id(), 10).await.unwrap(), []);
        drop(tx);
        // Whoever is let back in has what they wrote, and may publish it after all.
        let mut tx = db.begin().await.unwrap();
        assert!(accounts::set_state(&mut tx, lee.id(), suspended, active, ctx.now()).await.unwrap());
        tx.commit().await.unwrap();
        let path = format!("/api/v1/scheduled_statuses/{}", waiting["id"].as_str().unwrap());
        let at = (ctx.now() + Duration::from_mins(10)).to_string();
        lee.put(&path, &json!({ "scheduled_at": at })).await.ok();
        ctx.clock.advance(Duration::from_mins(10));
        due(&api, &waiting).await;
        assert_eq!(lee.get(&path).await.status, 404);
        let mut tx = db.read().await.unwrap();
        assert_eq!(posts::standing_of_author(&mut tx, lee.id(), 10).await.unwrap().len(), 1);
    }

    async fn a_request_that_is_sent_twice_is_carried_out_once_now_or_later(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let ctx = &api.state.context;
        let path = "/api/v1/statuses";
        let at = (ctx.now() + Duration::from_mins(10)).to_string();
        let (now, later) = (json!({ "status": "Now" }), json!({ "status": "Later", "scheduled_at": at }));
        for (key, said) in [("later", &later), ("now", &now)] {
            let (one, two) = tokio::join!(lee.post_named(path, key, said), lee.post_named(path, key, said));
            let (one, two) = (one.ok(), two.ok());
            assert_eq!(one["id"], two["id"], "{key}");
            // The name says what is meant, whatever comes with it.
            for again in [&now, &later] {
                assert_eq!(lee.post_named(path, key, again).await.ok()["id"], one["id"], "{key}");
            }
        }
        let waiting = lee.get("/api/v1/scheduled_statuses").await.ok();
        assert_eq!(waiting.as_array().unwrap().len(), 1);
        let mut tx = db.read().await.unwrap();
        assert_eq!(posts::standing_of_author(&mut tx, lee.id(), 10).await.unwrap().len(), 1);
        drop(tx);
        ctx.clock.advance(Duration::from_mins(10));
        due(&api, &waiting[0]).await;
        for again in [&now, &later] {
            assert_eq!(lee.post_named(path, "later", again).await.status, 422);
        }
    }

    async fn files_of_what_waits_are_kept(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let ctx = &api.state.context;
        let file = lee.upload("plan.txt", "Wash hands.", &[]).await.ok();
        let at = (ctx.now() + Duration::from_hours(200 * 24)).to_string();
        let said = json!({ "status": "Later", "media_ids": [file["id"], file["id"]], "scheduled_at": at });
        let waiting = lee.post("/api/v1/statuses", &said).await.ok();
        let path = format!("/api/v1/media/{}", file["id"].as_str().unwrap());
        assert_eq!(lee.delete(&path).await.status, 422);
        ctx.clock.advance(Duration::from_hours(199 * 24));
        let mut tx = db.begin().await.unwrap();
        assert_eq!(sweep(ctx, &mut tx, 10).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let waits = format!("/api/v1/scheduled_statuses/{}", waiting["id"].as_str().unwrap());
        assert_eq!(lee.get(&waits).await.ok()["media_attachments"][0]["id"], file["id"]);
        lee.delete(&waits).await.ok();
        assert_eq!(lee.delete(&path).await.status, 200);
    }
}
