//! Pictures: what apps load of them, and those that take long to make anew.

use std::io::Cursor;
use std::time::Duration;

use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};

use super::sepsis;
use crate::api::testing::{TestApi, TestApp};
use crate::domain::ids::MediaId;
use crate::infra::media::MediaError;
use crate::services::media::Shelf;
use crate::services::testing::on_both_engines;
use crate::services::unfinished_media::{self, PROCESSING_JOB, finish, read_job};
use crate::store::jobs::{self, JobRow};
use crate::store::{Db, media};

const V1: &str = "/api/v1/media";
const V2: &str = "/api/v2/media";
const LEASE: Duration = Duration::from_mins(1);

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_luma8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// One that takes long.
fn large() -> Vec<u8> {
    picture(4000, 2001)
}

fn id(file: &Value) -> MediaId {
    file["id"].as_str().unwrap().parse().unwrap()
}

fn path(file: &Value) -> String {
    format!("/api/v1/media/{}", file["id"].as_str().unwrap())
}

/// Uploads a picture that takes long, of Lee's.
async fn waiting(api: &TestApi) -> (TestApp, Value) {
    let lee = api.app_of_new("lee", "read write").await;
    let answer = lee.upload_to(V2, "ward.png", &large(), &[("description", "A ward")]).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    (lee, answer.json)
}

async fn claimed(api: &TestApi, by: &str) -> Option<JobRow> {
    let now = api.state.context.now();
    let mut tx = api.state.db.begin().await.unwrap();
    let job = jobs::claim(&mut tx, &[PROCESSING_JOB], by, now, now + LEASE).await.unwrap();
    tx.commit().await.unwrap();
    job
}

async fn work(api: &TestApi, job: &JobRow) {
    let state = &api.state;
    let shelf = Shelf { uploads: &state.uploads, store: &state.media };
    finish(&state.context, &state.db, shelf, read_job(&job.payload).unwrap()).await.unwrap();
}

async fn original_is_kept(api: &TestApi, file: &Value) -> bool {
    match api.state.media.originals().get(id(file)).await {
        Ok(_) => true,
        Err(MediaError::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

on_both_engines! {
    async fn timelines_load_the_smaller_copy_of_a_picture(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        sepsis(&api, &lee).await;
        let file = lee.upload("ward.png", picture(960, 480), &[]).await.ok();
        let said = json!({ "status": "@sepsis@a.test Wards\n\nOurs.", "media_ids": [file["id"]] });
        let status = lee.post("/api/v1/statuses", &said).await.ok();
        let home = lee.get("/api/v1/timelines/home").await.ok();
        for shown in [&status["media_attachments"][0], &home[0]["reblog"]["media_attachments"][0]] {
            for field in ["id", "url", "preview_url", "meta"] {
                assert_eq!(shown[field], file[field], "{field}");
            }
            assert_ne!(shown["url"], shown["preview_url"]);
            assert_eq!(shown["meta"]["small"]["size"], "480x240");
        }
    }

    async fn a_picture_that_takes_long_is_answered_at_once_and_made_by_a_job(db: Db) {
        let api = TestApi::on(db);
        let (lee, file) = waiting(&api).await;
        assert_eq!((&file["type"], &file["url"], &file["preview_url"]), (&json!("image"), &Value::Null, &Value::Null));
        assert_eq!(file["description"], "A ward");
        let asked = lee.get(&path(&file)).await;
        assert_eq!((asked.status, &asked.json), (206, &file));
        let described = lee.put(&path(&file), &json!({ "description": "Our ward", "focus": "0.5,0" })).await;
        assert_eq!((described.status, &described.json["meta"]["focus"]["x"]), (206, &json!(0.5)));
        let at = (api.state.context.now() + Duration::from_hours(1)).to_string();
        for said in [
            json!({ "status": "Here", "media_ids": [file["id"]] }),
            json!({ "status": "Here", "media_ids": [file["id"]], "scheduled_at": at }),
        ] {
            let refused = lee.post("/api/v1/statuses", &said).await;
            let sentence = "Cannot attach files that have not finished processing. Try again in a moment!";
            assert_eq!((refused.status, &refused.json["error"]), (422, &json!(sentence)));
        }

        let job = claimed(&api, "test").await.unwrap();
        work(&api, &job).await;
        let done = lee.get(&path(&file)).await.ok();
        assert!(done["url"].is_string() && done["preview_url"].is_string());
        assert_eq!((&done["id"], &done["description"]), (&file["id"], &json!("Our ward")));
        assert_eq!((&done["meta"]["original"]["size"], &done["meta"]["focus"]["x"]), (&json!("2048x1024"), &json!(0.5)));
        let status = lee.post("/api/v1/statuses", &json!({ "status": "Here", "media_ids": [file["id"]] })).await.ok();
        assert_eq!(status["media_attachments"][0]["url"], done["url"]);
    }

    async fn a_process_that_dies_before_or_in_the_job_loses_no_picture(db: Db) {
        let api = TestApi::on(db);
        let (lee, file) = waiting(&api).await;
        // One took the job and died; nobody else has it until its lease runs out.
        assert!(claimed(&api, "dead").await.is_some());
        assert!(claimed(&api, "test").await.is_none());
        api.state.context.clock.advance(LEASE);
        let job = claimed(&api, "test").await.unwrap();
        work(&api, &job).await;
        let done = lee.get(&path(&file)).await.ok();
        // This one died before it said so.
        work(&api, &job).await;
        assert_eq!(lee.get(&path(&file)).await.ok(), done);
    }

    async fn threat_083_the_original_is_nobodys_to_read_and_goes(db: Db) {
        let api = TestApi::on(db);
        let (lee, file) = waiting(&api).await;
        assert!(original_is_kept(&api, &file).await);
        let mut tx = api.state.db.read().await.unwrap();
        assert_eq!(media::of_owner(&mut tx, lee.id(), MediaId::new(0), 10).await.unwrap(), []);
        drop(tx);
        let job = claimed(&api, "test").await.unwrap();
        work(&api, &job).await;
        assert!(!original_is_kept(&api, &file).await);
        // One that its owner throws away, too.
        let another = lee.upload_to(V2, "ward.png", &large(), &[]).await.json;
        assert_eq!(lee.delete(&path(&another)).await.status, 200);
        assert_eq!(lee.get(&path(&another)).await.status, 404);
        let job = claimed(&api, "test").await.unwrap();
        work(&api, &job).await;
        assert!(!original_is_kept(&api, &another).await);
        assert_eq!(lee.get(&path(&another)).await.status, 404);
    }

    async fn what_turns_out_to_be_damaged_is_refused_later(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        let whole = large();
        let file = lee.upload_to(V2, "ward.png", &whole[..whole.len() / 2], &[]).await;
        assert_eq!(file.status, 202);
        let job = claimed(&api, "test").await.unwrap();
        work(&api, &job).await;
        assert_eq!(lee.get(&path(&file.json)).await.status, 422);
        assert!(!original_is_kept(&api, &file.json).await);
        let said = json!({ "status": "Here", "media_ids": [file.json["id"]] });
        assert_eq!(lee.post("/api/v1/statuses", &said).await.status, 422);
        // It is forgotten with the days.
        let state = &api.state;
        state.context.clock.advance(Duration::from_hours(49));
        let mut tx = state.db.begin().await.unwrap();
        assert_eq!(unfinished_media::sweep(&state.context, &mut tx, 10).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(lee.get(&path(&file.json)).await.status, 404);
    }

    async fn threat_092_a_picture_that_waits_is_its_owners_alone(db: Db) {
        let api = TestApi::on(db);
        let (_, file) = waiting(&api).await;
        let dana = api.app_of_new("dana", "read write").await;
        assert_eq!(dana.get(&path(&file)).await.status, 404);
        assert_eq!(dana.put(&path(&file), &json!({ "description": "Mine" })).await.status, 404);
        assert_eq!(dana.delete(&path(&file)).await.status, 404);
        let stolen = json!({ "status": "Mine", "media_ids": [file["id"]] });
        let refused = dana.post("/api/v1/statuses", &stolen).await;
        assert_eq!(refused.status, 422);
        assert!(refused.json["details"]["media_ids"].is_array(), "{}", refused.json);
    }

    async fn what_is_small_or_asked_for_in_the_old_way_is_done_at_once(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read write").await;
        for (address, content) in [(V2, picture(60, 40)), (V2, b"Wash hands.".to_vec()), (V1, large())] {
            let file = lee.upload_to(address, "ward.txt", &content, &[]).await.ok();
            assert!(file["url"].is_string(), "{address}");
            assert_eq!(lee.get(&path(&file)).await.ok(), file);
        }
        // Too many pixels, and no file that is known.
        for content in [picture(10_000, 4_001), b"#!/bin/sh".to_vec()] {
            assert_eq!(lee.upload_to(V2, "ward.png", &content, &[]).await.status, 422);
        }
        assert!(claimed(&api, "test").await.is_none());
    }
}
