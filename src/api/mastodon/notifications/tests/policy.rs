//! What a person does not want at once, and what becomes of it.

use serde_json::json;

use super::{LIST, POLICY, REQUESTS, each, ground};
use crate::api::mastodon::tests::answer;
use crate::domain::community::FollowState;
use crate::domain::moderation::NotificationKind;
use crate::services::notifications::mark_all_read;
use crate::services::testing::{follow, on_both_engines};
use crate::store::Db;

on_both_engines! {
    async fn what_two_apps_change_at_once_is_changed_by_both(db: Db) {
        let ground = ground(db).await;
        let change = async |field: &str| {
            ground.lee.patch(POLICY, &json!({ field: "filter" })).await.ok();
        };
        tokio::join!(
            change("for_not_following"),
            change("for_not_followers"),
            change("for_new_accounts"),
            change("for_private_mentions"),
            change("for_limited_accounts"),
        );
        let policy = ground.lee.get(POLICY).await.ok();
        for field in
            ["for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions", "for_limited_accounts"]
        {
            assert_eq!(policy[field], "filter", "{field}");
        }
    }

    async fn the_policy_puts_strangers_aside_until_they_are_let_through(db: Db) {
        let ground = ground(db).await;
        let (dana, kim) = (ground.person("dana").await, ground.person("kim").await);
        let lee = ground.lee.person.clone().unwrap();
        let mut tx = ground.api.state.db.begin().await.unwrap();
        follow(&ground.api.state.context, &mut tx, &lee, &kim, FollowState::Accepted).await;
        tx.commit().await.unwrap();
        let before = ground.lee.get(POLICY).await.ok();
        assert_eq!(before["for_not_following"], "accept");
        let policy = ground.lee.patch(POLICY, &json!({ "for_not_following": "filter" })).await.ok();
        assert_eq!(policy["for_not_following"], "filter");
        assert_eq!(policy["for_new_accounts"], "accept");

        ground.thank(&dana).await;
        ground.thank(&kim).await;
        assert_eq!(ground.lee.get(LIST).await.ok().as_array().unwrap().len(), 1);
        let everything = ground.lee.get(&format!("{LIST}?include_filtered=true")).await.ok();
        assert_eq!(everything.as_array().unwrap().len(), 2);
        let summary = json!({ "pending_requests_count": 1, "pending_notifications_count": 1 });
        assert_eq!(ground.lee.get(POLICY).await.ok()["summary"], summary);
        let requests = ground.lee.get(REQUESTS).await.ok();
        assert_eq!(each(&requests, "notifications_count"), ["1"]);
        assert_eq!(requests[0]["account"]["acct"], "dana");
        assert_eq!(requests[0]["last_status"]["id"], ground.root.id.to_string());
        let path = format!("{REQUESTS}/{}", requests[0]["id"].as_str().unwrap());
        assert_eq!(ground.lee.get(&path).await.ok(), requests[0]);
        let mut tx = ground.api.state.db.begin().await.unwrap();
        mark_all_read(&ground.api.state.context, &mut tx, lee.id).await.unwrap();
        tx.commit().await.unwrap();
        ground.lee.post(&format!("{path}/accept"), &json!({})).await.ok();
        // Nobody has looked at what was aside.
        assert_eq!(ground.lee.get("/api/v1/notifications/unread_count").await.ok(), json!({ "count": 1 }));
        assert_eq!(ground.lee.get(LIST).await.ok().as_array().unwrap().len(), 2);
        assert_eq!(ground.lee.get(REQUESTS).await.ok(), json!([]));
        answer(&ground.api, &dana, ground.root.id).await;
        assert_eq!(each(&ground.lee.get(LIST).await.ok(), "type"), ["mention", "favourite", "favourite"]);
        assert_eq!(ground.lee.get(&format!("{REQUESTS}/merged")).await.ok(), json!({ "merged": true }));
    }

    async fn several_requests_are_answered_at_once(db: Db) {
        let ground = ground(db).await;
        let (dana, kim) = (ground.person("dana").await, ground.person("kim").await);
        let older = ground.lee.put("/api/v1/notifications/policy", &json!({ "filter_not_followers": true })).await.ok();
        assert_eq!(older["filter_not_followers"], true);
        assert_eq!(older["filter_not_following"], false);
        for by in [&dana, &kim] {
            ground.thank(by).await;
        }
        let accept = json!({ "id": [dana.id.to_string(), "nobody"] });
        ground.lee.post(&format!("{REQUESTS}/accept"), &accept).await.ok();
        ground.lee.post_form(&format!("{REQUESTS}/dismiss"), &format!("id[]={}", kim.id)).await.ok();
        let list = ground.lee.get(&format!("{LIST}?include_filtered=true")).await.ok();
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert_eq!(list[0]["account"]["acct"], "dana");
        assert_eq!(ground.lee.get(REQUESTS).await.ok(), json!([]));
    }

    async fn what_the_policy_drops_nobody_learns_of(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        let wrong = ground.lee.patch(POLICY, &json!({ "for_not_following": "burn" })).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.json["details"]["for_not_following"][0]["error"], "ERR_INCLUSION");
        ground.lee.patch(POLICY, &json!({ "for_not_following": "drop" })).await.ok();
        ground.thank(&dana).await;
        assert_eq!(ground.lee.get(&format!("{LIST}?include_filtered=true")).await.ok(), json!([]));
        ground.tell(NotificationKind::Moderation, Some(dana.id), None, Some("ban_person")).await;
        assert_eq!(each(&ground.lee.get(LIST).await.ok(), "type"), ["moderation_warning"]);
    }
}
