use super::actors::person;
use super::on_both_engines;
use crate::domain::account::Account;
use crate::domain::actor::{Actor, KeyAlgorithm};
use crate::domain::community::{Community, Follow, FollowState, PostPolicy, Visibility};
use crate::domain::ids::{ActorId, KeyId};
use crate::domain::role::{AccountState, NodeRole, Theme};
use crate::domain::time::Timestamp;
use crate::store::actors::KeyRow;
use crate::store::{Db, Tx, actors, communities, follows};

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
pub(super) const LATER: Timestamp = Timestamp::from_millis(1_790_000_060_000);

pub(super) fn account(id: i64, email: &str) -> Account {
    Account {
        actor_id: ActorId::new(id),
        email: email.to_owned(),
        role: NodeRole::Person,
        state: AccountState::Active,
        locale: "en".to_owned(),
        time_zone: "UTC".to_owned(),
        theme: Theme::System,
        sign_up_note: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(super) async fn add_person(tx: &mut Tx, id: i64, handle: &str, domain: &str) -> Actor {
    let actor = person(id, handle, domain);
    actors::insert(tx, &actor).await.unwrap();
    actor
}

pub(super) async fn add_community(tx: &mut Tx, id: i64, handle: &str, domain: &str) -> Actor {
    let mut actor = person(id, handle, domain);
    actor.kind = crate::domain::actor::ActorKind::Group;
    actors::insert(tx, &actor).await.unwrap();
    let community = Community {
        actor_id: actor.id,
        visibility: Visibility::Public,
        post_policy: PostPolicy::Anyone,
        language: None,
        created_by: None,
        topic_count: 0,
        follower_count: 0,
        last_post_at: None,
        backfilled_at: None,
    };
    communities::insert(tx, &community).await.unwrap();
    actor
}

pub(super) async fn add_follow(tx: &mut Tx, follower: &Actor, target: &Actor, state: FollowState) -> Follow {
    let follow = Follow {
        follower_id: follower.id,
        target_id: target.id,
        state,
        uri: format!("https://{}/follow/{}", follower.domain, target.id),
        created_at: NOW,
        decided_at: None,
    };
    follows::put(tx, &follow).await.unwrap();
    follow
}

on_both_engines! {
    async fn follows_are_listed_counted_and_decided(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let group = add_community(&mut tx, 1, "sepsis", "b.test").await;
        let lee = add_person(&mut tx, 2, "lee", "a.test").await;
        let dana = add_person(&mut tx, 3, "dana", "b.test").await;
        let asked = add_follow(&mut tx, &lee, &group, FollowState::Waiting).await;
        add_follow(&mut tx, &dana, &group, FollowState::Accepted).await;
        assert_eq!(follows::by_uri(&mut tx, &asked.uri).await.unwrap(), Some(asked.clone()));
        assert_eq!(follows::count_followers(&mut tx, group.id).await.unwrap(), 1);
        assert_eq!(follows::count_local_followers(&mut tx, group.id).await.unwrap(), 1);
        assert_eq!(follows::accept_waiting(&mut tx, group.id, LATER).await.unwrap(), [lee.id]);
        let first = follows::followers(&mut tx, group.id, FollowState::Accepted, None, 1).await.unwrap();
        assert_eq!(first[0].actor.id, dana.id);
        let after = Some((first[0].followed_at, first[0].actor.id));
        let second = follows::followers(&mut tx, group.id, FollowState::Accepted, after, 5).await.unwrap();
        assert_eq!(second.iter().map(|row| row.actor.id).collect::<Vec<_>>(), [lee.id]);
        assert_eq!(follows::following(&mut tx, lee.id, None, 5).await.unwrap()[0].actor.id, group.id);
        assert_eq!(follows::local_targets(&mut tx, lee.id).await.unwrap(), []);
        follows::decide(&mut tx, lee.id, group.id, FollowState::Refused, LATER).await.unwrap();
        assert_eq!(follows::get(&mut tx, lee.id, group.id).await.unwrap().unwrap().state, FollowState::Refused);
        assert_eq!(follows::involving(&mut tx, group.id).await.unwrap().len(), 2);
        assert_eq!(follows::delete(&mut tx, lee.id, group.id).await.unwrap().unwrap().uri, asked.uri);
        assert_eq!(follows::delete(&mut tx, lee.id, group.id).await.unwrap(), None);
    }

    async fn a_remote_key_stays_with_whom_it_was_first_seen(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let dana = add_person(&mut tx, 1, "dana", "b.test").await;
        let evil = add_person(&mut tx, 2, "evil", "e.test").await;
        let key = |id, actor: &Actor, public: &str| KeyRow {
            id: KeyId::new(id),
            actor_id: actor.id,
            key_uri: "https://b.test/u/dana#main-key".to_owned(),
            algorithm: KeyAlgorithm::Rsa,
            public_key: public.to_owned(),
            private_key_sealed: None,
            created_at: NOW,
            retired_at: None,
        };
        actors::put_remote_key(&mut tx, &key(1, &dana, "old")).await.unwrap();
        actors::put_remote_key(&mut tx, &key(2, &dana, "new")).await.unwrap();
        actors::put_remote_key(&mut tx, &key(3, &evil, "evil")).await.unwrap();
        assert_eq!(actors::keys(&mut tx, dana.id).await.unwrap(), [key(1, &dana, "new")]);
        assert_eq!(actors::keys(&mut tx, evil.id).await.unwrap(), []);
        actors::retire_key(&mut tx, KeyId::new(1), LATER).await.unwrap();
        assert_eq!(actors::keys(&mut tx, dana.id).await.unwrap(), []);
    }
}
