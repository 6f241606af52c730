use serde_json::{Value, json};

use super::{ALL, at, each, refused, sepsis};
use crate::api::testing::TestApi;
use crate::services::testing::on_both_engines;
use crate::store::Db;

/// A screening form that `steward` looks after.
fn form(steward: Option<crate::domain::ids::ActorId>) -> Value {
    json!({
        "title": "Screening form", "summary": "One page for the ward", "kind": "template",
        "body": "Measure **lactate**.\n\nThen call. #ward", "language": "en", "licence": "CC-BY-4.0",
        "steward_id": steward, "review_by": "2026-09-30", "tags": ["#Screening"],
        "link_url": "https://b.test/form",
    })
}

on_both_engines! {
    async fn a_resource_is_kept_in_versions(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let made = lee.post(&library, &form(Some(nia.id()))).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let made = made.json;
        assert_eq!((&made["kind"], &made["validity"]), (&json!("template"), &json!("current")));
        assert_eq!((&made["steward"]["acct"], &made["author"]["acct"]), (&json!("nia"), &json!("lee")));
        assert_eq!(made["tags"], json!(["screening", "ward"]));
        assert_eq!(made["may"], json!({"edit": true, "confirm_review": true}));
        assert_eq!(made["link_url"], "https://b.test/form");
        assert!(made["html"].as_str().unwrap().starts_with("<p>Measure <strong>lactate</strong>."), "{made}");
        let place = at(&format!("/resources/{}", made["id"].as_str().unwrap()));
        assert_eq!(lee.get(&place).await.ok(), made);
        let may = &nia.get(&place).await.ok()["may"];
        assert_eq!(may, &json!({"edit": false, "confirm_review": true}));

        let mut changed = form(None);
        changed["body"] = json!("Measure **lactate**.\n\nThen call the team. #ward");
        changed["note"] = json!("Says whom to call");
        refused(&nia.put(&place, &changed).await, 403);
        let second = lee.put(&place, &changed).await.ok();
        assert_eq!((&second["version"], &second["steward"]), (&json!(2), &json!(null)));
        let versions = api.stranger().get(&format!("{place}/versions")).await.ok();
        assert_eq!(each(&versions, "/note"), ["Says whom to call", ""]);
        let newest = lee.get(&format!("{place}/versions?limit=1")).await.ok();
        let rest = lee.get(&format!("{place}/versions?after={}", newest["next"].as_str().unwrap())).await.ok();
        assert_eq!((&rest["items"][0]["number"], &rest["next"]), (&json!(1), &json!(null)));
        let first = lee.get(&format!("{place}/versions/1")).await.ok();
        assert_eq!((&first["is_current"], &first["steward"]["acct"]), (&json!(false), &json!("nia")));
        let difference = lee.get(&format!("{place}/difference?from=2&to=1")).await.ok();
        assert_eq!((&difference["from"], &difference["to"]), (&json!(1), &json!(2)));
        let kinds: Vec<_> = difference["body"].as_array().unwrap().iter().map(|change| &change["kind"]).collect();
        assert_eq!(kinds, ["same", "removed", "added"]);
        refused(&lee.get(&format!("{place}/versions/3")).await, 404);
        assert_eq!(refused(&lee.get(&format!("{place}/difference?from=1")).await, 422), ["to"]);
    }

    async fn the_library_shows_what_is_due(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let max = api.app_of_new("max", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let made = lee.post(&library, &form(Some(nia.id()))).await.json;
        let tool = json!({"title": "Calculator", "summary": "For doses", "kind": "tool", "body": "Counts."});
        assert_eq!(nia.post(&library, &tool).await.status, 201);
        let titles = async |query: &str| {
            let list = max.get(&format!("{library}?{query}")).await.ok();
            each(&list, "/title").into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(titles("").await, ["Calculator", "Screening form"]);
        assert_eq!(titles("kind=template").await, ["Screening form"]);
        assert_eq!(titles("tag=ward").await, ["Screening form"]);
        assert_eq!(titles("review_due=true").await, Vec::<String>::new());
        let newest = max.get(&format!("{library}?limit=1")).await.ok();
        let rest = format!("after={}", newest["next"].as_str().unwrap());
        assert_eq!(titles(&rest).await, ["Screening form"]);
        api.state.context.clock.advance(std::time::Duration::from_hours(24 * 30));
        assert_eq!(titles("review_due=true").await, ["Screening form"]);
        assert_eq!(refused(&max.get(&format!("{library}?kind=poem")).await, 422), ["kind"]);

        let review = at(&format!("/resources/{}/review", made["id"].as_str().unwrap()));
        let until = json!({"review_by": "2027-09-30"});
        refused(&max.put(&review, &until).await, 403);
        assert_eq!(refused(&nia.put(&review, &json!({"review_by": "2026-09-01"})).await, 422), ["review_by"]);
        assert_eq!(refused(&nia.put(&review, &json!({"review_by": "next year"})).await, 422), ["review_by"]);
        assert_eq!(nia.put(&review, &until).await.ok()["validity"], "current");
        assert_eq!(titles("review_due=true").await, Vec::<String>::new());
    }

    async fn a_new_version_keeps_what_it_does_not_say(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let file = lee.upload("plan.txt", "Wash hands.", &[("description", "Plan")]).await.ok();
        let mut sent = form(None);
        sent["media_ids"] = json!([file["id"]]);
        let made = lee.post(&library, &sent).await.json;
        assert_eq!((&made["files"][0]["media_id"], &made["files"][0]["name"]), (&file["id"], &json!("Plan")));
        assert_eq!(made["sensitive"], false);
        // In an app the author warns of it and describes the file anew.
        let status = format!("/api/v1/statuses/{}", made["id"].as_str().unwrap());
        let described = json!({
            "status": "Screening form\n\nMeasure.", "sensitive": true, "media_ids": [file["id"]],
            "media_attributes": [{"id": file["id"], "description": "Our plan"}],
        });
        lee.put(&status, &described).await.ok();
        let place = at(&format!("/resources/{}", made["id"].as_str().unwrap()));
        let kept = lee.put(&place, &sent).await.ok();
        assert_eq!((&kept["sensitive"], &kept["files"][0]["name"]), (&json!(true), &json!("Our plan")));
        sent["sensitive"] = json!(false);
        assert_eq!(lee.put(&place, &sent).await.ok()["sensitive"], false);
    }

    async fn a_version_names_whoever_wrote_it(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let nia = api.app_of_new("nia", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let made = lee.post(&library, &form(Some(nia.id()))).await.json;
        let place = at(&format!("/resources/{}", made["id"].as_str().unwrap()));
        nia.put(&format!("{place}/review"), &json!({"review_by": "2027-09-30"})).await.ok();
        let mut changed = form(Some(nia.id()));
        changed["note"] = json!("Until next autumn");
        lee.put(&place, &changed).await.ok();
        let versions = lee.get(&format!("{place}/versions")).await.ok();
        assert_eq!(each(&versions, "/editor/acct"), ["lee", "nia", "lee"]);
        for (number, editor) in [(1, "lee"), (2, "nia"), (3, "lee")] {
            let version = lee.get(&format!("{place}/versions/{number}")).await.ok();
            assert_eq!(version["editor"]["acct"], editor, "{number}");
        }
        let newest = lee.get(&format!("{place}/versions?limit=1")).await.ok();
        let next = newest["next"].as_str().unwrap();
        let second = lee.get(&format!("{place}/versions?limit=1&after={next}")).await.ok();
        assert_eq!(each(&second, "/editor/acct"), ["nia"]);
        let status = format!("/api/v1/statuses/{}/history", made["id"].as_str().unwrap());
        let history = lee.get(&status).await.ok();
        let editors: Vec<_> = history.as_array().unwrap().iter().map(|edit| &edit["account"]["acct"]).collect();
        assert_eq!(editors, ["lee", "nia", "lee"]);
    }

    async fn a_link_is_kept_as_what_it_means(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let mut sent = form(None);
        sent["link_url"] = json!(" HTTPS://B.test/a form ");
        assert_eq!(lee.post(&library, &sent).await.json["link_url"], "https://b.test/a%20form");
    }

    async fn what_cannot_be_a_resource_is_said_field_by_field(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", ALL).await;
        let library = at(&format!("/communities/{}/resources", sepsis(&api, &lee).await.id));
        let with = async |field: &str, value: Value| {
            let mut sent = form(None);
            sent[field] = value;
            refused(&lee.post(&library, &sent).await, 422)
        };
        for (field, value) in [
            ("title", json!("")),
            ("summary", json!(" ")),
            ("kind", json!("poem")),
            ("body", json!("x".repeat(200_000))),
            ("link_url", json!("javascript:alert(1)")),
            ("link_url", json!(format!("https://b.test/{}", "ü".repeat(500)))),
            ("licence", json!("x".repeat(501))),
            ("steward_id", json!("117")),
            ("review_by", json!("2026-02-30")),
            ("tags", json!(["<b>"])),
            ("media_ids", json!(["117"])),
        ] {
            assert_eq!(with(field, value).await, [field]);
        }
        assert_eq!(lee.get(&library).await.ok()["items"], json!([]));
        let said = json!({"status": "@sepsis How do you screen?\n\nWe use a form."});
        let post = lee.post("/api/v1/statuses", &said).await.ok();
        refused(&lee.get(&at(&format!("/resources/{}", post["id"].as_str().unwrap()))).await, 404);
        refused(&lee.post(&at("/communities/117/resources"), &form(None)).await, 404);
    }
}
