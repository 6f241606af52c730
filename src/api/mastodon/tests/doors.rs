//! What is not to be known is not there, whichever door is tried.

use serde_json::{Value, json};

use super::{answer, say, sepsis, thread, words};
use crate::api::testing::{TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::domain::community::FollowState;
use crate::domain::fact::Origin;
use crate::domain::federation::{DomainRule, Rule};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::moderation::NotificationKind;
use crate::domain::post::{Post, PostState};
use crate::services::notifications::{Notice, tell};
use crate::services::posts::{self, Accepted, ReceivedPost, Target, Wording, accept};
use crate::services::relationships;
use crate::services::testing::{follow, on_both_engines, remote_community, remote_person};
use crate::store::blocks::{self, BlockRow};
use crate::store::{Db, domain_rules, posts as stored};

const SCOPES: &str = "read write";
/// What an app reads of one status.
const PARTS: [&str; 8] =
    ["", "/context", "/history", "/source", "/favourited_by", "/reblogged_by", "/card", "/quotes"];
/// What an app does with it.
const VERBS: [&str; 5] = ["favourite", "bookmark", "reblog", "mute", "pin"];

/// The answers to everything that an app does with a status, by name.
async fn act(app: &TestApp, post: impl std::fmt::Display) -> Vec<(&'static str, u16)> {
    let mut statuses = Vec::new();
    for verb in VERBS {
        let path = format!("/api/v1/statuses/{post}/{verb}");
        statuses.push((verb, app.post(&path, &json!({})).await.status));
    }
    let said = json!({ "status": "We use 4.", "in_reply_to_id": post.to_string() });
    statuses.push(("answer", app.post("/api/v1/statuses", &said).await.status));
    let filter = app.post("/api/v2/filters", &json!({ "title": "Enough", "context": ["home"] })).await.ok();
    let path = format!("/api/v2/filters/{}/statuses", filter["id"].as_str().unwrap());
    statuses.push(("filter", app.post(&path, &json!({ "status_id": post.to_string() })).await.status));
    statuses
}

/// Whom the node does not speak with any more.
async fn block_domain(api: &TestApi, domain: &str) {
    let rule = DomainRule {
        domain: domain.to_owned(),
        rule: Rule::Block,
        reason: String::new(),
        created_by: None,
        created_at: api.state.context.now(),
    };
    let mut tx = api.state.db.begin().await.unwrap();
    domain_rules::put(&mut tx, &rule).await.unwrap();
    tx.commit().await.unwrap();
}

async fn block(api: &TestApi, who: &TestApp, whom: ActorId) {
    let mut tx = api.state.db.begin().await.unwrap();
    relationships::block(&api.state.context, &mut tx, who.id(), whom).await.unwrap();
    tx.commit().await.unwrap();
}

/// What Dana of another server says in a community here.
async fn said_elsewhere(api: &TestApi, community: &Actor) -> PostId {
    let mut tx = api.state.db.begin().await.unwrap();
    let dana = remote_person(&api.state.context, &mut tx, "dana", "b.test").await;
    let received = ReceivedPost {
        uri: "https://b.test/p/1".to_owned(),
        url: None,
        author: dana.id,
        community: Some(community.id),
        parent: None,
        context_uri: None,
        published_at: api.state.context.now(),
        updated_at: None,
        history: false,
        wording: words("From elsewhere", "Hello."),
    };
    let origin = Origin::Elsewhere { activity: "{}".to_owned(), uri: "https://b.test/a/1".to_owned() };
    let accepted = accept(&api.state.context, &mut tx, received, &origin).await.unwrap();
    tx.commit().await.unwrap();
    match accepted {
        Accepted::New(id) => id,
        other => panic!("{other:?}"),
    }
}

/// The answers to everything that an app reads of a status.
async fn read(app: &TestApp, post: PostId) -> Vec<u16> {
    let mut statuses = Vec::new();
    for part in PARTS {
        statuses.push(app.get(&format!("/api/v1/statuses/{post}{part}")).await.status);
    }
    statuses
}

async fn several(app: &TestApp, posts: &[&Post]) -> Vec<String> {
    let ids: Vec<String> = posts.iter().map(|post| format!("id[]={}", post.id)).collect();
    ids_of(&app.get(&format!("/api/v1/statuses?{}", ids.join("&"))).await.ok())
}

fn ids_of(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()).collect()
}

async fn descendants(app: &TestApp, post: &Post) -> Vec<String> {
    ids_of(&app.get(&format!("/api/v1/statuses/{}/context", post.id)).await.ok()["descendants"])
}

on_both_engines! {
    async fn threat_093_what_is_from_a_blocked_server_is_found_by_no_door(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", SCOPES).await;
        let sepsis = sepsis(&api, &lee).await;
        let by_dana = said_elsewhere(&api, &sepsis).await;
        let mut tx = db.begin().await.unwrap();
        let nursing = remote_community(&api.state.context, &mut tx, "nursing", "sub.b.test").await;
        tx.commit().await.unwrap();
        let in_nursing = thread(&api, lee.person.as_ref().unwrap(), &nursing, "Form").await.id;
        let mut tx = db.begin().await.unwrap();
        stored::set_state(&mut tx, in_nursing, PostState::Published, None).await.unwrap();
        tx.commit().await.unwrap();
        for post in [by_dana, in_nursing] {
            assert_eq!(read(&lee, post).await, [200; 8]);
        }
        block_domain(&api, "b.test").await;
        for post in [by_dana, in_nursing] {
            assert_eq!(read(&lee, post).await, [404; 8]);
            let anonymous = read(&api.stranger(), post).await;
            assert!(anonymous.iter().all(|status| matches!(status, 401 | 404)), "{anonymous:?}");
            let acts = act(&lee, post).await;
            assert!(acts.iter().all(|(_, status)| *status == 404), "{acts:?}");
        }
    }

    async fn threat_093_nobody_of_a_blocked_server_is_named_by_a_list(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", SCOPES).await;
        let ctx = &api.state.context;
        let mut tx = db.begin().await.unwrap();
        let person = lee.person.as_ref().unwrap();
        let dana = remote_person(ctx, &mut tx, "dana", "b.test").await;
        let eve = remote_person(ctx, &mut tx, "eve", "b.test").await;
        follow(ctx, &mut tx, &dana, person, FollowState::Accepted).await;
        follow(ctx, &mut tx, person, &dana, FollowState::Accepted).await;
        follow(ctx, &mut tx, &eve, person, FollowState::Waiting).await;
        let told = Notice {
            account: person.id,
            kind: NotificationKind::Follow,
            actor: Some(dana.id),
            post: None,
            community: None,
            detail: None,
        };
        tell(ctx, &mut tx, &told).await.unwrap();
        tx.commit().await.unwrap();
        let wording = Wording { mentions: vec![dana.id], ..words("", "Good morning") };
        let post = say(&api, person, Target::Nowhere, wording).await;
        let address = format!("/api/v1/accounts/{}", person.id);
        let lists = [
            format!("{address}/followers"),
            format!("{address}/following"),
            "/api/v1/follow_requests".to_owned(),
            "/api/v1/notifications".to_owned(),
            "/api/v2/notifications".to_owned(),
            format!("/api/v1/statuses/{}", post.id),
        ];
        for blocked in [false, true] {
            for list in &lists {
                let names = lee.get(list).await.ok().to_string().contains("@b.test\"");
                assert_eq!(names, !blocked, "{list}");
            }
            block_domain(&api, "b.test").await;
        }
    }

    async fn threat_093_what_was_refused_or_deleted_is_its_authors_or_nobodys(db: Db) {
        let api = TestApi::on(db.clone());
        let (lee, kim) = (api.app_of_new("lee", SCOPES).await, api.app_of_new("kim", SCOPES).await);
        let sepsis = sepsis(&api, &lee).await;
        let author = kim.person.clone().unwrap();
        let (sent, refused) =
            (thread(&api, &author, &sepsis, "Secret").await.id, thread(&api, &author, &sepsis, "Secret").await.id);
        let mut tx = db.begin().await.unwrap();
        stored::set_state(&mut tx, sent, PostState::Sent, None).await.unwrap();
        stored::set_state(&mut tx, refused, PostState::Refused, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(read(&kim, refused).await, [200; 8]);
        assert_eq!(read(&lee, refused).await, [404; 8]);
        let anonymous = read(&api.stranger(), refused).await;
        assert!(anonymous.iter().all(|status| matches!(status, 401 | 404)), "{anonymous:?}");
        let deleted = thread(&api, &author, &sepsis, "Secret").await;
        let mut tx = db.begin().await.unwrap();
        posts::delete(&api.state.context, &mut tx, kim.id(), deleted.id, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        for app in [&lee, &kim] {
            assert_eq!(read(app, deleted.id).await, [404; 8]);
            assert!(several(app, &[&deleted]).await.is_empty());
        }
        for list in [
            format!("/api/v1/accounts/{}/statuses", kim.id()),
            format!("/api/v1/timelines/list/{}", sepsis.id),
            "/api/v1/timelines/public".to_owned(),
            "/api/v1/timelines/home".to_owned(),
            "/api/v2/search?q=Secret".to_owned(),
        ] {
            assert!(!lee.get(&list).await.ok().to_string().contains("Secret"), "{list}");
        }
    }

    async fn threat_093_whom_an_author_blocks_reads_nothing_of_theirs(db: Db) {
        let api = TestApi::on(db);
        let (lee, kim) = (api.app_of_new("lee", SCOPES).await, api.app_of_new("kim", SCOPES).await);
        let max = api.app_of_new("max", SCOPES).await;
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, max.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let by_kim = answer(&api, kim.person.as_ref().unwrap(), root.id).await;
        let below = answer(&api, max.person.as_ref().unwrap(), by_kim.id).await;
        assert_eq!(read(&lee, by_kim.id).await, [200; 8]);
        block(&api, &kim, lee.id()).await;
        assert_eq!(read(&lee, by_kim.id).await, [404; 8]);
        assert_eq!(read(&kim, by_kim.id).await, [200; 8]);
        assert_eq!(read(&max, by_kim.id).await, [200; 8]);
        assert_eq!(descendants(&lee, &root).await, [below.id.to_string()]);
        assert_eq!(descendants(&max, &root).await.len(), 2);
        assert_eq!(several(&lee, &[&by_kim, &below]).await, [below.id.to_string()]);
        let acts = act(&lee, by_kim.id).await;
        assert!(acts.iter().all(|(_, status)| *status == 404), "{acts:?}");
    }

    async fn what_is_done_with_a_share_is_done_with_what_was_shared(db: Db) {
        let api = TestApi::on(db);
        let (lee, kim) = (api.app_of_new("lee", SCOPES).await, api.app_of_new("kim", SCOPES).await);
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let share = kim.post(&format!("/api/v1/statuses/{}/reblog", root.id), &json!({})).await.ok();
        let share = share["id"].as_str().unwrap();
        let acts = act(&lee, share).await;
        assert!(acts.iter().all(|(_, status)| *status == 200), "{acts:?}");
        let seen = kim.get(&format!("/api/v1/statuses/{}", root.id)).await.ok();
        assert_eq!((&seen["replies_count"], &seen["favourites_count"]), (&json!(1), &json!(1)));
    }

    async fn what_one_did_is_taken_back_whoever_came_to_block_one_since(db: Db) {
        let api = TestApi::on(db);
        let (lee, kim) = (api.app_of_new("lee", SCOPES).await, api.app_of_new("kim", SCOPES).await);
        let sepsis = sepsis(&api, &lee).await;
        let by_kim = thread(&api, kim.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let another = thread(&api, kim.person.as_ref().unwrap(), &sepsis, "Forms").await;
        let path = |verb: &str| format!("/api/v1/statuses/{}/{verb}", by_kim.id);
        for verb in ["favourite", "bookmark", "reblog", "mute"] {
            lee.post(&path(verb), &json!({})).await.ok();
        }
        let shared = lee.post(&format!("/api/v1/statuses/{}/reblog", another.id), &json!({})).await.ok();
        let shared = format!("/api/v1/statuses/{}", shared["id"].as_str().unwrap());
        block(&api, &kim, lee.id()).await;
        for verb in ["unfavourite", "unbookmark", "unreblog", "unmute"] {
            let left = lee.post(&path(verb), &json!({})).await.ok();
            assert_eq!(left["id"], by_kim.id.to_string(), "{verb}");
            assert_eq!(lee.post(&path(verb), &json!({})).await.status, 404, "{verb}");
        }
        assert_eq!(kim.delete(&shared).await.status, 404);
        assert_eq!(lee.delete(&shared).await.ok()["reblog"]["id"], another.id.to_string());
        assert_eq!(lee.delete(&shared).await.status, 404);
        let seen = kim.get(&format!("/api/v1/statuses/{}", by_kim.id)).await.ok();
        assert_eq!((&seen["favourites_count"], &seen["reblogs_count"]), (&json!(0), &json!(0)));
    }

    async fn one_reports_what_somebody_says_who_blocks_one(db: Db) {
        let api = TestApi::on(db);
        let (lee, kim) = (api.app_of_new("lee", SCOPES).await, api.app_of_new("kim", SCOPES).await);
        let sepsis = sepsis(&api, &lee).await;
        let by_kim = thread(&api, kim.person.as_ref().unwrap(), &sepsis, "Lee is a fool").await;
        block(&api, &kim, lee.id()).await;
        let report = json!({ "account_id": kim.id().to_string(), "status_ids": [by_kim.id.to_string()] });
        let report = lee.post("/api/v1/reports", &report).await.ok();
        assert_eq!(report["status_ids"], json!([by_kim.id.to_string()]));
    }

    async fn ones_own_words_are_changed_and_deleted_also_where_nobody_is_spoken_with_any_more(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", SCOPES).await;
        let mut tx = db.begin().await.unwrap();
        let nursing = remote_community(&api.state.context, &mut tx, "nursing", "b.test").await;
        tx.commit().await.unwrap();
        let post = thread(&api, lee.person.as_ref().unwrap(), &nursing, "Form").await;
        block_domain(&api, "b.test").await;
        let path = format!("/api/v1/statuses/{}", post.id);
        let changed = json!({ "status": "Which form?\n\nOurs is old." });
        assert_eq!(lee.put(&path, &changed).await.status, 200);
        assert_eq!(lee.delete(&path).await.ok()["text"], "Which form?\n\nOurs is old.");
        assert_eq!(lee.delete(&path).await.status, 404);
    }

    async fn threat_093_whom_a_community_blocks_reads_nothing_of_it(db: Db) {
        let api = TestApi::on(db);
        let (lee, kim) = (api.app_of_new("lee", SCOPES).await, api.app_of_new("kim", SCOPES).await);
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let mut tx = api.state.db.begin().await.unwrap();
        let row = BlockRow {
            id: api.state.context.ids.next(),
            actor_id: sepsis.id,
            target_id: kim.id(),
            uri: "https://a.test/blocks/1".to_owned(),
            created_at: api.state.context.now(),
        };
        blocks::insert(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(read(&kim, root.id).await, [404; 8]);
        assert!(several(&kim, &[&root]).await.is_empty());
        assert_eq!(several(&lee, &[&root]).await, [root.id.to_string()]);
    }

    async fn whom_somebody_blocks_or_mutes_is_read_only_where_asked_for(db: Db) {
        let api = TestApi::on(db);
        let (lee, kim) = (api.app_of_new("lee", "read write follow").await, api.app_of_new("kim", SCOPES).await);
        let sepsis = sepsis(&api, &lee).await;
        let root = thread(&api, lee.person.as_ref().unwrap(), &sepsis, "Lactate").await;
        let by_kim = answer(&api, kim.person.as_ref().unwrap(), root.id).await;
        let own = answer(&api, lee.person.as_ref().unwrap(), by_kim.id).await;
        for verb in ["block", "mute"] {
            assert_eq!(descendants(&lee, &root).await.len(), 2);
            lee.post(&format!("/api/v1/accounts/{}/{verb}", kim.id()), &json!({})).await.ok();
            assert_eq!(descendants(&lee, &root).await, [own.id.to_string()], "{verb}");
            assert_eq!(several(&lee, &[&by_kim, &own]).await, [own.id.to_string()], "{verb}");
            assert_eq!(read(&lee, by_kim.id).await, [200; 8], "{verb}");
            lee.post(&format!("/api/v1/accounts/{}/un{verb}", kim.id()), &json!({})).await.ok();
        }
        let alone = say(&api, kim.person.as_ref().unwrap(), Target::Nowhere, words("", "Good morning")).await;
        assert_eq!(several(&lee, &[&alone]).await, [alone.id.to_string()]);
    }
}
