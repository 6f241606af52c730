//! An app of Lee's says where it is woken.

use serde_json::{Value, json};

use crate::api::testing::TestApi;
use crate::domain::fact::Origin;
use crate::services::posts;
use crate::services::push::{self, PUSH_JOB, public_key, read_job};
use crate::services::testing::{community, on_both_engines};
use crate::store::{Db, jobs, push_subscriptions};

const PATH: &str = "/api/v1/push/subscription";
const P256DH: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

fn sent(endpoint: &str, auth: &str) -> Value {
    json!({
        "subscription": { "endpoint": endpoint, "keys": { "p256dh": P256DH, "auth": auth }, "standard": true },
        "data": { "alerts": { "mention": true, "favourite": "false" }, "policy": "followed" },
    })
}

on_both_engines! {
    async fn an_app_subscribes_changes_its_mind_and_leaves(db: Db) {
        let api = TestApi::on(db);
        let app = api.app_of_new("lee", "push").await;
        assert_eq!(app.get(PATH).await.status, 404);
        let made = app.post(PATH, &sent("https://push.test/1", AUTH)).await.ok();
        assert_eq!(made["endpoint"], "https://push.test/1");
        assert_eq!(made["standard"], true);
        assert_eq!(made["alerts"]["mention"], true);
        assert_eq!(made["alerts"]["favourite"], false);
        assert_eq!(made["alerts"]["admin.sign_up"], false);
        assert_eq!(made["policy"], "followed");
        assert_eq!(made["server_key"], public_key(&api.state.db, &api.state.sealer).await.unwrap());
        assert_eq!(app.get(PATH).await.ok(), made);
        let changed = app.put(PATH, &json!({ "data": { "alerts": { "follow": true } } })).await.ok();
        assert_eq!(changed["alerts"]["mention"], false);
        assert_eq!(changed["alerts"]["follow"], true);
        assert_eq!(changed["policy"], "followed");
        assert_eq!(app.delete(PATH).await.ok(), json!({}));
        assert_eq!(app.get(PATH).await.status, 404);
        assert_eq!(app.delete(PATH).await.ok(), json!({}));
        assert_eq!(app.put(PATH, &json!({})).await.status, 404);
    }

    async fn threat_102_a_warning_names_no_moderator_and_comes_though_the_post_is_gone(db: Db) {
        let api = TestApi::on(db);
        let (db, ctx) = (&api.state.db, &api.state.context);
        let lee = api.app_of_new("lee", "read").await;
        let dana = api.app_of_new("dana", "read write push").await;
        let mut wish = sent("https://push.test/1", AUTH);
        wish["data"]["alerts"] = json!({ "moderation_warning": true });
        dana.post(PATH, &wish).await.ok();
        let mut tx = db.begin().await.unwrap();
        community(ctx, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
        tx.commit().await.unwrap();
        let status = json!({ "status": "@sepsis@a.test Sales\n\nBuy now." });
        let posted = dana.post("/api/v1/statuses", &status).await.ok();
        let post = posted["id"].as_str().unwrap().parse().unwrap();

        let mut tx = db.begin().await.unwrap();
        posts::remove(ctx, &mut tx, lee.id(), post, "No sales", &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let job = jobs::claim(&mut tx, &[PUSH_JOB], "test", ctx.now(), ctx.now()).await.unwrap().unwrap();
        let (subscription, notification) = read_job(&job.payload).unwrap();
        let title = |_: &str, _, by: &str| format!("{by} has something to say");
        let sent = push::write(ctx, &mut tx, &api.state.sealer, subscription, notification, title).await.unwrap().unwrap();
        assert_eq!(sent.message.notification_type, "moderation_warning");
        assert_eq!((sent.message.title.as_str(), sent.message.body.as_str()), ("a.test has something to say", ""));
    }

    async fn an_app_learns_by_its_token_whose_account_a_message_is_for(db: Db) {
        let api = TestApi::on(db);
        let (db, ctx) = (&api.state.db, &api.state.context);
        let (lee, dana) = (api.app_of_new("lee", "push").await, api.app_of_new("dana", "write").await);
        let mut wish = sent("https://push.test/1", AUTH);
        wish["data"] = json!({ "alerts": { "follow": true } });
        lee.post(PATH, &wish).await.ok();
        dana.post(&format!("/api/v1/accounts/{}/follow", lee.id()), &json!({})).await.ok();
        let mut tx = db.begin().await.unwrap();
        let kept = push_subscriptions::of_person(&mut tx, lee.id(), 1).await.unwrap().pop().unwrap();
        assert!(!format!("{kept:?}").contains(lee.token()), "it is kept in the open");
        let job = jobs::claim(&mut tx, &[PUSH_JOB], "test", ctx.now(), ctx.now()).await.unwrap().unwrap();
        let (subscription, notification) = read_job(&job.payload).unwrap();
        let title = |_: &str, _, by: &str| by.to_owned();
        let sealer = &api.state.sealer;
        let sent = push::write(ctx, &mut tx, sealer, subscription, notification, title).await.unwrap().unwrap();
        assert_eq!(serde_json::to_value(&sent.message).unwrap()["access_token"], lee.token());
        assert!(!format!("{sent:?}").contains(lee.token()), "it would stand in a log");
    }

    async fn an_older_app_sends_a_form_and_knows_the_draft_alone(db: Db) {
        let api = TestApi::on(db);
        let app = api.app_of_new("lee", "push").await;
        let form = format!(
            "subscription[endpoint]=https%3A%2F%2Fpush.test%2F1&subscription[keys][p256dh]={P256DH}\
             &subscription[keys][auth]={AUTH}&data[alerts][mention]=true"
        );
        let made = app.post_form(PATH, &form).await.ok();
        assert_eq!(made["standard"], false);
        assert_eq!(made["alerts"]["mention"], true);
        assert_eq!(made["policy"], "all");
        // A second one takes the place of the first.
        let again = app.post(PATH, &sent("https://push.test/2", AUTH)).await.ok();
        assert_ne!(again["id"], made["id"]);
        assert_eq!(app.get(PATH).await.ok()["endpoint"], "https://push.test/2");
    }

    async fn threat_070_of_keys_nothing_is_kept_but_the_keys(db: Db) {
        let api = TestApi::on(db.clone());
        let app = api.app_of_new("lee", "push").await;
        let padded = format!("{}{AUTH}\n", " ".repeat(10_000));
        app.post(PATH, &sent("https://push.test/1", &padded)).await.ok();
        let kept = push_subscriptions::of_person(&mut db.read().await.unwrap(), app.id(), 1).await.unwrap();
        assert_eq!((kept[0].p256dh.as_str(), kept[0].auth.as_str()), (P256DH, AUTH));
    }

    async fn what_cannot_be_used_is_refused_with_the_field(db: Db) {
        let api = TestApi::on(db);
        let app = api.app_of_new("lee", "push").await;
        for (endpoint, auth, field) in [
            ("http://push.test/1", AUTH, "endpoint"),
            ("https://127.0.0.1/1", AUTH, "endpoint"),
            ("javascript:alert(1)", AUTH, "endpoint"),
            ("https://push.test/1", "short", "keys"),
        ] {
            let refused = app.post(PATH, &sent(endpoint, auth)).await;
            assert_eq!(refused.status, 422, "{endpoint}");
            assert!(refused.json["details"][field].is_array(), "{}", refused.json);
        }
        let mut wrong = sent("https://push.test/1", AUTH);
        wrong["data"]["policy"] = json!("friends");
        assert_eq!(app.post(PATH, &wrong).await.status, 422);
        assert!(app.post(PATH, &json!({})).await.status >= 400);
    }

    async fn threat_092_a_subscription_is_the_apps_own(db: Db) {
        let api = TestApi::on(db);
        let app = api.app_of_new("lee", "push").await;
        app.post(PATH, &sent("https://push.test/1", AUTH)).await.ok();
        let lee = app.person.clone().unwrap();
        let others = [api.app_of(&lee, "push").await, api.app_of_new("mallory", "push").await];
        for other in &others {
            assert_eq!(other.get(PATH).await.status, 404);
            other.delete(PATH).await.ok();
        }
        assert_eq!(app.get(PATH).await.status, 200);
        assert_eq!(api.app_of(&lee, "read write follow").await.get(PATH).await.status, 403);
        assert_eq!(api.stranger().get(PATH).await.status, 401);
    }
}
