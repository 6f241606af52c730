//! The node as apps see it before anybody signs in.

use serde_json::json;

use crate::api::testing::TestApi;
use crate::config::{FederationMode, SignUpMode};
use crate::domain::federation::Rule;
use crate::domain::role::NodeRole;
use crate::services::accounts::set_sign_up_mode;
use crate::services::actors::ensure_node_actors;
use crate::services::federation_policy::{NewRule, add_rule, set_mode};
use crate::services::testing::{on_both_engines, person_as};
use crate::store::{Db, settings};

async fn node(db: Db) -> TestApi {
    let api = TestApi::on(db);
    let state = &api.state;
    ensure_node_actors(&state.context, &state.db, &state.sealer).await.unwrap();
    api
}

on_both_engines! {
    async fn apps_learn_what_they_need_before_anybody_signs_in(db: Db) {
        let api = node(db).await;
        let instance = api.stranger().get("/api/v2/instance").await.ok();
        assert_eq!(instance["domain"], "a.test");
        assert!(instance["version"].as_str().unwrap().starts_with("4.5.0 (compatible; Moothall "));
        assert_eq!(instance["configuration"]["urls"]["streaming"], "wss://a.test");
        assert!(instance["configuration"]["vapid"]["public_key"].as_str().unwrap().len() > 80);
        let statuses = json!({
            "max_characters": 40_000, "max_media_attachments": 16, "characters_reserved_per_url": 23,
        });
        assert_eq!(instance["configuration"]["statuses"], statuses);
        let media = &instance["configuration"]["media_attachments"];
        assert!(media["supported_mime_types"].as_array().unwrap().contains(&json!("image/webp")));
        assert_eq!(media["image_size_limit"], api.state.config.limits.upload_bytes);
        assert_eq!(instance["configuration"]["translation"]["enabled"], false);
        let everybody = json!({ "local": "public", "remote": "public" });
        assert_eq!(instance["configuration"]["timelines_access"]["live_feeds"], everybody);
        assert_eq!(instance["api_versions"], json!({ "mastodon": 2 }));
        assert!(instance["contact"]["account"]["id"].is_string());
        for field in ["source_url", "description"] {
            assert!(instance[field].is_string(), "{field}");
        }
        assert!(instance["thumbnail"]["url"].as_str().unwrap().starts_with("https://a.test/"));
        for list in ["icon", "languages", "rules"] {
            assert!(instance[list].is_array(), "{list}");
        }
        assert_eq!(instance["usage"]["users"]["active_month"], 0);
    }

    async fn a_slash_at_the_end_of_a_path_changes_nothing(db: Db) {
        let api = node(db).await;
        let app = api.app_of_new("lee", "read write").await;
        assert_eq!(app.get("/api/v1/instance/").await.ok()["uri"], "a.test");
        let about = app.get("/api/v1/accounts/verify_credentials/?with=query").await.ok();
        assert_eq!(about["username"], "lee");
        assert_eq!(app.post("/api/v1/lists/", &json!({ "title": "Wards" })).await.ok()["title"], "Wards");
        assert_eq!(api.stranger().get("/api/v1/lists/").await.status, 401);
        assert_eq!(app.get("/api/v1/nothing/").await.status, 404);
    }

    async fn the_languages_of_the_pages_are_named(db: Db) {
        let api = node(db).await;
        let languages = api.stranger().get("/api/v1/instance/languages").await.ok();
        assert_eq!(languages, json!([{ "code": "en", "name": "English" }, { "code": "de", "name": "German" }]));
    }

    async fn older_apps_learn_the_same_in_their_words(db: Db) {
        let api = node(db).await;
        let instance = api.stranger().get("/api/v1/instance").await.ok();
        assert_eq!(instance["uri"], "a.test");
        assert_eq!(instance["urls"]["streaming_api"], "wss://a.test");
        for number in ["user_count", "status_count", "domain_count"] {
            assert!(instance["stats"][number].is_i64(), "{number}");
        }
        for number in ["max_options", "max_characters_per_option", "min_expiration", "max_expiration"] {
            assert!(instance["configuration"]["polls"][number].is_u64(), "{number}");
        }
        assert_eq!(instance["registrations"], false);
        for text in ["title", "short_description", "description", "email", "version", "thumbnail"] {
            assert!(instance[text].is_string(), "{text}");
        }
        assert_eq!(instance["contact_account"]["acct"], "org");
    }

    async fn who_may_sign_up_is_what_the_administrator_decided(db: Db) {
        let api = node(db).await;
        let ctx = &api.state.context;
        let mut tx = api.state.db.begin().await.unwrap();
        let lee = person_as(ctx, &mut tx, "lee", NodeRole::Admin).await;
        set_sign_up_mode(ctx, &mut tx, lee.id, Some(SignUpMode::Approval)).await.unwrap();
        tx.commit().await.unwrap();
        let instance = api.stranger().get("/api/v2/instance").await.ok();
        assert_eq!(instance["registrations"]["enabled"], true);
        assert_eq!(instance["registrations"]["approval_required"], true);
        assert!(instance["registrations"]["url"].is_null() && instance["registrations"]["message"].is_null());
    }

    async fn the_rules_of_the_house_are_listed_point_by_point(db: Db) {
        let api = node(db).await;
        let mut tx = api.state.db.begin().await.unwrap();
        let text = "# Rules\n\n- No names of **patients**.\n- Be kind.\n\nAsk if unsure.";
        settings::set_rules(&mut tx, Some(text)).await.unwrap();
        tx.commit().await.unwrap();
        let rules = api.stranger().get("/api/v1/instance/rules").await.ok();
        assert_eq!(rules, json!([
            { "id": "1", "text": "No names of patients.", "hint": "" },
            { "id": "2", "text": "Be kind.", "hint": "" },
            { "id": "3", "text": "Ask if unsure.", "hint": "" },
        ]));
    }

    async fn a_node_for_the_chosen_alone_answers_all_the_same_and_does_not_say_who_they_are(db: Db) {
        let api = node(db).await;
        let ctx = &api.state.context;
        let mut tx = api.state.db.begin().await.unwrap();
        let lee = person_as(ctx, &mut tx, "lee", NodeRole::Admin).await;
        for (domain, rule) in [("friends.test", Rule::Allow), ("evil.test", Rule::Block)] {
            add_rule(ctx, &mut tx, Some(lee.id), NewRule { domain, rule, reason: "known" }).await.unwrap();
        }
        set_mode(ctx, &mut tx, lee.id, Some(FederationMode::AllowList)).await.unwrap();
        tx.commit().await.unwrap();
        let stranger = api.stranger();
        assert_eq!(stranger.get("/api/v1/instance/peers").await.ok(), json!([]));
        let blocks = stranger.get("/api/v1/instance/domain_blocks").await.ok();
        assert_eq!(blocks.as_array().unwrap().len(), 1);
        assert_eq!(blocks[0]["domain"], "evil.test");
        assert_eq!(blocks[0]["severity"], "suspend");
        for part in ["", "/extended_description", "/privacy_policy", "/languages", "/translation_languages"] {
            stranger.get(&format!("/api/v1/instance{part}")).await.ok();
        }
        let weeks = stranger.get("/api/v1/instance/activity").await.ok();
        assert_eq!(weeks.as_array().unwrap().len(), 12);
        assert_eq!(weeks[0]["registrations"], "1");
        assert_eq!(weeks[1]["statuses"], "0");
        assert_eq!(stranger.get("/api/v1/instance/terms_of_service").await.status, 404);
    }
}
