//! Several notifications as one line.

use serde_json::json;

use super::{GROUPS, LIST, each, ground};
use crate::api::mastodon::tests::answer;
use crate::domain::moderation::NotificationKind;
use crate::services::notifications::{Notice, tell};
use crate::services::testing::on_both_engines;
use crate::store::Db;

on_both_engines! {
    async fn thanks_of_one_time_are_one_line(db: Db) {
        let ground = ground(db).await;
        let (dana, kim) = (ground.person("dana").await, ground.person("kim").await);
        for by in [&dana, &kim] {
            ground.thank(by).await;
        }
        ground.tell(NotificationKind::Follow, Some(kim.id), None, None).await;
        answer(&ground.api, &dana, ground.root.id).await;
        let page = ground.lee.get(GROUPS).await.ok();
        let groups = &page["notification_groups"];
        assert_eq!(each(groups, "type"), ["mention", "follow", "favourite"]);
        let thanks = &groups[2];
        assert_eq!(thanks["notifications_count"], 2);
        assert_eq!(thanks["sample_account_ids"], json!([kim.id.to_string(), dana.id.to_string()]));
        assert_eq!(thanks["status_id"], ground.root.id.to_string());
        assert!(thanks["page_min_id"].as_str() < thanks["page_max_id"].as_str());
        assert_eq!(thanks["most_recent_notification_id"].to_string(), thanks["page_max_id"].as_str().unwrap());
        assert!(thanks["latest_page_notification_at"].is_string());
        assert_eq!(each(&page["accounts"], "acct").len(), 2);
        assert_eq!(page["statuses"].as_array().unwrap().len(), 2);
        assert!(page.get("partial_accounts").is_none());
        assert_eq!(ground.lee.get(&format!("{GROUPS}/unread_count")).await.ok(), json!({ "count": 3 }));

        let path = format!("{GROUPS}/{}", thanks["group_key"].as_str().unwrap());
        let alone = ground.lee.get(&path).await.ok();
        assert_eq!(alone["notification_groups"][0]["notifications_count"], 2);
        assert!(alone["notification_groups"][0].get("page_min_id").is_none());
        assert_eq!(each(&ground.lee.get(&format!("{path}/accounts")).await.ok(), "acct"), ["kim", "dana"]);
        ground.lee.post(&format!("{path}/dismiss"), &json!({})).await.ok();
        assert_eq!(ground.lee.get(&path).await.status, 404);
        assert_eq!(each(&ground.lee.get(LIST).await.ok(), "type"), ["mention", "follow"]);
    }

    async fn an_app_says_which_types_it_groups_and_how_much_it_wants_of_accounts(db: Db) {
        let ground = ground(db).await;
        let (dana, kim) = (ground.person("dana").await, ground.person("kim").await);
        for by in [&dana, &kim] {
            ground.thank(by).await;
        }
        let page = ground.lee.get(&format!("{GROUPS}?grouped_types[]=follow")).await.ok();
        assert_eq!(page["notification_groups"].as_array().unwrap().len(), 2);
        let page = ground.lee.get(&format!("{GROUPS}?expand_accounts=partial_avatars")).await.ok();
        assert_eq!(each(&page["accounts"], "acct"), ["kim"]);
        assert_eq!(each(&page["partial_accounts"], "acct"), ["dana"]);
        assert!(page["partial_accounts"][0]["avatar"].is_string());
        let first = ground.lee.get(&format!("{GROUPS}?limit=1&grouped_types[]=follow")).await;
        assert!(first.headers["link"].to_str().unwrap().contains("max_id="));
        assert_eq!(first.json["notification_groups"].as_array().unwrap().len(), 1);
    }

    async fn a_group_is_dismissed_however_large_it_is(db: Db) {
        let ground = ground(db).await;
        let dana = ground.person("dana").await;
        let state = &ground.api.state;
        let mut tx = state.db.begin().await.unwrap();
        let followed = Notice {
            account: ground.lee.id(),
            kind: NotificationKind::Follow,
            actor: Some(dana.id),
            post: None,
            community: None,
            detail: None,
        };
        for _ in 0..=200 {
            tell(&state.context, &mut tx, &followed).await.unwrap();
        }
        let asked = Notice { detail: Some("waiting".to_owned()), ..followed };
        tell(&state.context, &mut tx, &asked).await.unwrap();
        tx.commit().await.unwrap();
        let groups = ground.lee.get(GROUPS).await.ok();
        let key = groups["notification_groups"][1]["group_key"].as_str().unwrap();
        assert!(key.starts_with("follow-"), "{key}");
        let dismiss = format!("{GROUPS}/{key}/dismiss");
        ground.lee.post(&dismiss, &json!({})).await.ok();
        assert_eq!(each(&ground.lee.get(LIST).await.ok(), "type"), ["follow_request"]);
        assert_eq!(ground.lee.post(&dismiss, &json!({})).await.status, 404);
    }
}
