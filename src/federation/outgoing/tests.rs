//! What a node tells others, read from the log that its renderer writes.

use std::sync::Arc;

use serde_json::Value;

use super::renderer::render_pending;
use crate::domain::actor::{Actor, KeyAlgorithm};
use crate::domain::delivery::{Audience, Rendering};
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, KeyId};
use crate::domain::post::{Post, PostState, ReactionKind};
use crate::federation::keyring::Keyring;
use crate::federation::objects::{PUBLIC, activity, post};
use crate::federation::signatures::{VerifyingKey, verify_proof};
use crate::infra::keys::{KeyPair, Sealer};
use crate::services::Context;
use crate::services::actors::seal_purpose;
use crate::services::posts::{Edit, NewPost, Target, Wording, edit, publish, remove};
use crate::services::reactions::react;
use crate::services::relationships;
use crate::services::reports::{About, NewReport, report};
use crate::services::shares;
use crate::services::testing::{
    community, context, facts, on_both_engines, person, remote_community, remote_person,
};
use crate::store::activities::{self, LogRow};
use crate::store::actors::KeyRow;
use crate::store::posts::set_state;
use crate::store::{Db, Tx, actors};

const SECRET: [u8; 32] = [7; 32];

fn keyring(db: &Db) -> Keyring {
    Keyring::new(db.clone(), Arc::new(Sealer::new(&SECRET).unwrap()))
}

/// Gives an actor the key that proofs are made with.
async fn with_key(ctx: &Context, tx: &mut Tx, actor: &Actor) -> VerifyingKey {
    let (id, pair) = (KeyId::new(ctx.ids.next()), KeyPair::ed25519().unwrap());
    let public_key = pair.public_multikey.clone().unwrap();
    let sealer = Sealer::new(&SECRET).unwrap();
    let row = KeyRow {
        id,
        actor_id: actor.id,
        key_uri: format!("{}#ed25519-key", actor.uri),
        algorithm: KeyAlgorithm::Ed25519,
        public_key: public_key.clone(),
        private_key_sealed: Some(sealer.seal(&seal_purpose(id), &pair.private).unwrap()),
        created_at: ctx.now(),
        retired_at: None,
    };
    actors::insert_key(tx, &row).await.unwrap();
    VerifyingKey::from_multikey(&public_key).unwrap()
}

async fn thread(ctx: &Context, tx: &mut Tx, author: &Actor, community: &Actor) -> Post {
    let wording = Wording {
        title: Some("Lactate threshold?".to_owned()),
        source: Some("We use **2**.".to_owned()),
        html: "<p>We use <strong>2</strong>.</p>".to_owned(),
        tags: vec!["sepsis".to_owned()],
        ..Wording::default()
    };
    let new = NewPost { author: author.id, target: Target::Community(community.id), wording };
    publish(ctx, tx, new).await.unwrap()
}

/// Tells everything that waits, and gives the log.
async fn told(ctx: &Context, db: &Db) -> Vec<LogRow> {
    render_pending(ctx, db, &keyring(db)).await.unwrap();
    activities::after(&mut db.read().await.unwrap(), 0, 100).await.unwrap()
}

fn body(row: &LogRow) -> Value {
    serde_json::from_str(&row.body).unwrap()
}

async fn inboxes(db: &Db, seq: i64) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let rows = activities::direct_between(&mut tx, seq - 1, seq).await.unwrap();
    rows.into_iter().map(|row| row.inbox_url).collect()
}

on_both_engines! {
    async fn a_thread_is_created_by_its_author_announced_by_its_community_and_shared_plainly(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let lees = with_key(&ctx, &mut tx, &lee).await;
        let communitys = with_key(&ctx, &mut tx, &sepsis).await;
        let post = thread(&ctx, &mut tx, &lee, &sepsis).await;
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let [create, announce, share] = log.as_slice() else { panic!("{log:?}") };
        assert_eq!((create.audience, create.audience_id), (Audience::Followers, Some(lee.id)));
        assert_eq!((announce.audience_id, announce.rendering), (Some(sepsis.id), Rendering::Wrapped));
        assert_eq!((share.audience_id, share.rendering), (Some(sepsis.id), Rendering::Plain));

        let (create_body, announce_body) = (body(create), body(announce));
        assert_eq!(announce_body["object"], create_body);
        assert!(announce.body.contains(&create.body), "the wrapped bytes are the author's");
        assert_eq!(verify_proof(&create_body, &lees, ctx.now()), Ok(()));
        assert_eq!(verify_proof(&announce_body, &communitys, ctx.now()), Ok(()));
        assert_eq!(body(share)["object"], post.uri.as_str());
        assert!(log.iter().all(|row| row.ordering_key == post.root_id.get()));
    }

    async fn a_person_shares_with_followers_and_whoever_counts_it(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let far = remote_community(&ctx, &mut tx, "nursing", "c.test").await;
        let theirs = thread(&ctx, &mut tx, &dana, &far).await;
        set_state(&mut tx, theirs.id, PostState::Published, None).await.unwrap();
        facts(&mut tx).await;
        shares::share(&ctx, &mut tx, lee.id, theirs.id, None, &Origin::Here).await.unwrap();
        shares::withdraw(&ctx, &mut tx, lee.id, theirs.id, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let [announce, undo] = log.as_slice() else { panic!("{log:?}") };
        let shared = body(announce);
        assert_eq!((shared["type"].as_str(), shared["object"].as_str()), (Some("Announce"), Some(&*theirs.uri)));
        assert_eq!(shared["to"], serde_json::json!([PUBLIC]));
        assert_eq!(shared["cc"], serde_json::json!([lee.followers_url.clone().unwrap(), dana.uri]));
        assert_eq!(body(undo)["object"]["id"], shared["id"]);
        for row in [announce, undo] {
            assert_eq!((row.sender_id, row.audience, row.audience_id), (lee.id, Audience::Followers, Some(lee.id)));
            let told = inboxes(&db, row.seq).await;
            assert_eq!(told.len(), 2);
            assert!([&dana, &far].iter().all(|actor| told.iter().any(|inbox| inbox == actor.delivery_inbox())));
        }
    }

    async fn what_is_edited_before_it_was_told_goes_out_as_it_was_published(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let post = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let wording = Wording {
            title: Some("Which threshold?".to_owned()),
            html: "<p>We use 4.</p>".to_owned(),
            ..Wording::default()
        };
        let change = Edit { by: lee.id, post: post.id, wording, note: None };
        edit(&ctx, &mut tx, change).await.unwrap();
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let said: Vec<Value> = log.iter().map(body).collect();
        let create = said.iter().find(|activity| activity["type"] == "Create").unwrap();
        assert_eq!(create["object"]["name"], "Lactate threshold?");
        assert_eq!(create["object"]["updated"], Value::Null);
        let update = said.iter().find(|activity| activity["type"] == "Update").unwrap();
        assert_eq!(update["object"]["name"], "Which threshold?");
        assert_eq!(update["object"]["content"], "<p>We use 4.</p>");
    }

    async fn a_page_has_the_shape_that_every_server_takes(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let written = thread(&ctx, &mut tx, &lee, &sepsis).await;
        tx.commit().await.unwrap();

        let create = body(&told(&ctx, &db).await[0]);
        assert_eq!(create["type"], "Create");
        assert_eq!(create["audience"], sepsis.uri.as_str());
        assert_eq!(create["@context"][0], "https://www.w3.org/ns/activitystreams");
        let page = &create["object"];
        assert_eq!(page["type"], "Page");
        assert_eq!(page["attributedTo"], lee.uri.as_str());
        assert_eq!(page["to"], serde_json::json!([sepsis.uri, PUBLIC]));
        for list in ["to", "cc", "tag", "attachment"] {
            assert!(page[list].is_array(), "{list}");
        }
        assert_eq!(page["source"]["mediaType"], "text/markdown");
        assert_eq!(page["context"], format!("https://a.test/contexts/{}", written.id));
        assert_eq!(page["tag"][0]["type"], "Mention");
        assert_eq!(page["tag"][0]["href"], sepsis.uri.as_str());

        assert_eq!(page["summary"], "We use 2.");

        let read = post::read(page).unwrap();
        assert_eq!(read.summary, None, "an excerpt is nobody's summary");
        assert_eq!(read.title.as_deref(), Some("Lactate threshold?"));
        assert_eq!(read.tags.tags, ["sepsis"]);
        assert_eq!(read.audience, [sepsis.uri]);
    }

    async fn a_thread_in_a_community_elsewhere_goes_to_its_host(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let wounds = remote_community(&ctx, &mut tx, "wounds", "b.test").await;
        thread(&ctx, &mut tx, &lee, &wounds).await;
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let [create] = log.as_slice() else { panic!("only the author speaks: {log:?}") };
        assert_eq!(inboxes(&db, create.seq).await, ["https://b.test/inbox"]);
    }

    async fn what_a_community_passes_on_keeps_every_byte(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        with_key(&ctx, &mut tx, &sepsis).await;
        let activity = r#"{"z":1.50, "a" :  "é","type":"Like","id":"https://b.test/a/1","unknown":{"x":[1e2]}}"#;
        let fact = Fact::Relayed { community: sepsis.id, activity: activity.to_owned(), thread: 5, share: None };
        ctx.record(&mut tx, &fact).await.unwrap();
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let [announce] = log.as_slice() else { panic!("{log:?}") };
        assert!(announce.body.contains(activity), "{}", announce.body);
        assert_eq!((announce.sender_id, announce.ordering_key), (sepsis.id, 5));
    }

    async fn thanks_reach_the_author_and_a_dislike_is_never_said(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let (lee, dana) = (person(&ctx, &mut tx, "lee").await, remote_person(&ctx, &mut tx, "dana", "b.test").await);
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let post = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let dislike = Fact::Reacted {
            post: post.id,
            actor: lee.id,
            kind: ReactionKind::Dislike,
            uri: "https://a.test/activities/1".to_owned(),
        };
        ctx.record(&mut tx, &dislike).await.unwrap();
        tx.commit().await.unwrap();
        let before = told(&ctx, &db).await.len();
        assert_eq!(before, 3, "the thread alone");

        let mut tx = db.begin().await.unwrap();
        let wounds = remote_community(&ctx, &mut tx, "wounds", "c.test").await;
        let theirs = theirs(&ctx, &mut tx, &dana, &wounds).await;
        react(&ctx, &mut tx, lee.id, theirs, ReactionKind::Thanks, None, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let log = told(&ctx, &db).await;
        let like = log.last().unwrap();
        assert_eq!(body(like)["type"], "Like");
        let mut reached = inboxes(&db, like.seq).await;
        reached.sort_unstable();
        assert_eq!(reached, ["https://b.test/inbox", "https://c.test/inbox"]);
    }

    async fn a_removal_gives_its_reason_and_takes_the_share_back(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let post = thread(&ctx, &mut tx, &lee, &sepsis).await;
        remove(&ctx, &mut tx, lee.id, post.id, "off topic", &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let [_, _, share, delete, announce, undo] = log.as_slice() else { panic!("{log:?}") };
        assert_eq!(body(delete)["summary"], "off topic");
        assert_eq!(body(announce)["object"]["type"], "Delete");
        assert_eq!(undo.rendering, Rendering::Plain);
        assert_eq!(body(undo)["object"]["id"], share.uri.as_str());
    }

    async fn threat_099_a_report_does_not_say_who_made_it(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let mut node = person(&ctx, &mut tx, "node").await;
        node.id = ActorId::new(ctx.ids.next());
        node.uri = ctx.addresses.application();
        node.handle = "actor".to_owned();
        actors::insert(&mut tx, &node).await.unwrap();
        let about = About::Person { person: dana.id, community: None };
        let new = NewReport { reporter: lee.id, about, reason: "spam".to_owned(), uri: None, tell_author_node: true };
        report(&ctx, &mut tx, new, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        let [flag] = log.as_slice() else { panic!("{log:?}") };
        assert_eq!(body(flag)["actor"], node.uri.as_str());
        assert!(!flag.body.contains("/u/lee"), "{}", flag.body);
        assert_eq!(inboxes(&db, flag.seq).await, ["https://b.test/u/dana/inbox"]);
    }

    async fn a_block_between_two_is_told_to_the_one_who_is_blocked_alone(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        relationships::block(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
        relationships::unblock(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
        tx.commit().await.unwrap();
        let log = told(&ctx, &db).await;
        let (block, undo) = (body(&log[0]), body(&log[1]));
        assert_eq!((&block["type"], &block["actor"]), (&"Block".into(), &lee.uri.as_str().into()));
        assert_eq!((&block["object"], block.get("target")), (&dana.uri.as_str().into(), None));
        assert_eq!((&undo["type"], &undo["object"]["id"]), (&"Undo".into(), &block["id"]));
        for row in &log {
            assert_eq!((row.audience, inboxes(&db, row.seq).await), (Audience::Direct, vec![dana.inbox_url.clone()]));
        }
    }

    async fn everything_is_told_once(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        thread(&ctx, &mut tx, &lee, &sepsis).await;
        // A fact about something that is gone must not stop those behind it.
        ctx.record(&mut tx, &Fact::ActorChanged { actor: ActorId::new(1) }).await.unwrap();
        ctx.record(&mut tx, &Fact::ActorChanged { actor: lee.id }).await.unwrap();
        tx.commit().await.unwrap();

        let log = told(&ctx, &db).await;
        assert_eq!(log.len(), 4);
        assert_eq!(activity::read(&body(&log[3])).unwrap().kind, "Update");
        assert_eq!(render_pending(&ctx, &db, &keyring(&db)).await.unwrap(), 0);
        assert_eq!(told(&ctx, &db).await.len(), 4);
    }
}

/// A thread that somebody elsewhere wrote in a community elsewhere.
async fn theirs(ctx: &Context, tx: &mut Tx, author: &Actor, community: &Actor) -> crate::domain::ids::PostId {
    use crate::services::posts::{Accepted, ReceivedPost, accept};
    let received = ReceivedPost {
        uri: "https://b.test/p/1".to_owned(),
        url: None,
        author: author.id,
        community: Some(community.id),
        parent: None,
        context_uri: None,
        published_at: ctx.now(),
        updated_at: None,
        history: false,
        wording: Wording {
            title: Some("Dressings".to_owned()),
            html: "<p>?</p>".to_owned(),
            ..Wording::default()
        },
    };
    match accept(ctx, tx, received, &Origin::Host(community.id)).await.unwrap() {
        Accepted::New(post) => post,
        other => panic!("{other:?}"),
    }
}
