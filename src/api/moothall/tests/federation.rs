use serde_json::json;

use super::{ALL, admin, at, each, refused};
use crate::api::testing::TestApi;
use crate::domain::ids::PeerId;
use crate::services::testing::on_both_engines;
use crate::store::{Db, peers};

async fn knows(api: &TestApi, domains: &[&str]) {
    let ctx = &api.state.context;
    let mut tx = api.state.db.begin().await.unwrap();
    for domain in domains {
        peers::ensure(&mut tx, PeerId::new(ctx.ids.next()), domain, ctx.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

on_both_engines! {
    async fn administrators_see_other_servers_and_steer_them(db: Db) {
        let api = TestApi::on(db);
        let ada = admin(&api).await;
        knows(&api, &["b.test", "c.test", "m.test"]).await;
        let order = async |domain: &str, order: &str| {
            ada.post(&at(&format!("/peers/{domain}/orders")), &json!({"order": order})).await
        };
        assert_eq!(order("m.test", "pause").await.ok()["state"], "paused");
        let first = ada.get(&at("/peers?limit=2")).await.ok();
        assert_eq!(each(&first, "/domain"), ["m.test", "b.test"]);
        let rest = ada.get(&at(&format!("/peers?after={}", first["next"].as_str().unwrap()))).await.ok();
        assert_eq!((each(&rest, "/domain"), &rest["next"]), (vec!["c.test"], &json!(null)));
        let one = ada.get(&at("/peers/b.test")).await.ok();
        assert_eq!((&one["state"], &one["pending"]), (&json!("active"), &json!(0)));
        assert_eq!(refused(&ada.get(&at("/peers?after=b.test")).await, 422), ["after"]);
        assert_eq!(order("m.test", "resume").await.ok()["state"], "active");
        assert_eq!(refused(&order("m.test", "explode").await, 422), ["order"]);
        refused(&order("nowhere.test", "pause").await, 404);
        refused(&ada.get(&at("/peers/nowhere.test")).await, 404);
    }

    async fn a_list_goes_on_behind_a_server_whatever_its_name(db: Db) {
        let api = TestApi::on(db);
        let ada = admin(&api).await;
        let domains = ["ill.ill.test", "ill.test", "jill.test"];
        knows(&api, &domains).await;
        for domain in domains {
            let pause = json!({"order": "pause"});
            ada.post(&at(&format!("/peers/{domain}/orders")), &pause).await.ok();
        }
        let mut seen = Vec::new();
        let mut address = at("/peers?limit=1");
        while seen.len() < domains.len() {
            let page = ada.get(&address).await.ok();
            seen.push(page["items"][0]["domain"].as_str().unwrap().to_owned());
            address = at(&format!("/peers?limit=1&after={}", page["next"].as_str().unwrap_or_default()));
        }
        assert_eq!(seen, domains);
    }

    async fn administrators_decide_with_whom_the_node_speaks(db: Db) {
        let api = TestApi::on(db);
        let ada = admin(&api).await;
        let rule = |domain: &str| at(&format!("/federation/rules/{domain}"));
        let block = json!({"rule": "block", "reason": "Advertises"});
        let made = ada.put(&rule("Spam.TEST"), &block).await.ok();
        assert_eq!((&made["domain"], &made["created_by"]["acct"]), (&json!("spam.test"), &json!("ada")));
        ada.put(&rule("friends.test"), &json!({"rule": "allow"})).await.ok();
        let first = ada.get(&at("/federation/rules?limit=1")).await.ok();
        assert_eq!(each(&first, "/domain"), ["friends.test"]);
        let rest = ada.get(&at(&format!("/federation/rules?after={}", first["next"].as_str().unwrap()))).await.ok();
        assert_eq!((each(&rest, "/rule"), &rest["next"]), (vec!["block"], &json!(null)));
        assert_eq!(refused(&ada.put(&rule("a.test"), &block).await, 422), ["domain"]);
        assert_eq!(refused(&ada.put(&rule("no%20domain"), &block).await, 422), ["domain"]);
        assert_eq!(refused(&ada.put(&rule("b.test"), &json!({"rule": "silence"})).await, 422), ["rule"]);
        let long = json!({"rule": "block", "reason": "x".repeat(501)});
        assert_eq!(refused(&ada.put(&rule("b.test"), &long).await, 422), ["reason"]);
        let effect = ada.get(&format!("{}/effect", rule("b.test"))).await.ok();
        assert_eq!((&effect["actors"], &effect["pending"]), (&json!(0), &json!(0)));
        assert_eq!(ada.delete(&rule("spam.test")).await.status, 204);
        assert_eq!(ada.delete(&rule("spam.test")).await.status, 204);
        assert_eq!(each(&ada.get(&at("/federation/rules")).await.ok(), "/domain"), ["friends.test"]);

        let federation = at("/federation");
        assert_eq!(ada.get(&federation).await.ok(), json!({"mode": "open", "configured": "open"}));
        let closed = ada.put(&federation, &json!({"mode": "allow-list"})).await.ok();
        assert_eq!(closed["mode"], "allow-list");
        assert_eq!(refused(&ada.put(&federation, &json!({"mode": "shut"})).await, 422), ["mode"]);
        // Whoever says nothing does not undo what was decided.
        assert_eq!(refused(&ada.put(&federation, &json!({})).await, 422), ["mode"]);
        assert_eq!(ada.get(&federation).await.ok()["mode"], "allow-list");
        assert_eq!(ada.put(&federation, &json!({"mode": null})).await.ok()["mode"], "open");
    }

    async fn threat_094_nobody_else_administers_whatever_their_app_may(db: Db) {
        let api = TestApi::on(db);
        let nia = api.app_of_new("nia", ALL).await;
        knows(&api, &["b.test"]).await;
        for path in ["/peers", "/peers/b.test", "/federation", "/federation/rules", "/federation/rules/b.test/effect"] {
            refused(&nia.get(&at(path)).await, 403);
        }
        refused(&nia.post(&at("/peers/b.test/orders"), &json!({"order": "drop"})).await, 403);
        refused(&nia.post(&at("/peers/nowhere.test/orders"), &json!({"order": "drop"})).await, 403);
        refused(&nia.put(&at("/federation"), &json!({"mode": "closed"})).await, 403);
        refused(&nia.put(&at("/federation/rules/b.test"), &json!({"rule": "block"})).await, 403);
        refused(&nia.delete(&at("/federation/rules/b.test")).await, 403);
    }
}
