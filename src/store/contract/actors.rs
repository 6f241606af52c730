use super::on_both_engines;
use crate::domain::actor::{Actor, ActorKind, ProfileField};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::store::{Db, Known, StoreError, actors};

/// A person on `a.test` or elsewhere.
pub(crate) fn person(id: i64, handle: &str, domain: &str) -> Actor {
    let now = Timestamp::from_millis(1_790_000_000_000);
    let uri = format!("https://{domain}/u/{handle}");
    let local = domain == "a.test";
    Actor {
        id: ActorId::new(id),
        kind: ActorKind::Person,
        handle: handle.to_owned(),
        domain: domain.to_owned(),
        local,
        name: handle.to_owned(),
        summary_html: String::new(),
        summary_source: None,
        url: None,
        icon_url: None,
        banner_url: None,
        fields: vec![ProfileField { name: "Role".to_owned(), value: "Nurse".to_owned() }],
        inbox_url: format!("{uri}/inbox"),
        outbox_url: None,
        followers_url: None,
        featured_url: None,
        moderators_url: None,
        resources_url: None,
        shared_inbox_url: Some(format!("https://{domain}/inbox")),
        manually_approves: false,
        discoverable: true,
        indexable: true,
        moved_to: None,
        also_known_as: vec![],
        suspended_at: None,
        deleted_at: None,
        created_at: now,
        updated_at: now,
        fetched_at: (!local).then_some(now),
        uri,
    }
}

on_both_engines! {
    async fn an_actor_comes_back_as_it_was_written(db: Db) {
        let lee = person(1, "Lee", "a.test");
        let mut tx = db.begin().await.unwrap();
        actors::insert(&mut tx, &lee).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        assert_eq!(actors::by_uri(&mut tx, &lee.uri).await.unwrap().as_ref(), Some(&lee));
        assert_eq!(actors::local_by_handle(&mut tx, "LEE").await.unwrap().as_ref(), Some(&lee));
        assert_eq!(actors::by_ids(&mut tx, &[ActorId::new(9), lee.id]).await.unwrap(), vec![lee]);
    }

    async fn a_local_handle_is_given_once_in_any_case_of_letters(db: Db) {
        let mut tx = db.begin().await.unwrap();
        actors::insert(&mut tx, &person(1, "lee", "a.test")).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let mut same = person(2, "LEE", "a.test");
        same.uri.push_str("-2");
        assert!(matches!(actors::insert(&mut tx, &same).await, Err(StoreError::AlreadyExists)));
    }

    async fn remote_handles_are_claims_and_may_collide(db: Db) {
        let mut tx = db.begin().await.unwrap();
        actors::insert(&mut tx, &person(1, "dana", "b.test")).await.unwrap();
        let mut other = person(2, "dana", "b.test");
        other.uri.push_str("-2");
        actors::insert(&mut tx, &other).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn changing_an_actor_that_does_not_exist_is_an_error(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let missing = actors::update(&mut tx, &person(1, "lee", "a.test")).await;
        assert!(matches!(missing, Err(StoreError::NotFound)));
    }

    async fn whoever_keeps_actors_in_memory_learns_of_suspensions_and_deletions(db: Db) {
        let (dana, at) = (person(1, "dana", "b.test"), Timestamp::from_millis(1_790_000_060_000));
        let mut tx = db.begin().await.unwrap();
        actors::insert(&mut tx, &dana).await.unwrap();
        tx.commit().await.unwrap();
        for step in ["suspend", "unsuspend", "delete"] {
            let before = db.changes(Known::Actors);
            let mut tx = db.begin().await.unwrap();
            let changed = match step {
                "suspend" => actors::suspend(&mut tx, dana.id, at).await,
                "unsuspend" => actors::unsuspend(&mut tx, dana.id).await,
                _ => actors::mark_deleted(&mut tx, dana.id, at).await,
            };
            assert!(changed.unwrap(), "{step}");
            tx.commit().await.unwrap();
            assert_eq!(db.changes(Known::Actors), before + 1, "{step}");
        }
    }

    async fn what_was_read_before_takes_back_neither_a_suspension_nor_a_deletion(db: Db) {
        let (before, at) = (person(1, "dana", "b.test"), Timestamp::from_millis(1_790_000_060_000));
        let mut tx = db.begin().await.unwrap();
        actors::insert(&mut tx, &before).await.unwrap();
        assert!(actors::suspend(&mut tx, before.id, at).await.unwrap());
        assert!(!actors::suspend(&mut tx, before.id, at).await.unwrap());
        actors::update(&mut tx, &Actor { name: "Dana".to_owned(), ..before.clone() }).await.unwrap();
        let now = actors::by_id(&mut tx, before.id).await.unwrap().unwrap();
        assert_eq!((now.name.as_str(), now.suspended_at), ("Dana", Some(at)));
        assert!(actors::unsuspend(&mut tx, before.id).await.unwrap());
        assert!(!actors::unsuspend(&mut tx, before.id).await.unwrap());

        assert!(actors::mark_deleted(&mut tx, before.id, at).await.unwrap());
        let late = actors::update(&mut tx, &before).await;
        assert!(matches!(late, Err(StoreError::NotFound)));
        assert!(!actors::suspend(&mut tx, before.id, at).await.unwrap());
        let gone = Actor {
            fields: vec![],
            discoverable: false,
            indexable: false,
            deleted_at: Some(at),
            updated_at: at,
            ..before
        };
        assert_eq!(actors::by_id(&mut tx, gone.id).await.unwrap(), Some(gone));
    }
}
