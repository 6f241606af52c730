use serde_json::{Value, json};

use super::{answer, sepsis, thread};
use crate::api::testing::TestApi;
use crate::services::testing::{community, on_both_engines, remote_person};
use crate::store::tx::STATEMENTS;
use crate::store::{Db, actors, posts};

/// One field of each.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry.pointer(field).unwrap().as_str().unwrap()).collect()
}

on_both_engines! {
    async fn home_has_a_thread_once_as_its_community_passes_it_on(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read").await;
        let dana = api.app_of_new("dana", "read").await;
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
        tx.commit().await.unwrap();
        let root = thread(&api, dana.person.as_ref().unwrap(), &sepsis, "Lactate <threshold>?").await;
        let reply = answer(&api, lee.person.as_ref().unwrap(), root.id).await;

        let home = lee.get("/api/v1/timelines/home").await.ok();
        assert_eq!(home.as_array().unwrap().len(), 1);
        let share = &home[0];
        assert_eq!(share["account"]["group"], true);
        assert_eq!(share["account"]["acct"], "sepsis");
        assert_eq!(share["reblog"]["id"], root.id.to_string());
        assert_eq!(share["reblog"]["account"]["acct"], "dana");
        let content = share["reblog"]["content"].as_str().unwrap();
        assert!(content.starts_with("<p><strong>Lactate &lt;threshold&gt;?</strong></p>"), "{content}");
        assert_eq!(share["reblog"]["replies_count"], 1);
        assert_eq!(dana.get("/api/v1/timelines/home").await.ok(), Value::Array(vec![]));

        let path = format!("/api/v1/statuses/{}", share["id"].as_str().unwrap());
        assert_eq!(lee.get(&path).await.ok()["reblog"]["id"], root.id.to_string());
        let context = lee.get(&format!("/api/v1/statuses/{}/context", root.id)).await.ok();
        assert_eq!(each(&context["descendants"], "/id"), [reply.id.to_string()]);
        let context = lee.get(&format!("/api/v1/statuses/{}/context", reply.id)).await.ok();
        assert_eq!(each(&context["ancestors"], "/id"), [root.id.to_string()]);
        assert_eq!(lee.get(&format!("/api/v1/accounts/{}", sepsis.id)).await.ok()["statuses_count"], 1);
        let found = lee.get("/api/v1/accounts/lookup?acct=sepsis@a.test").await.ok();
        assert_eq!(found["id"], sepsis.id.to_string());
    }

    async fn a_thread_of_a_followed_community_is_at_home_once_whoever_shares_it(db: Db) {
        let api = TestApi::on(db.clone());
        let (lee, dana) = (api.app_of_new("lee", "read write").await, api.app_of_new("dana", "read write").await);
        let person = lee.person.clone().unwrap();
        let sepsis = sepsis(&api, &lee).await;
        for account in [sepsis.id, lee.id()] {
            dana.post(&format!("/api/v1/accounts/{account}/follow"), &json!({})).await.ok();
        }
        let root = thread(&api, &person, &sepsis, "Fever").await;
        let reply = answer(&api, &person, root.id).await;
        for post in [root.id, reply.id] {
            lee.post(&format!("/api/v1/statuses/{post}/reblog"), &json!({})).await.ok();
        }
        let mut lines = Vec::new();
        let mut path = "/api/v1/timelines/home?limit=1".to_owned();
        loop {
            let page = dana.get(&path).await.ok();
            let Some(line) = page.get(0).cloned() else { break };
            path = format!("/api/v1/timelines/home?limit=1&max_id={}", line["id"].as_str().unwrap());
            lines.push((line["account"]["acct"].clone(), line["reblog"]["id"].clone()));
        }
        assert_eq!(lines, [
            // An answer is at home for no other reason.
            (json!("lee"), json!(reply.id.to_string())),
            (json!("sepsis"), json!(root.id.to_string())),
        ]);
        dana.post(&format!("/api/v1/accounts/{}/unfollow", sepsis.id), &json!({})).await.ok();
        let home = dana.get("/api/v1/timelines/home").await.ok();
        assert_eq!(each(&home, "/reblog/id"), [reply.id.to_string(), root.id.to_string()]);
    }

    async fn pictures_of_somebody_elsewhere_come_from_here(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read").await;
        let mut tx = db.begin().await.unwrap();
        let mut kim = remote_person(&api.state.context, &mut tx, "kim", "b.test").await;
        kim.icon_url = Some("https://b.test/kim.png".to_owned());
        kim.banner_url = Some("https://b.test/wide.png".to_owned());
        actors::update(&mut tx, &kim).await.unwrap();
        tx.commit().await.unwrap();
        let account = lee.get(&format!("/api/v1/accounts/{}", kim.id)).await.ok();
        let here = format!("https://a.test/pictures/actors/{}", kim.id);
        for (field, which) in
            [("avatar", "icon"), ("avatar_static", "icon"), ("header", "banner"), ("header_static", "banner")]
        {
            let address = account[field].as_str().unwrap();
            assert!(address.starts_with(&format!("{here}/{which}?v=")), "{field}: {address}");
        }
    }

    async fn a_page_costs_the_same_whatever_it_holds(db: Db) {
        let api = TestApi::on(db.clone());
        let lee = api.app_of_new("lee", "read").await;
        let person = lee.person.clone().unwrap();
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", &person).await;
        tx.commit().await.unwrap();
        let root = thread(&api, &person, &sepsis, "First").await;
        for _ in 0..40 {
            thread(&api, &person, &sepsis, "Another").await;
            answer(&api, &person, root.id).await;
        }
        for path in [
            "/api/v1/timelines/home".to_owned(),
            "/api/v1/timelines/public".to_owned(),
            format!("/api/v1/timelines/list/{}", sepsis.id),
            format!("/api/v1/accounts/{}/statuses", person.id),
        ] {
            let mut costs = Vec::new();
            for limit in [5, 5, 40] {
                let before = STATEMENTS.get();
                let page = lee.get(&format!("{path}?limit={limit}")).await.ok();
                assert_eq!(page.as_array().unwrap().len(), limit, "{path}");
                costs.push(STATEMENTS.get() - before);
            }
            assert_eq!(costs[1], costs[2], "{path}");
        }
        let mut costs = Vec::new();
        let alone = answer(&api, &person, root.id).await;
        answer(&api, &person, alone.id).await;
        for (id, around) in [(alone.id, 1), (root.id, 42)] {
            let before = STATEMENTS.get();
            let context = lee.get(&format!("/api/v1/statuses/{id}/context")).await.ok();
            assert_eq!(context["descendants"].as_array().unwrap().len(), around);
            costs.push(STATEMENTS.get() - before);
        }
        assert_eq!(costs[0], costs[1]);
    }

    async fn threat_093_what_was_removed_or_stands_in_a_closed_community_is_not_read(db: Db) {
        let api = TestApi::on(db.clone());
        let (lee, stranger) = (api.app_of_new("lee", "read").await, api.stranger());
        let person = lee.person.clone().unwrap();
        let mut tx = db.begin().await.unwrap();
        let sepsis = community(&api.state.context, &mut tx, "sepsis", &person).await;
        tx.commit().await.unwrap();
        let (kept, removed) = (
            thread(&api, &person, &sepsis, "Kept").await,
            thread(&api, &person, &sepsis, "Secret").await,
        );
        let mut tx = db.begin().await.unwrap();
        posts::set_removed(&mut tx, removed.id, Some(api.state.context.now()), Some("off topic")).await.unwrap();
        tx.commit().await.unwrap();
        for part in ["", "/context", "/history", "/reblogged_by", "/favourited_by"] {
            let path = format!("/api/v1/statuses/{}{part}", removed.id);
            assert_eq!(stranger.get(&path).await.status, 404, "{path}");
        }
        let public = stranger.get("/api/v1/timelines/public").await.ok();
        assert_eq!(each(&public, "/id"), [kept.id.to_string()]);

        let mut tx = db.begin().await.unwrap();
        actors::suspend(&mut tx, sepsis.id, api.state.context.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stranger.get("/api/v1/timelines/public").await.ok(), Value::Array(vec![]));
        assert_eq!(lee.get("/api/v1/timelines/home").await.ok(), Value::Array(vec![]));
        for path in [format!("statuses/{}", kept.id), format!("accounts/{}", sepsis.id)] {
            assert_eq!(lee.get(&format!("/api/v1/{path}")).await.status, 404, "{path}");
        }
    }
}
