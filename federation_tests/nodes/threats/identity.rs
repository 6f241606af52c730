//! Names, and documents that are not what they seem.

use moothall::services::network::Network;
use serde_json::json;

use super::Ground;
use crate::support::{World, on_both_databases};

on_both_databases! {
    async fn threat_034_a_handle_counts_only_where_it_is_from(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile, mallory) = (&ground.node, &ground.hostile, &ground.mallory);
        let finger = |subject: &str| {
            let links = [json!({"rel": "self", "type": "application/activity+json", "href": mallory.uri})];
            json!({"subject": subject, "links": links}).to_string()
        };
        let query = |acct: &str| {
            let encoded: String = url::form_urlencoded::byte_serialize(acct.as_bytes()).collect();
            format!("/.well-known/webfinger?resource={encoded}")
        };
        let alice = format!("acct:alice@{}", ground.honest.authority());
        // E answers for Alice with Mallory, and calls Mallory Alice.
        let here = format!("acct:alice@{}", hostile.authority());
        hostile.serve_as(&query(&here), "application/jrd+json", finger(&alice));
        let _ = node.fetcher().look_up(&format!("@alice@{}", hostile.authority())).await;
        let own = format!("acct:mallory@{}", hostile.authority());
        hostile.serve_as(&query(&own), "application/jrd+json", finger(&alice));
        hostile.serve_as(&query(&mallory.uri), "application/jrd+json", finger(&alice));
        let _ = node.fetcher().look_up(&mallory.uri).await;
        if let Some(known) = node.actor(&mallory.uri).await {
            assert_ne!(known.acct(), format!("alice@{}", ground.honest.authority()));
        }
        let found = node.find(&format!("@alice@{}", ground.honest.authority())).await;
        assert_eq!(node.actor(&ground.alice.uri).await.unwrap().id, found);
    }
}

on_both_databases! {
    async fn threat_048_threat_049_only_activity_streams_is_read_as_such(world: World) {
        let ground = Ground::new(&world).await;
        let (node, honest, alice) = (&ground.node, &ground.honest, &ground.alice);
        let group = ground.honest.group("library");
        let refused =
            ["text/plain", "application/json", "image/png", "text/html", "application/ld+json", "nonsense"];
        let profile = r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;
        let with_charset = format!("{profile}; charset=utf-8");
        let taken = [
            "application/activity+json; charset=utf-8",
            "application/activity+json;charset=UTF-8",
            profile,
            &with_charset,
        ];
        let cases = refused.iter().map(|kind| (*kind, false)).chain(taken.iter().map(|kind| (*kind, true)));
        for (number, (content_type, counts)) in cases.enumerate() {
            let name = format!("typed{number}");
            let page = alice.page(&name, &group.uri, content_type);
            honest.serve_as(&format!("/u/alice/{name}"), content_type, page.to_string());
            let found = node.fetcher().look_up(&alice.below(&name)).await;
            assert_eq!(found.is_ok(), counts, "{content_type}");
            assert_eq!(node.post(&alice.below(&name)).await.is_some(), counts, "{content_type}");
        }
    }
}
