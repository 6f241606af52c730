//! What other servers get to read, over HTTP.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{FederationState, router};
use crate::config::{FederationMode, SignUpMode};
use crate::domain::delivery::{Audience, Rendering};
use crate::domain::fact::Origin;
use crate::federation::objects::{actor, collection};
use crate::services::Context;
use crate::services::posts::{NewPost, Target, Wording, delete, publish};
use crate::services::testing::{community, context, on_both_engines, person};
use crate::store::Db;
use crate::store::activities::{self, NewActivity};

async fn get(ctx: &Context, db: &Db, address: &str) -> Response {
    let state = FederationState { ctx: ctx.clone(), db: db.clone(), sign_up: SignUpMode::Open };
    let request = Request::builder().uri(address).body(Body::empty()).unwrap();
    router().with_state(state).oneshot(request).await.unwrap()
}

async fn json(response: Response) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), 1 << 20).await.unwrap()).unwrap()
}

async fn document(ctx: &Context, db: &Db, address: &str) -> Value {
    let response = get(ctx, db, address).await;
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    json(response).await
}

on_both_engines! {
    async fn an_actors_document_is_read_back_as_that_actor(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        tx.commit().await.unwrap();

        let response = get(&ctx, &db, "/u/LEE").await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/activity+json");
        assert_eq!(response.headers()[header::VARY], "Accept");
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        let read = actor::read(&json(response).await).unwrap();
        assert_eq!((read.uri, read.handle), (lee.uri, lee.handle));

        let read = actor::read(&document(&ctx, &db, "/c/sepsis").await).unwrap();
        assert_eq!((read.uri, read.kind), (sepsis.uri, sepsis.kind));
        for address in ["/u/nobody", "/u/sepsis", "/c/lee", "/p/1", "/contexts/1", "/activities/1"] {
            assert_eq!(get(&ctx, &db, address).await.status(), StatusCode::NOT_FOUND, "{address}");
        }
    }

    async fn webfinger_finds_people_and_communities_by_name_and_address(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        community(&ctx, &mut tx, "sepsis", &lee).await;
        tx.commit().await.unwrap();
        let ask = |resource: &str| format!("/.well-known/webfinger?resource={resource}");

        for resource in ["acct:lee@a.test", "acct%3ALee%40A.test", "https://a.test/u/lee", "lee@a.test"] {
            let answer = document(&ctx, &db, &ask(resource)).await;
            assert_eq!(answer["subject"], "acct:lee@a.test", "{resource}");
            assert_eq!(answer["links"][0]["href"], lee.uri.as_str(), "{resource}");
        }
        let group = document(&ctx, &db, &ask("acct:sepsis@a.test&rel=self")).await;
        assert_eq!(group["links"].as_array().unwrap().len(), 1);
        assert_eq!(group["links"][0]["properties"]["https://www.w3.org/ns/activitystreams#type"], "Group");
        let node = document(&ctx, &db, &ask("https://a.test/")).await;
        assert_eq!(node["links"][0]["href"], "https://a.test/actor");
        for (resource, status) in [
            ("acct:lee@b.test", StatusCode::NOT_FOUND),
            ("acct:nobody@a.test", StatusCode::NOT_FOUND),
            ("lee", StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(get(&ctx, &db, &ask(resource)).await.status(), status, "{resource}");
        }
        assert_eq!(get(&ctx, &db, "/.well-known/webfinger").await.status(), StatusCode::BAD_REQUEST);
    }

    async fn a_deleted_thread_leaves_a_tombstone(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let wording =
            Wording { title: Some("Title".to_owned()), html: "<p>Text</p>".to_owned(), ..Wording::default() };
        let new = NewPost { author: lee.id, target: Target::Community(sepsis.id), wording };
        let post = publish(&ctx, &mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
        let address = format!("/p/{}", post.id);

        let page = document(&ctx, &db, &address).await;
        assert_eq!(page["id"], post.uri.as_str());
        let thread = document(&ctx, &db, &format!("/contexts/{}?page=true", post.id)).await;
        assert_eq!(collection::read(&thread).unwrap().items, [post.uri.as_str()]);
        let outbox = document(&ctx, &db, "/c/sepsis/outbox?page=true").await;
        assert_eq!(outbox["orderedItems"][0]["object"]["object"]["id"], post.uri.as_str());

        let mut tx = db.begin().await.unwrap();
        delete(&ctx, &mut tx, lee.id, post.id, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let gone = get(&ctx, &db, &address).await;
        assert_eq!(gone.status(), StatusCode::GONE);
        let tombstone = json(gone).await;
        assert_eq!((tombstone["type"].as_str(), tombstone["formerType"].as_str()), (Some("Tombstone"), Some("Page")));
    }

    async fn threat_102_followers_are_counted_and_private_activities_have_no_readers(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        community(&ctx, &mut tx, "sepsis", &lee).await;
        for (name, to) in [("public", "https://www.w3.org/ns/activitystreams#Public"), ("private", "https://b.test/u/x")] {
            let uri = format!("https://a.test/activities/{name}");
            let body = format!(r#"{{"id":"{uri}","type":"Accept","actor":"{}","object":"{uri}","to":["{to}"]}}"#, lee.uri);
            let new = NewActivity {
                uri,
                sender_id: lee.id,
                body,
                ordering_key: 1,
                audience: Audience::Direct,
                audience_id: None,
                rendering: Rendering::Any,
                direct: vec![],
                created_at: ctx.now(),
            };
            activities::append(&mut tx, &[new]).await.unwrap();
        }
        tx.commit().await.unwrap();

        let followers = document(&ctx, &db, "/c/sepsis/followers").await;
        assert_eq!(followers["totalItems"], 1);
        assert_eq!(followers.get("orderedItems"), None);
        assert_eq!(get(&ctx, &db, "/activities/public").await.status(), StatusCode::OK);
        assert_eq!(get(&ctx, &db, "/activities/private").await.status(), StatusCode::NOT_FOUND);
    }

    async fn nodeinfo_and_host_meta_lead_here(db: Db) {
        let ctx = context();
        let links = document(&ctx, &db, "/.well-known/nodeinfo").await;
        assert_eq!(links["links"][2]["href"], "https://a.test/actor");
        for version in ["2.0", "2.1"] {
            let described = document(&ctx, &db, &format!("/nodeinfo/{version}")).await;
            assert_eq!(described["software"]["name"], "moothall");
            assert_eq!(described["version"], version);
            assert_eq!(described["metadata"]["upstream"]["name"], "mastodon", "what apps may speak");
            assert_eq!(described["metadata"]["federation"]["enabled"], true);
            let closed = Context { federation_mode: FederationMode::Closed, ..ctx.clone() };
            let described = document(&closed, &db, &format!("/nodeinfo/{version}")).await;
            assert_eq!(described["metadata"]["federation"]["enabled"], false);
        }
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let said = |title: Option<&str>| Wording {
            title: title.map(str::to_owned), html: "<p>?</p>".to_owned(), ..Wording::default()
        };
        let target = Target::Community(sepsis.id);
        let thread = NewPost { author: lee.id, target, wording: said(Some("Lactate")) };
        let thread = publish(&ctx, &mut tx, thread).await.unwrap();
        let reply = NewPost { author: lee.id, target: Target::Reply(thread.id), wording: said(None) };
        publish(&ctx, &mut tx, reply).await.unwrap();
        tx.commit().await.unwrap();
        let described = document(&ctx, &db, "/nodeinfo/2.1").await;
        assert_eq!(described["openRegistrations"], true);
        let active = serde_json::json!({"total": 1, "activeMonth": 1, "activeHalfyear": 1});
        let usage = serde_json::json!({"users": active, "localPosts": 1, "localComments": 1});
        assert_eq!(described["usage"], usage);
        assert_eq!(document(&ctx, &db, "/u/lee/following").await["totalItems"], 1);
        let host_meta = get(&ctx, &db, "/.well-known/host-meta").await;
        let text = to_bytes(host_meta.into_body(), 4096).await.unwrap();
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert!(text.contains("https://a.test/.well-known/webfinger?resource={uri}"), "{text}");
    }
}
