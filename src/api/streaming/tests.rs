//! Looking on, as an app does that knows server-sent events.

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::feed;
use crate::api::testing::{TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::domain::community::{Community, FollowState, Visibility};
use crate::domain::event::Event;
use crate::domain::fact::Origin;
use crate::domain::ids::{PostId, ShareId};
use crate::domain::post::{Post, Share};
use crate::services::posts::remove;
use crate::services::testing::{community, follow, on_both_engines, remote_person};
use crate::store::{Db, Tx, actors, communities, posts, shares};

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

/// Says something outside of any community.
async fn said(app: &TestApp, text: &str) -> Value {
    app.post("/api/v1/statuses", &json!({ "status": text })).await.ok()
}

/// The same as `status`, said in the same community by somebody elsewhere.
async fn from_elsewhere(api: &TestApi, tx: &mut Tx, status: &Value, author: &Actor) -> PostId {
    let known = posts::by_id(tx, status["id"].as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
    let id = PostId::new(api.state.context.ids.next());
    let uri = format!("https://b.test/p/{id}");
    let post = Post { id, root_id: id, uri, author_id: author.id, ..known };
    assert!(posts::insert(tx, &post).await.unwrap());
    tx.publish_on_commit(Event::Published(id));
    id
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

    async fn threat_088_notifications_need_a_scope_of_their_own(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let posted = discussion(&lee, "Rounds").await;
        let narrow = api.app_of(lee.person.as_ref().unwrap(), "read:statuses").await;
        let mut home = Events::of(narrow.open("/api/v1/streaming/user").await);
        let mut all = Events::of(lee.open("/api/v1/streaming/user").await);
        let reply = json!({ "status": "At eight.", "in_reply_to_id": posted["id"] });
        dana.post("/api/v1/statuses", &reply).await.ok();
        let own = said(&lee, "Good morning").await;
        assert_eq!(home.json("update").await["id"], own["id"]);
        assert_eq!(all.json("notification").await["type"], "mention");
        assert_eq!(all.json("update").await["id"], own["id"]);
    }

    async fn whoever_is_kept_away_is_not_heard_where_everybody_is(db: Db) {
        let (api, lee, dana) = ground(db).await;
        dana.post(&format!("/api/v1/accounts/{}/mute", lee.id()), &json!({})).await.ok();
        let mut public = Events::of(dana.open("/api/v1/streaming/public").await);
        let mut tagged = Events::of(dana.open("/api/v1/streaming/hashtag?tag=icu").await);
        let mut stranger = Events::of(api.stranger().open("/api/v1/streaming/public").await);
        let unheard = said(&lee, "Not heard #icu").await;
        let heard = said(&dana, "My own #icu").await;
        for events in [&mut public, &mut tagged] {
            assert_eq!(events.json("update").await["id"], heard["id"]);
        }
        assert_eq!(stranger.json("update").await["id"], unheard["id"]);
    }

    async fn filters_hold_in_streams(db: Db) {
        let (_api, lee, dana) = ground(db).await;
        for (word, action) in [("fever", "hide"), ("chills", "warn")] {
            let filter = json!({
                "title": word, "context": ["home"], "filter_action": action,
                "keywords_attributes": [{ "keyword": word, "whole_word": true }],
            });
            dana.post("/api/v2/filters", &filter).await.ok();
        }
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        discussion(&lee, "Fever").await;
        let shown = discussion(&lee, "Chills").await;
        let plain = discussion(&lee, "Lactate").await;
        let update = home.json("update").await;
        assert_eq!(update["reblog"]["id"], shown["id"]);
        assert_eq!(update["reblog"]["filtered"][0]["filter"]["title"], "chills");
        assert_eq!(update["filtered"], update["reblog"]["filtered"]);
        let update = home.json("update").await;
        assert_eq!(update["reblog"]["id"], plain["id"]);
        assert_eq!((&update["favourited"], &update["reblog"]["filtered"]), (&json!(false), &json!([])));

        let id = plain["id"].as_str().unwrap();
        dana.post(&format!("/api/v1/statuses/{id}/favourite"), &json!({})).await.ok();
        dana.post(&format!("/api/v1/statuses/{id}/bookmark"), &json!({})).await.ok();
        lee.put(&format!("/api/v1/statuses/{id}"), &json!({ "status": "Lactate\n\nWhen?" })).await.ok();
        let changed = home.json("status.update").await;
        assert_eq!((&changed["favourited"], &changed["bookmarked"]), (&json!(true), &json!(true)));
        assert_eq!((&changed["reblogged"], &changed["muted"]), (&json!(false), &json!(false)));
    }

    async fn what_is_read_in_a_list_alone_is_not_in_the_home_stream(db: Db) {
        let (_api, lee, dana) = ground(db).await;
        let sepsis = dana.get("/api/v1/accounts/lookup?acct=sepsis").await.ok();
        let wards = json!({ "title": "Wards", "exclusive": true });
        let list = dana.post("/api/v1/lists", &wards).await.ok();
        let id = list["id"].as_str().unwrap();
        let members = json!({ "account_ids": [sepsis["id"]] });
        dana.post(&format!("/api/v1/lists/{id}/accounts"), &members).await.ok();
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        let mut wards = Events::of(dana.open(&format!("/api/v1/streaming/list?list={id}")).await);
        let posted = discussion(&lee, "Apart").await;
        let own = said(&dana, "Good morning").await;
        assert_eq!(wards.json("update").await["reblog"]["id"], posted["id"]);
        assert_eq!(home.json("update").await["id"], own["id"]);
    }

    async fn whoever_blocks_a_community_hears_nothing_that_people_pass_on_from_it(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let posted = discussion(&lee, "Passed on").await;
        let eve = api.app_of_new("eve", EVERYTHING).await;
        dana.post(&format!("/api/v1/accounts/{}/follow", eve.id()), &json!({})).await.ok();
        let sepsis = dana.get("/api/v1/accounts/lookup?acct=sepsis").await.ok();
        dana.post(&format!("/api/v1/accounts/{}/mute", sepsis["id"].as_str().unwrap()), &json!({})).await.ok();
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        eve.post(&format!("/api/v1/statuses/{}/reblog", posted["id"].as_str().unwrap()), &json!({})).await.ok();
        let own = said(&eve, "Good morning").await;
        assert_eq!(home.json("update").await["id"], own["id"]);
    }

    async fn a_thread_that_came_with_its_community_does_not_come_again(db: Db) {
        let (api, lee, dana) = ground(db).await;
        dana.post(&format!("/api/v1/accounts/{}/follow", lee.id()), &json!({})).await.ok();
        let eve = api.app_of_new("eve", EVERYTHING).await;
        eve.post(&format!("/api/v1/accounts/{}/follow", lee.id()), &json!({})).await.ok();
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        let mut elsewhere = Events::of(eve.open("/api/v1/streaming/user").await);
        let posted = discussion(&lee, "Once").await;
        assert_eq!(home.json("update").await["account"]["group"], true);
        lee.post(&format!("/api/v1/statuses/{}/reblog", posted["id"].as_str().unwrap()), &json!({})).await.ok();
        let next = said(&lee, "Good morning").await;
        assert_eq!(home.json("update").await["id"], next["id"]);
        let shared = elsewhere.json("update").await;
        assert_eq!((&shared["account"]["acct"], &shared["reblog"]["id"]), (&json!("lee"), &posted["id"]));
    }

    async fn a_post_that_many_shared_goes_and_nobody_is_cut_off(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        let posted = discussion(&lee, "Shared").await;
        let in_home = home.json("update").await;
        let post: PostId = posted["id"].as_str().unwrap().parse().unwrap();
        let ctx = &api.state.context;
        let mut tx = api.state.db.begin().await.unwrap();
        for number in 0..100 {
            let sharer = remote_person(ctx, &mut tx, &format!("p{number}"), "b.test").await;
            let uri = Some(format!("https://b.test/s/{number}"));
            let id = ShareId::new(ctx.ids.next());
            let share = Share { id, actor_id: sharer.id, post_id: post, uri, created_at: ctx.now() };
            assert!(shares::insert(&mut tx, &share).await.unwrap());
        }
        remove(ctx, &mut tx, lee.id(), post, "Off topic", &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let next = discussion(&lee, "Next").await;
        for id in [&posted["id"], &in_home["id"]] {
            assert_eq!(home.next().await, ("delete".to_owned(), id.as_str().unwrap().to_owned()));
        }
        loop {
            let (event, data) = home.next().await;
            if event == "update" {
                let update: Value = serde_json::from_str(&data).unwrap();
                assert_eq!(update["reblog"]["id"], next["id"]);
                break;
            }
        }
    }

    async fn streams_of_everybody_hold_what_their_timelines_hold(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let mut tagged = Events::of(dana.open("/api/v1/streaming/hashtag/local?tag=icu").await);
        let mut tx = api.state.db.begin().await.unwrap();
        let hidden = community(&api.state.context, &mut tx, "hidden", lee.person.as_ref().unwrap()).await;
        let unlisted = communities::by_id(&mut tx, hidden.id).await.unwrap().unwrap();
        let unlisted = Community { visibility: Visibility::Unlisted, ..unlisted };
        communities::update(&mut tx, &unlisted).await.unwrap();
        tx.commit().await.unwrap();
        let status = "@hidden@a.test Quiet\n\nNothing to see #icu";
        lee.post("/api/v1/statuses", &json!({ "status": status })).await.ok();
        let open = discussion(&lee, "Loud #icu").await;
        assert_eq!(tagged.json("update").await["id"], open["id"]);

        let mut local = Events::of(api.stranger().open("/api/v1/streaming/public/local").await);
        let mut tx = api.state.db.begin().await.unwrap();
        let eve = remote_person(&api.state.context, &mut tx, "eve", "b.test").await;
        let arrived = from_elsewhere(&api, &mut tx, &open, &eve).await;
        tx.commit().await.unwrap();
        assert_eq!(local.json("update").await["id"], arrived.to_string());
    }

    async fn whoever_is_suspended_is_heard_nowhere(db: Db) {
        let (api, lee, dana) = ground(db).await;
        let ctx = &api.state.context;
        let known = said(&lee, "Good morning").await;
        let mut tx = api.state.db.begin().await.unwrap();
        let eve = remote_person(ctx, &mut tx, "eve", "b.test").await;
        follow(ctx, &mut tx, dana.person.as_ref().unwrap(), &eve, FollowState::Accepted).await;
        tx.commit().await.unwrap();
        dana.post(&format!("/api/v1/accounts/{}/follow", lee.id()), &json!({})).await.ok();
        let list = dana.post("/api/v1/lists", &json!({ "title": "Wards" })).await.ok();
        let id = list["id"].as_str().unwrap();
        let members = json!({ "account_ids": [eve.id.to_string(), lee.id().to_string()] });
        dana.post(&format!("/api/v1/lists/{id}/accounts"), &members).await.ok();
        let mut home = Events::of(dana.open("/api/v1/streaming/user").await);
        let mut list = Events::of(dana.open(&format!("/api/v1/streaming/list?list={id}")).await);
        let mut public = Events::of(dana.open("/api/v1/streaming/public").await);
        let mut tx = api.state.db.begin().await.unwrap();
        let heard = from_elsewhere(&api, &mut tx, &known, &eve).await;
        tx.commit().await.unwrap();
        for stream in [&mut home, &mut list, &mut public] {
            assert_eq!(stream.json("update").await["id"], heard.to_string());
        }
        let mut tx = api.state.db.begin().await.unwrap();
        assert!(actors::suspend(&mut tx, eve.id, ctx.now()).await.unwrap());
        from_elsewhere(&api, &mut tx, &known, &eve).await;
        tx.commit().await.unwrap();
        let next = said(&lee, "Good evening").await;
        for stream in [&mut home, &mut list, &mut public] {
            assert_eq!(stream.json("update").await["id"], next["id"]);
        }
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
            (&dana, "/api/v1/streaming/hashtag?tag=intensive%20care", 422),
            (&dana, "/api/v1/streaming/everything", 422),
        ] {
            assert_eq!(app.get(path).await.status, status, "{path}");
        }
    }
}
