mod changing;

use std::sync::Arc;
use std::time::Duration;

use super::{
    ListedModerators, NewKeys, RememberError, RemoteActor, RemoteCommunity, RemoteKey, ensure_node_actors,
    forget, remember, rotate_keys,
};
use crate::domain::actor::{ActorKind, KeyAlgorithm};
use crate::domain::community::{PostPolicy, Visibility};
use crate::domain::fact::{Fact, Origin};
use crate::infra::keys::Sealer;
use crate::services::relationships;
use crate::services::testing::{context, facts, on_both_engines, person};
use crate::store::{Db, Span, actors, blocks, communities};

fn document(path: &str, handle: &str, kind: ActorKind) -> RemoteActor {
    let uri = format!("https://b.test/{path}");
    RemoteActor {
        kind,
        handle: handle.to_owned(),
        domain: "b.test".to_owned(),
        handle_confirmed: false,
        name: handle.to_owned(),
        summary_html: String::new(),
        summary_source: None,
        url: None,
        icon_url: None,
        banner_url: None,
        fields: vec![],
        inbox_url: format!("{uri}/inbox"),
        outbox_url: None,
        followers_url: None,
        featured_url: None,
        moderators_url: None,
        resources_url: None,
        shared_inbox_url: None,
        manually_approves: false,
        discoverable: true,
        indexable: false,
        moved_to: None,
        also_known_as: vec![],
        keys: vec![RemoteKey {
            uri: format!("{uri}#main-key"),
            algorithm: KeyAlgorithm::Rsa,
            public_key: "PEM".to_owned(),
        }],
        community: None,
        moderators: None,
        uri,
    }
}

on_both_engines! {
    async fn the_node_has_an_organization_and_an_application_with_two_keys_each(db: Db) {
        let ctx = context();
        let sealer = Arc::new(Sealer::new(&[7; 32]).unwrap());
        ensure_node_actors(&ctx, &db, &sealer).await.unwrap();
        ensure_node_actors(&ctx, &db, &sealer).await.unwrap();
        let keys = NewKeys::make(&ctx, &sealer).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let organization = actors::by_uri(&mut tx, "https://a.test/org").await.unwrap().unwrap();
        let old = actors::keys(&mut tx, organization.id).await.unwrap();
        rotate_keys(&ctx, &mut tx, organization.id, keys).await.unwrap();
        let new = actors::keys(&mut tx, organization.id).await.unwrap();
        assert_eq!((old.len(), new.len()), (2, 2));
        assert!(new.iter().all(|key| old.iter().all(|old| old.key_uri != key.key_uri)));
        assert_eq!(facts(&mut tx).await, [Fact::ActorChanged { actor: organization.id }]);
    }

    async fn a_document_cannot_change_what_somebody_is(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let dana = remember(&ctx, &mut tx, document("u/dana", "dana", ActorKind::Person)).await.unwrap();
        let group = remember(&ctx, &mut tx, document("u/dana", "dana", ActorKind::Group)).await;
        assert!(matches!(group, Err(RememberError::KindChanged)));
        let mut elsewhere = document("u/dana", "dana", ActorKind::Person);
        elsewhere.domain = "e.test".to_owned();
        elsewhere.keys.clear();
        assert_eq!(remember(&ctx, &mut tx, elsewhere).await.unwrap(), dana);
        assert_eq!(actors::by_id(&mut tx, dana).await.unwrap().unwrap().domain, "b.test");
        assert_eq!(actors::keys(&mut tx, dana).await.unwrap(), []);
        let mut ours = document("u/dana", "dana", ActorKind::Person);
        ours.uri = "https://a.test/u/lee".to_owned();
        assert!(matches!(remember(&ctx, &mut tx, ours).await, Err(RememberError::OurOwn)));
        let lee = person(&ctx, &mut tx, "lee").await.id;
        relationships::block(&ctx, &mut tx, lee, dana).await.unwrap();
        let uri = "https://b.test/b/1".to_owned();
        relationships::receive_block(&ctx, &mut tx, dana, lee, uri).await.unwrap();
        forget(&ctx, &mut tx, dana, &Origin::Author).await.unwrap();
        assert_eq!(blocks::of(&mut tx, lee, Span::newest(9)).await.unwrap(), []);
        assert_eq!(blocks::of(&mut tx, dana, Span::newest(9)).await.unwrap(), []);
        let back = remember(&ctx, &mut tx, document("u/dana", "dana", ActorKind::Person)).await;
        assert!(matches!(back, Err(RememberError::Deleted)));
    }

    async fn threat_035_one_account_has_one_holder(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let first = remember(&ctx, &mut tx, document("u/1", "dana", ActorKind::Person)).await.unwrap();
        let second = remember(&ctx, &mut tx, document("u/2", "Dana", ActorKind::Person)).await.unwrap();
        let holder = actors::by_acct(&mut tx, "dana", "b.test").await.unwrap().unwrap();
        assert_eq!(holder.id, first);
        let mut confirmed = document("u/2", "dana", ActorKind::Person);
        confirmed.handle_confirmed = true;
        remember(&ctx, &mut tx, confirmed).await.unwrap();
        let holder = actors::by_acct(&mut tx, "dana", "b.test").await.unwrap().unwrap();
        assert_eq!(holder.id, second);
        remember(&ctx, &mut tx, document("u/2", "admin", ActorKind::Person)).await.unwrap();
        assert_eq!(actors::by_id(&mut tx, second).await.unwrap().unwrap().handle, "dana");
    }

    async fn a_group_is_remembered_with_its_moderators(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let dana = remember(&ctx, &mut tx, document("u/dana", "dana", ActorKind::Person)).await.unwrap();
        let mut group = document("c/sepsis", "sepsis", ActorKind::Group);
        group.community = Some(RemoteCommunity {
            visibility: Visibility::Public,
            post_policy: PostPolicy::Followers,
            language: None,
            follower_count: Some(12),
        });
        let listed = |people| Some(ListedModerators { people, read_at: ctx.now() });
        let asked_before = listed(vec![]);
        ctx.clock.advance(Duration::from_secs(1));
        group.moderators = listed(vec![dana]);
        let id = remember(&ctx, &mut tx, group.clone()).await.unwrap();
        assert!(communities::standing(&mut tx, id, dana, ctx.now()).await.unwrap().moderates);
        assert_eq!(communities::by_id(&mut tx, id).await.unwrap().unwrap().follower_count, 12);
        // What was announced while the list was on its way is newer than the list.
        group.moderators = asked_before;
        remember(&ctx, &mut tx, group.clone()).await.unwrap();
        assert!(communities::standing(&mut tx, id, dana, ctx.now()).await.unwrap().moderates);
        ctx.clock.advance(Duration::from_secs(1));
        group.moderators = listed(vec![]);
        remember(&ctx, &mut tx, group).await.unwrap();
        assert!(!communities::standing(&mut tx, id, dana, ctx.now()).await.unwrap().moderates);
    }
}
