use super::on_both_engines;
use super::people::{LATER, NOW, add_community, add_follow, add_person};
use super::posts::post;
use crate::config::FederationMode;
use crate::domain::community::{Ban, FollowState};
use crate::domain::federation::{DomainRule, Rule};
use crate::domain::ids::{ActorId, ModerationId};
use crate::domain::moderation::{ModerationAction, ModerationEntry};
use crate::domain::permission::Standing;
use crate::domain::post::Post;
use crate::store::standing::ViewerRow;
use crate::store::{
    Db, bans, communities, community_lists, counts, domain_rules, moderation_log, moderators, posts,
    settings, standing,
};

on_both_engines! {
    async fn moderators_and_bans_come_and_go(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let group = add_community(&mut tx, 1, "sepsis", "a.test").await;
        let lee = add_person(&mut tx, 2, "lee", "a.test").await;
        assert!(moderators::add(&mut tx, group.id, lee.id, None, NOW).await.unwrap());
        assert!(!moderators::add(&mut tx, group.id, lee.id, None, NOW).await.unwrap());
        assert_eq!(moderators::of_community(&mut tx, group.id).await.unwrap()[0].id, lee.id);
        assert_eq!(moderators::communities_of(&mut tx, lee.id).await.unwrap()[0].id, group.id);
        assert_eq!(moderators::ids(&mut tx, group.id).await.unwrap(), [lee.id]);
        assert_eq!(moderators::lock_in_office(&mut tx, group.id).await.unwrap(), [lee.id]);
        let page = moderators::page(&mut tx, group.id, None, 10).await.unwrap();
        assert_eq!(page.iter().map(|row| (row.since, row.actor.id)).collect::<Vec<_>>(), [(NOW, lee.id)]);
        assert_eq!(moderators::page(&mut tx, group.id, Some((NOW, lee.id)), 10).await.unwrap(), []);
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

        for person in [lee.id, dana.id] {
            let speaker = standing::speaker(&mut tx, person, sepsis.id, NOW).await.unwrap().unwrap();
            assert_eq!(Some(speaker.0), standing::viewer(&mut tx, person).await.unwrap());
            assert_eq!(Some(speaker.1), standing::place(&mut tx, sepsis.id, Some(person), NOW).await.unwrap());
        }
        assert_eq!(standing::speaker(&mut tx, ActorId::new(99), sepsis.id, NOW).await.unwrap(), None);
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
        let decided = ModerationEntry { action: ModerationAction::ResolveReport, ..entry(3) };
        moderation_log::insert(&mut tx, &decided).await.unwrap();
        assert_eq!(moderation_log::of_community(&mut tx, group.id, None, 1).await.unwrap(), [entry(2)]);
    }

    async fn communities_are_explored_by_latest_post(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let quiet = add_community(&mut tx, 1, "wound-care", "a.test").await;
        let busy = add_community(&mut tx, 2, "sepsis", "b.test").await;
        let lee = add_person(&mut tx, 3, "lee", "a.test").await;
        add_follow(&mut tx, &lee, &busy, FollowState::Waiting).await;
        moderators::add(&mut tx, quiet.id, lee.id, None, NOW).await.unwrap();
        for (id, last_activity_at) in [(10, LATER), (11, NOW)] {
            let thread = Post { community_id: Some(busy.id), last_activity_at, ..post(id, lee.id, None) };
            posts::insert(&mut tx, &thread).await.unwrap();
            counts::appeared(&mut tx, &thread);
        }
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        communities::add_followers(&mut tx, quiet.id, 1).await.unwrap();
        communities::set_followers(&mut tx, busy.id, 40).await.unwrap();
        communities::set_backfilled(&mut tx, busy.id, NOW).await.unwrap();
        communities::set_backfilled(&mut tx, busy.id, LATER).await.unwrap();

        assert_eq!(communities::older(&mut tx, busy.id).await.unwrap(), None);
        let older = serde_json::json!({"outbox": {"page": "https://b.test/outbox?page=4", "from": 7}});
        communities::set_older(&mut tx, busy.id, Some(&older)).await.unwrap();
        assert_eq!(communities::older(&mut tx, busy.id).await.unwrap(), Some(older));
        communities::set_older(&mut tx, busy.id, None).await.unwrap();
        assert_eq!(communities::older(&mut tx, busy.id).await.unwrap(), None);

        let all = community_lists::Explore::default();
        let first = community_lists::explore(&mut tx, all, Some(lee.id), None, 1).await.unwrap().remove(0);
        assert_eq!((first.actor.id, first.follow, first.moderates), (busy.id, Some(FollowState::Waiting), false));
        assert_eq!((first.community.topic_count, first.community.follower_count), (2, 40));
        assert_eq!((first.community.last_post_at, first.community.backfilled_at), (Some(LATER), Some(NOW)));
        let rest = community_lists::explore(&mut tx, all, None, Some(first.position), 5).await.unwrap();
        assert_eq!(rest.iter().map(|row| row.actor.id).collect::<Vec<_>>(), [quiet.id]);
        let local = community_lists::Explore { text: "WOUND", local: Some(true), followed_only: false };
        assert_eq!(community_lists::explore(&mut tx, local, None, None, 5).await.unwrap().len(), 1);
        let mine = community_lists::of_person(&mut tx, lee.id, 10).await.unwrap();
        assert_eq!(mine.iter().map(|row| row.moderates).collect::<Vec<_>>(), [false, true]);
        assert_eq!(community_lists::local(&mut tx, None, 5).await.unwrap()[0].actor.id, quiet.id);
    }
}
