//! What Lee is told, and what of it an app shows.

mod grouped;
mod policy;

use serde_json::{Value, json};

use crate::api::mastodon::tests::{answer, thread};
use crate::api::testing::{TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::domain::moderation::NotificationKind;
use crate::domain::post::{Post, ReactionKind};
use crate::services::notifications::{Notice, tell};
use crate::services::posts::delete;
use crate::services::reactions::react;
use crate::services::testing::{community, on_both_engines, person};
use crate::store::Db;
use crate::store::tx::STATEMENTS;

const SCOPES: &str = "read:notifications write:notifications";
const LIST: &str = "/api/v1/notifications";
const GROUPS: &str = "/api/v2/notifications";
const POLICY: &str = "/api/v2/notifications/policy";
const REQUESTS: &str = "/api/v1/notifications/requests";

/// Lee's thread in a community, and Lee's app.
struct Ground {
    api: TestApi,
    lee: TestApp,
    sepsis: Actor,
    root: Post,
}

async fn ground(db: Db) -> Ground {
    let api = TestApi::on(db);
    let lee = api.app_of_new("lee", SCOPES).await;
    let mut tx = api.state.db.begin().await.unwrap();
    let author = lee.person.clone().unwrap();
    let sepsis = community(&api.state.context, &mut tx, "sepsis", &author).await;
    tx.commit().await.unwrap();
    let root = thread(&api, &author, &sepsis, "Lactate threshold?").await;
    Ground { api, lee, sepsis, root }
}

impl Ground {
    async fn person(&self, handle: &str) -> Actor {
        let mut tx = self.api.state.db.begin().await.unwrap();
        let person = person(&self.api.state.context, &mut tx, handle).await;
        tx.commit().await.unwrap();
        person
    }

    async fn thank(&self, by: &Actor) {
        let mut tx = self.api.state.db.begin().await.unwrap();
        let ctx = &self.api.state.context;
        react(ctx, &mut tx, by.id, self.root.id, ReactionKind::Thanks, None, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn tell(
        &self,
        kind: NotificationKind,
        by: Option<ActorId>,
        of: Option<ActorId>,
        detail: Option<&str>,
    ) {
        let mut tx = self.api.state.db.begin().await.unwrap();
        let notice = Notice {
            account: self.lee.id(),
            kind,
            actor: by,
            post: None,
            community: of,
            detail: detail.map(str::to_owned),
        };
        tell(&self.api.state.context, &mut tx, &notice).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// One field of each.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap()).collect()
}

on_both_engines! {
    async fn apps_are_told_in_their_words_and_nothing_that_they_have_no_word_for(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        let reply = answer(&ground.api, &dana, ground.root.id).await;
        ground.thank(&dana).await;
        ground.tell(NotificationKind::Follow, Some(dana.id), None, None).await;
        ground.tell(NotificationKind::Follow, Some(dana.id), None, Some("waiting")).await;
        ground.tell(NotificationKind::Follow, Some(dana.id), Some(ground.sepsis.id), Some("waiting")).await;
        ground.tell(NotificationKind::FollowAccepted, None, Some(ground.sepsis.id), None).await;
        ground.tell(NotificationKind::Moderation, None, None, Some("remove_post")).await;
        ground.tell(NotificationKind::Moderation, None, None, Some("pin_thread")).await;
        let list = ground.lee.get(LIST).await.ok();
        assert_eq!(each(&list, "type"), ["moderation_warning", "follow_request", "follow", "favourite", "mention"]);
        assert_eq!(list[4]["status"]["id"], reply.id.to_string());
        assert_eq!(list[3]["status"]["id"], ground.root.id.to_string());
        assert_eq!(list[3]["account"]["acct"], "dana");
        assert_eq!(list[0]["moderation_warning"]["action"], "delete_statuses");
        for entry in list.as_array().unwrap() {
            for field in ["id", "group_key", "created_at"] {
                assert!(entry[field].is_string(), "{field} of {entry}");
            }
            let path = format!("{LIST}/{}", entry["id"].as_str().unwrap());
            assert_eq!(&ground.lee.get(&path).await.ok(), entry);
        }
        assert_eq!(ground.lee.get("/api/v1/notifications/unread_count").await.ok(), json!({ "count": 5 }));
    }

    async fn a_list_is_narrowed_by_type_and_person_and_read_page_by_page(db: Db) {
        let ground = ground(db).await;
        let (dana, kim) = (ground.person("dana").await, ground.person("kim").await);
        answer(&ground.api, &dana, ground.root.id).await;
        ground.thank(&dana).await;
        ground.thank(&kim).await;
        ground.tell(NotificationKind::Follow, Some(kim.id), None, Some("waiting")).await;
        let types = async |query: &str| {
            let list = ground.lee.get(&format!("{LIST}?{query}")).await.ok();
            each(&list, "type").join(" ")
        };
        assert_eq!(types("types[]=mention&types[]=favourite").await, "favourite favourite mention");
        assert_eq!(types("types[]=follow").await, "");
        assert_eq!(types("exclude_types[]=favourite").await, "follow_request mention");
        assert_eq!(types(&format!("account_id={}", dana.id)).await, "favourite mention");
        assert_eq!(types("types[]=unheard.of").await, "");
        assert_eq!(types("account_id=nobody").await, "");
        let first = ground.lee.get(&format!("{LIST}?limit=3")).await;
        let link = first.headers["link"].to_str().unwrap().to_owned();
        let last = first.json[2]["id"].as_str().unwrap().to_owned();
        assert!(link.contains(&format!("<https://a.test/api/v1/notifications?limit=3&max_id={last}>; rel=\"next\"")));
        assert_eq!(types(&format!("limit=3&max_id={last}")).await, "mention");
        assert_eq!(types(&format!("min_id={last}&limit=1")).await, "favourite");
    }

    async fn threat_096_limits_are_clamped_and_positions_that_are_no_ids_say_nothing(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        ground.thank(&dana).await;
        for query in ["limit=100000000", "limit=-4", "limit=x", "max_id=x", "min_id=-1", "since_id=1.5"] {
            for list in [LIST, GROUPS, REQUESTS] {
                assert_eq!(ground.lee.get(&format!("{list}?{query}")).await.status, 200, "{list}?{query}");
            }
        }
        assert_eq!(ground.lee.get(&format!("{LIST}?since_id=%00")).await.status, 400);
        for path in [format!("{LIST}/x"), format!("{REQUESTS}/x"), format!("{GROUPS}/x"), format!("{GROUPS}/favourite-x-9")] {
            assert_eq!(ground.lee.get(&path).await.status, 404, "{path}");
        }
    }

    async fn threat_088_notifications_need_their_scope(db: Db) {
        let ground = ground(db).await;
        let lee = ground.lee.person.clone().unwrap();
        let other = ground.api.app_of(&lee, "read:statuses write:statuses push").await;
        let reader = ground.api.app_of(&lee, "read:notifications").await;
        for path in [LIST, GROUPS, POLICY, REQUESTS, "/api/v1/notifications/policy"] {
            assert_eq!(ground.api.stranger().get(path).await.status, 401, "{path}");
            assert_eq!(other.get(path).await.status, 403, "{path}");
        }
        for path in ["/api/v1/notifications/clear", "/api/v1/notifications/requests/accept"] {
            assert_eq!(reader.post(path, &json!({})).await.status, 403, "{path}");
        }
        assert_eq!(reader.patch(POLICY, &json!({})).await.status, 403);
    }

    async fn threat_092_what_somebody_else_was_told_is_not_there(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        ground.thank(&dana).await;
        let list = ground.lee.get(LIST).await.ok();
        let (id, key) = (list[0]["id"].as_str().unwrap(), list[0]["group_key"].as_str().unwrap());
        let mallory = ground.api.app_of_new("mallory", SCOPES).await;
        let requests = format!("{REQUESTS}/{}", dana.id);
        for path in [format!("{LIST}/{id}"), format!("{GROUPS}/{key}"), format!("{GROUPS}/ungrouped-{id}"), requests.clone()] {
            assert_eq!(mallory.get(&path).await.status, 404, "{path}");
        }
        for path in [
            format!("{LIST}/{id}/dismiss"),
            format!("{GROUPS}/{key}/dismiss"),
            format!("{requests}/accept"),
            format!("{requests}/dismiss"),
        ] {
            assert_eq!(mallory.post(&path, &json!({})).await.status, 404, "{path}");
        }
        assert_eq!(mallory.post("/api/v1/notifications/clear", &json!({})).await.status, 200);
        assert_eq!(ground.lee.get(LIST).await.ok(), list);
    }

    async fn threat_093_what_is_about_a_deleted_post_is_no_longer_readable(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        let reply = answer(&ground.api, &dana, ground.root.id).await;
        let mut tx = ground.api.state.db.begin().await.unwrap();
        delete(&ground.api.state.context, &mut tx, dana.id, reply.id, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let list = ground.lee.get(LIST).await.ok();
        assert!(!list.to_string().contains("We use 4."), "{list}");
    }

    async fn a_page_costs_the_same_whatever_it_holds(db: Db) {
        let ground = ground(db).await;
        let people = [ground.person("dana").await, ground.person("kim").await];
        for number in 0..44 {
            let by = &people[number % 2];
            answer(&ground.api, by, ground.root.id).await;
            if number < 2 {
                ground.thank(by).await;
            }
        }
        for (list, rows) in [(LIST, ""), (GROUPS, "/notification_groups")] {
            let mut costs = Vec::new();
            for limit in [5, 5, 40] {
                let before = STATEMENTS.get();
                let page = ground.lee.get(&format!("{list}?limit={limit}")).await.ok();
                assert_eq!(page.pointer(rows).unwrap().as_array().unwrap().len(), limit, "{list}");
                costs.push(STATEMENTS.get() - before);
            }
            assert_eq!(costs[1], costs[2], "{list}");
        }
    }

    async fn what_stands_before_the_marker_is_read(db: Db) {
        let ground = ground(db).await;
        let app = ground.api.app_of(ground.lee.person.as_ref().unwrap(), "read write").await;
        let (dana, kim) = (ground.person("dana").await, ground.person("kim").await);
        ground.thank(&dana).await;
        ground.thank(&kim).await;
        let unread = async |path: &str| app.get(path).await.ok()["count"].clone();
        let list = app.get(LIST).await.ok();
        for (entry, left) in [(&list[1], 1), (&list[0], 0)] {
            let marker = json!({ "notifications": { "last_read_id": entry["id"] } });
            app.post("/api/v1/markers", &marker).await.ok();
            assert_eq!(unread("/api/v1/notifications/unread_count").await, left);
            assert_eq!(unread("/api/v2/notifications/unread_count").await, left);
        }
    }

    async fn what_no_app_shows_stays_unread_whatever_the_marker_says(db: Db) {
        let ground = ground(db).await;
        let app = ground.api.app_of(ground.lee.person.as_ref().unwrap(), "read write").await;
        let dana = ground.person("dana").await;
        let sepsis = Some(ground.sepsis.id);
        ground.tell(NotificationKind::Follow, Some(dana.id), sepsis, Some("waiting")).await;
        ground.tell(NotificationKind::Moderation, None, sepsis, Some("pin_thread")).await;
        for kind in [NotificationKind::Report, NotificationKind::SignUp, NotificationKind::PostRefused] {
            ground.tell(kind, None, sepsis, Some("Why")).await;
        }
        ground.tell(NotificationKind::Follow, Some(dana.id), None, Some("waiting")).await;
        ground.tell(NotificationKind::Moderation, None, None, Some("remove_post")).await;
        ground.thank(&dana).await;
        let unread = async || {
            let mut tx = ground.api.state.db.read().await.unwrap();
            crate::store::notifications::count_unread(&mut tx, ground.lee.id()).await.unwrap()
        };
        assert_eq!(unread().await, 8);
        let newest = app.get(LIST).await.ok()[0]["id"].clone();
        app.post("/api/v1/markers", &json!({ "notifications": { "last_read_id": newest } })).await.ok();
        assert_eq!(unread().await, 5, "what only the page shows");
    }

    async fn a_page_is_full_whatever_else_was_told(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        ground.tell(NotificationKind::Follow, Some(dana.id), None, None).await;
        for _ in 0..3 {
            ground.tell(NotificationKind::Follow, Some(dana.id), None, Some("waiting")).await;
            ground.tell(NotificationKind::Moderation, None, None, Some("pin_thread")).await;
        }
        let asked = "types[]=follow&types[]=moderation_warning&limit=2";
        assert_eq!(each(&ground.lee.get(&format!("{LIST}?{asked}")).await.ok(), "type"), ["follow"]);
        let count = ground.lee.get(&format!("{LIST}/unread_count?{asked}")).await.ok();
        assert_eq!(count, json!({ "count": 1 }));
    }

    async fn threat_102_who_moderated_is_not_found_by_their_name(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        let action = Some("remove_post");
        ground.tell(NotificationKind::Moderation, Some(dana.id), Some(ground.sepsis.id), action).await;
        let warnings = ground.lee.get(&format!("{LIST}?types[]=moderation_warning")).await.ok();
        assert_eq!(each(&warnings, "type"), ["moderation_warning"]);
        let by = format!("{LIST}?types[]=moderation_warning&account_id={}", dana.id);
        assert_eq!(ground.lee.get(&by).await.ok(), json!([]));
        let group = format!("{GROUPS}/{}/accounts", warnings[0]["group_key"].as_str().unwrap());
        assert_eq!(each(&ground.lee.get(&group).await.ok(), "acct"), ["lee"]);
    }

    async fn what_is_cleared_is_gone_and_what_waits_for_an_answer_stays(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        ground.thank(&dana).await;
        answer(&ground.api, &dana, ground.root.id).await;
        ground.tell(NotificationKind::Follow, Some(dana.id), Some(ground.sepsis.id), Some("waiting")).await;
        ground.tell(NotificationKind::Moderation, None, None, Some("pin_thread")).await;
        let list = ground.lee.get(LIST).await.ok();
        let path = format!("{LIST}/{}/dismiss", list[0]["id"].as_str().unwrap());
        assert_eq!(ground.lee.post(&path, &json!({})).await.ok(), json!({}));
        ground.tell(NotificationKind::Moderation, None, None, Some("remove_post")).await;
        assert_eq!(each(&ground.lee.get(LIST).await.ok(), "type"), ["moderation_warning", "favourite"]);
        ground.lee.post("/api/v1/notifications/clear", &json!({})).await.ok();
        assert_eq!(ground.lee.get(LIST).await.ok(), json!([]));
        let mut tx = ground.api.state.db.read().await.unwrap();
        let unread = crate::store::notifications::count_unread(&mut tx, ground.lee.id()).await.unwrap();
        assert_eq!(unread, 2, "the request to follow, and what moderators did, are still on the page");
    }
}
