use super::actors::person;
use super::on_both_engines;
use super::posts::post;
use crate::config::{FederationMode, SignUpMode};
use crate::domain::account::{Account, Session};
use crate::domain::actor::{Actor, KeyAlgorithm};
use crate::domain::community::{Ban, Community, Follow, FollowState, PostPolicy, Visibility};
use crate::domain::delivery::{Audience, PeerState, Rendering};
use crate::domain::federation::{DomainRule, Rule};
use crate::domain::ids::{ActorId, KeyId, ModerationId, PeerId, SessionId};
use crate::domain::moderation::{ModerationAction, ModerationEntry};
use crate::domain::permission::Standing;
use crate::domain::post::Post;
use crate::domain::role::{AccountState, NodeRole, Theme};
use crate::domain::time::Timestamp;
use crate::store::activities::NewActivity;
use crate::store::actors::KeyRow;
use crate::store::domain_rules::{Losses, ShutOut};
use crate::store::peer_overview::Place;
use crate::store::standing::ViewerRow;
use crate::store::{
    Db, Tx, accounts, activities, actors, bans, communities, community_lists, counts, domain_rules, follows,
    moderation_log, moderators, peer_overview, peers, posts, sessions, settings, standing, subscriptions,
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const LATER: Timestamp = Timestamp::from_millis(1_790_000_060_000);

fn account(id: i64, email: &str) -> Account {
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

async fn add_person(tx: &mut Tx, id: i64, handle: &str, domain: &str) -> Actor {
    let actor = person(id, handle, domain);
    actors::insert(tx, &actor).await.unwrap();
    actor
}

async fn add_community(tx: &mut Tx, id: i64, handle: &str, domain: &str) -> Actor {
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

async fn add_follow(tx: &mut Tx, follower: &Actor, target: &Actor, state: FollowState) -> Follow {
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
    async fn an_account_is_found_by_address_and_handle(db: Db) {
        let mut tx = db.begin().await.unwrap();
        add_person(&mut tx, 1, "lee", "a.test").await;
        let mut lee = account(1, "Lee@a.test");
        accounts::insert(&mut tx, &lee, "hash").await.unwrap();
        for login in ["lee@A.test", "LEE"] {
            assert_eq!(accounts::credentials(&mut tx, login).await.unwrap().unwrap().password_hash, "hash");
        }
        assert!(accounts::credentials(&mut tx, "ana").await.unwrap().is_none());
        assert!(accounts::email_is_taken(&mut tx, "LEE@a.test").await.unwrap());
        lee.role = NodeRole::Admin;
        accounts::update(&mut tx, &lee).await.unwrap();
        accounts::set_password(&mut tx, lee.actor_id, "other", NOW).await.unwrap();
        assert_eq!(accounts::by_id(&mut tx, lee.actor_id).await.unwrap(), Some(lee.clone()));
        assert_eq!(accounts::credentials_of(&mut tx, lee.actor_id).await.unwrap().unwrap().password_hash, "other");
        assert_eq!(accounts::admins(&mut tx).await.unwrap(), 1);
        assert_eq!(accounts::staff(&mut tx).await.unwrap(), [lee.actor_id]);
        assert_eq!(accounts::count(&mut tx, AccountState::Active).await.unwrap(), 1);
    }

    async fn accounts_are_listed_newest_first_and_searched(db: Db) {
        let mut tx = db.begin().await.unwrap();
        for (id, handle) in [(1, "lee"), (2, "ana"), (3, "leander")] {
            add_person(&mut tx, id, handle, "a.test").await;
            accounts::insert(&mut tx, &account(id, &format!("{handle}@mail.test")), "hash").await.unwrap();
        }
        let found = accounts::Filter { state: Some(AccountState::Active), text: "LE" };
        let rows = accounts::list(&mut tx, found, None, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.actor.handle.as_str()).collect::<Vec<_>>(), ["leander", "lee"]);
        let rest = accounts::list(&mut tx, accounts::Filter::default(), Some(ActorId::new(3)), 1).await.unwrap();
        assert_eq!(rest[0].email, "ana@mail.test");
        accounts::delete(&mut tx, ActorId::new(3)).await.unwrap();
        actors::delete(&mut tx, ActorId::new(3)).await.unwrap();
        assert_eq!(actors::by_id(&mut tx, ActorId::new(3)).await.unwrap(), None);
    }

    async fn a_session_is_found_until_it_expires_or_ends(db: Db) {
        let mut tx = db.begin().await.unwrap();
        add_person(&mut tx, 1, "lee", "a.test").await;
        accounts::insert(&mut tx, &account(1, "lee@a.test"), "hash").await.unwrap();
        let session = |id, hash: &str| Session {
            id: SessionId::new(id),
            actor_id: ActorId::new(1),
            token_hash: hash.to_owned(),
            user_agent: "Browser".to_owned(),
            created_at: NOW,
            last_used_at: NOW,
            expires_at: LATER,
        };
        let (one, two, three) = (session(1, "one"), session(2, "two"), session(3, "three"));
        for session in [&one, &two, &three] {
            sessions::insert(&mut tx, session).await.unwrap();
        }
        assert_eq!(sessions::by_token_hash(&mut tx, "one", NOW).await.unwrap(), Some(one.clone()));
        assert_eq!(sessions::by_token_hash(&mut tx, "one", LATER).await.unwrap(), None);
        sessions::touch(&mut tx, one.id, LATER, Timestamp::from_millis(LATER.millis() + 1)).await.unwrap();
        assert_eq!(sessions::of_account(&mut tx, one.actor_id, NOW).await.unwrap()[0].id, one.id);
        assert!(sessions::delete(&mut tx, one.actor_id, two.id).await.unwrap());
        assert_eq!(sessions::delete_others(&mut tx, one.actor_id, Some(one.id)).await.unwrap(), 1);
    }

    async fn a_setting_that_is_taken_back_follows_the_configuration(db: Db) {
        let mut tx = db.begin().await.unwrap();
        settings::set_federation_mode(&mut tx, Some(FederationMode::AllowList)).await.unwrap();
        settings::set_federation_mode(&mut tx, Some(FederationMode::Closed)).await.unwrap();
        assert_eq!(settings::federation_mode(&mut tx).await.unwrap(), Some(FederationMode::Closed));
        settings::set_federation_mode(&mut tx, None).await.unwrap();
        assert_eq!(settings::federation_mode(&mut tx).await.unwrap(), None);
        settings::set_sign_up(&mut tx, Some(SignUpMode::Open)).await.unwrap();
        assert_eq!(settings::sign_up(&mut tx).await.unwrap(), Some(SignUpMode::Open));
        settings::set_contact_email(&mut tx, Some("desk@a.test")).await.unwrap();
        assert_eq!(settings::contact_email(&mut tx).await.unwrap().as_deref(), Some("desk@a.test"));
        settings::set_rules(&mut tx, Some("Be kind.")).await.unwrap();
        assert_eq!(settings::rules(&mut tx).await.unwrap().as_deref(), Some("Be kind."));
    }

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

    async fn moderators_and_bans_come_and_go(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let group = add_community(&mut tx, 1, "sepsis", "a.test").await;
        let lee = add_person(&mut tx, 2, "lee", "a.test").await;
        assert!(moderators::add(&mut tx, group.id, lee.id, None, NOW).await.unwrap());
        assert!(!moderators::add(&mut tx, group.id, lee.id, None, NOW).await.unwrap());
        assert_eq!(moderators::of_community(&mut tx, group.id).await.unwrap()[0].id, lee.id);
        assert_eq!(moderators::communities_of(&mut tx, lee.id).await.unwrap()[0].id, group.id);
        assert_eq!(moderators::ids(&mut tx, group.id).await.unwrap(), [lee.id]);
        assert!(moderators::remove(&mut tx, group.id, lee.id).await.unwrap());
        moderators::remove_everywhere(&mut tx, lee.id).await.unwrap();

        let mut ban = Ban {
            community_id: group.id,
            actor_id: lee.id,
            banned_by: None,
            reason: "spam".to_owned(),
            created_at: NOW,
            ends_at: None,
        };
        bans::put(&mut tx, &ban).await.unwrap();
        assert_eq!(bans::of_community(&mut tx, group.id, NOW, None, 5).await.unwrap()[0].reason, "spam");
        ban.ends_at = Some(LATER);
        bans::put(&mut tx, &ban).await.unwrap();
        assert_eq!(bans::get(&mut tx, group.id, lee.id).await.unwrap(), Some(ban));
        assert_eq!(bans::of_community(&mut tx, group.id, LATER, None, 5).await.unwrap(), []);
        assert!(bans::delete(&mut tx, group.id, lee.id).await.unwrap());
    }

    async fn who_somebody_is_and_how_they_stand_is_read_in_one_go(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let lee = add_person(&mut tx, 1, "lee", "a.test").await;
        let dana = add_person(&mut tx, 2, "dana", "x.b.test").await;
        let sepsis = add_community(&mut tx, 3, "sepsis", "a.test").await;
        add_follow(&mut tx, &dana, &sepsis, FollowState::Accepted).await;
        moderators::add(&mut tx, sepsis.id, lee.id, None, NOW).await.unwrap();
        let stands = |follows, moderates| Standing { follows, moderates, banned: false };
        for (viewer, expected) in [
            (Some(lee.id), stands(false, true)),
            (Some(dana.id), stands(true, false)),
            (None, stands(false, false)),
        ] {
            let place = standing::place(&mut tx, sepsis.id, viewer, NOW).await.unwrap().unwrap();
            assert_eq!((place.local, place.closed, place.standing), (true, false, expected));
            assert_eq!(place.community, communities::by_id(&mut tx, sepsis.id).await.unwrap().unwrap());
        }
        assert_eq!(standing::place(&mut tx, lee.id, None, NOW).await.unwrap(), None);

        let stranger = ViewerRow {
            local: false,
            active: true,
            role: None,
            state: None,
            mode: None,
            blocked: false,
            allowed: false,
        };
        assert_eq!(standing::viewer(&mut tx, dana.id).await.unwrap().unwrap(), stranger);
        let rule = DomainRule {
            domain: "b.test".to_owned(),
            rule: Rule::Block,
            reason: String::new(),
            created_by: None,
            created_at: NOW,
        };
        domain_rules::put(&mut tx, &rule).await.unwrap();
        settings::set_federation_mode(&mut tx, Some(FederationMode::Closed)).await.unwrap();
        let mode = Some(FederationMode::Closed);
        let blocked = ViewerRow { blocked: true, mode, ..stranger.clone() };
        assert_eq!(standing::viewer(&mut tx, dana.id).await.unwrap().unwrap(), blocked);
        let here = ViewerRow { local: true, mode, ..stranger };
        assert_eq!(standing::viewer(&mut tx, lee.id).await.unwrap().unwrap(), here);
        assert_eq!(standing::viewer(&mut tx, ActorId::new(99)).await.unwrap(), None);
    }

    async fn the_moderation_log_is_read_backwards(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let group = add_community(&mut tx, 1, "sepsis", "a.test").await;
        let entry = |id| ModerationEntry {
            id: ModerationId::new(id),
            community_id: Some(group.id),
            moderator_id: None,
            action: ModerationAction::EditCommunity,
            post_id: None,
            subject_id: None,
            reason: None,
            ends_at: None,
            created_at: NOW,
        };
        moderation_log::insert(&mut tx, &entry(1)).await.unwrap();
        moderation_log::insert(&mut tx, &entry(2)).await.unwrap();
        assert_eq!(moderation_log::of_community(&mut tx, group.id, None, 1).await.unwrap(), [entry(2)]);
        let before = Some(ModerationId::new(2));
        assert_eq!(moderation_log::of_community(&mut tx, group.id, before, 5).await.unwrap(), [entry(1)]);
    }

    async fn communities_are_explored_by_latest_post(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let quiet = add_community(&mut tx, 1, "wound-care", "a.test").await;
        let busy = add_community(&mut tx, 2, "sepsis", "b.test").await;
        let lee = add_person(&mut tx, 3, "lee", "a.test").await;
        add_follow(&mut tx, &lee, &busy, FollowState::Waiting).await;
        moderators::add(&mut tx, quiet.id, lee.id, None, NOW).await.unwrap();
        for (id, last_activity_at) in [(10, LATER), (11, NOW)] {
            let thread = Post { community_id: Some(busy.id), author_id: lee.id, last_activity_at, ..post(id, lee.id, None) };
            posts::insert(&mut tx, &thread).await.unwrap();
            counts::appeared(&mut tx, &thread);
        }
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        communities::add_followers(&mut tx, quiet.id, 1).await.unwrap();
        communities::set_followers(&mut tx, busy.id, 40).await.unwrap();
        communities::set_backfilled(&mut tx, busy.id, NOW).await.unwrap();
        communities::set_backfilled(&mut tx, busy.id, LATER).await.unwrap();

        let all = community_lists::Explore::default();
        let first = community_lists::explore(&mut tx, all, Some(lee.id), None, 1).await.unwrap().remove(0);
        assert_eq!((first.actor.id, first.follow, first.moderates), (busy.id, Some(FollowState::Waiting), false));
        assert_eq!((first.community.topic_count, first.community.follower_count), (2, 40));
        assert_eq!((first.community.last_post_at, first.community.backfilled_at), (Some(LATER), Some(NOW)));
        let rest = community_lists::explore(&mut tx, all, None, Some(first.position), 5).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.actor.id).collect::<Vec<_>>(), [quiet.id]);
        let local = community_lists::Explore { text: "WOUND", local_only: true };
        assert_eq!(community_lists::explore(&mut tx, local, None, None, 5).await.unwrap().len(), 1);
        let mine = community_lists::of_person(&mut tx, lee.id, 10).await.unwrap();
        assert_eq!(mine.iter().map(|row| row.moderates).collect::<Vec<_>>(), [false, true]);
        assert_eq!(community_lists::local(&mut tx, None, 5).await.unwrap()[0].actor.id, quiet.id);
    }

    async fn threat_033_a_rule_for_a_domain_is_one_for_its_subdomains(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let rule = DomainRule {
            domain: "evil.test".to_owned(),
            rule: Rule::Block,
            reason: "spam".to_owned(),
            created_by: None,
            created_at: NOW,
        };
        domain_rules::put(&mut tx, &rule).await.unwrap();
        domain_rules::put(&mut tx, &rule).await.unwrap();
        assert_eq!(domain_rules::all(&mut tx).await.unwrap(), [rule]);
        for domain in ["evil.test", "a.evil.test", "a.b.evil.test"] {
            assert_eq!(domain_rules::covering(&mut tx, domain).await.unwrap(), [Rule::Block], "{domain}");
        }
        for domain in ["notevil.test", "test", "evil.test.b.test", "xevil.test", "l.test"] {
            assert_eq!(domain_rules::covering(&mut tx, domain).await.unwrap(), [], "{domain}");
        }
        assert!(domain_rules::delete(&mut tx, "evil.test").await.unwrap());
        assert!(!domain_rules::delete(&mut tx, "evil.test").await.unwrap());
    }

    async fn what_a_block_would_end_is_counted(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let ours = add_community(&mut tx, 1, "sepsis", "a.test").await;
        let lee = add_person(&mut tx, 2, "lee", "a.test").await;
        let theirs = add_community(&mut tx, 3, "nursing", "b.test").await;
        let dana = add_person(&mut tx, 4, "dana", "x.b.test").await;
        add_person(&mut tx, 5, "kim", "notb.test").await;
        add_follow(&mut tx, &dana, &ours, FollowState::Accepted).await;
        add_follow(&mut tx, &lee, &theirs, FollowState::Waiting).await;
        let peer = peers::ensure(&mut tx, PeerId::new(1), "x.b.test", NOW).await.unwrap();
        subscriptions::add(&mut tx, peer, ours.id, "https://x.b.test/inbox").await.unwrap();
        let losses = domain_rules::losses(&mut tx, &["b.test".to_owned()]).await.unwrap();
        let expected =
            Losses { actors: 2, followers: 1, follows: 1, subscriptions: 1, communities: 1, pending: 0 };
        assert_eq!(losses, expected);

        let all = domain_rules::losses_of(&mut tx, ShutOut::Everybody).await.unwrap();
        assert_eq!(all, Losses { actors: 3, ..expected });
        let allowed = DomainRule {
            domain: "b.test".to_owned(),
            rule: Rule::Allow,
            reason: String::new(),
            created_by: None,
            created_at: NOW,
        };
        domain_rules::put(&mut tx, &allowed).await.unwrap();
        let others = domain_rules::losses_of(&mut tx, ShutOut::NotAllowed).await.unwrap();
        assert_eq!(others, Losses { actors: 1, ..Losses::default() });
        assert_eq!(follows::count_following(&mut tx, dana.id).await.unwrap(), 1);
        assert_eq!(follows::in_common(&mut tx, dana.id, lee.id, 9).await.unwrap(), []);
        assert_eq!(communities::count_local(&mut tx).await.unwrap(), 1);
    }

    async fn troubled_peers_come_first_and_what_waits_is_counted(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let ours = add_community(&mut tx, 1, "sepsis", "a.test").await;
        for (id, domain) in [(1, "b.test"), (2, "c.test"), (3, "d.test")] {
            let peer = peers::ensure(&mut tx, PeerId::new(id), domain, NOW).await.unwrap();
            subscriptions::add(&mut tx, peer, ours.id, "https://x.test/inbox").await.unwrap();
        }
        peers::set_state(&mut tx, PeerId::new(2), PeerState::Paused).await.unwrap();
        let activity = NewActivity {
            uri: "https://a.test/activities/1".to_owned(),
            sender_id: ours.id,
            body: "{}".to_owned(),
            ordering_key: 1,
            audience: Audience::Followers,
            audience_id: Some(ours.id),
            rendering: Rendering::Any,
            direct: vec![(PeerId::new(1), "https://b.test/u/dana/inbox".to_owned())],
            created_at: NOW,
        };
        activities::append(&mut tx, &[activity]).await.unwrap();
        peers::drop_pending(&mut tx, PeerId::new(3)).await.unwrap();
        let first = peer_overview::list(&mut tx, Place::START, 2).await.unwrap();
        let seen: Vec<_> = first.iter().map(|row| (row.peer.domain.as_str(), row.pending)).collect();
        assert_eq!(seen, [("c.test", 1), ("b.test", 1)]);
        assert_eq!(first[0].oldest_pending_at, Some(NOW));
        let after = Place { troubled: false, domain: "b.test" };
        let rest = peer_overview::list(&mut tx, after, 9).await.unwrap();
        assert_eq!(rest.iter().map(|row| (row.peer.id.get(), row.pending)).collect::<Vec<_>>(), [(3, 0)]);
        let totals = peer_overview::totals(&mut tx).await.unwrap();
        assert_eq!((totals.peers, totals.failing, totals.pending), (3, 0, 2));
        assert_eq!(peer_overview::known(&mut tx, 9).await.unwrap().len(), 3);
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
