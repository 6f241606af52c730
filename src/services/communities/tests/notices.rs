use crate::domain::community::FollowState;
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, NotificationId};
use crate::domain::moderation::NotificationKind;
use crate::services::communities::bans::{NewBan, ban, unban};
use crate::services::communities::{
    announced, approve_follower, follow, moderators, receive_accept, receive_follow, receive_unfollow,
    refuse_follower,
};
use crate::services::testing::{
    community, context, on_both_engines, person, remote_community, remote_person,
};
use crate::store::{Db, Tx, actors, notifications};

/// What somebody was told, the latest first.
async fn told(tx: &mut Tx, person: ActorId) -> Vec<(NotificationKind, Option<ActorId>, Option<String>)> {
    let all = notifications::list(tx, person, NotificationId::new(i64::MAX), 50).await.unwrap();
    let line = |row: notifications::NotificationRow| {
        (row.notification.kind, row.notification.actor_id, row.notification.detail)
    };
    all.rows.into_iter().map(line).collect()
}

on_both_engines! {
    async fn a_person_learns_of_a_follower_once_and_not_of_one_who_left(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        for uri in ["https://b.test/follow/1", "https://b.test/follow/2"] {
            receive_follow(&ctx, &mut tx, dana.id, lee.id, uri.to_owned()).await.unwrap();
        }
        follow(&ctx, &mut tx, max.id, lee.id).await.unwrap();
        let expected =
            [(NotificationKind::Follow, Some(max.id), None), (NotificationKind::Follow, Some(dana.id), None)];
        assert_eq!(told(&mut tx, lee.id).await, expected);
        receive_unfollow(&ctx, &mut tx, dana.id, lee.id).await.unwrap();
        assert_eq!(told(&mut tx, lee.id).await, expected[..1]);
    }

    async fn moderators_learn_of_followers_only_while_those_wait(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let mut sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let uri = || "https://b.test/follow/1".to_owned();
        receive_follow(&ctx, &mut tx, dana.id, sepsis.id, uri()).await.unwrap();
        assert_eq!(told(&mut tx, lee.id).await, []);
        receive_unfollow(&ctx, &mut tx, dana.id, sepsis.id).await.unwrap();

        sepsis.manually_approves = true;
        actors::update(&mut tx, &sepsis).await.unwrap();
        for _ in 0..2 {
            receive_follow(&ctx, &mut tx, dana.id, sepsis.id, uri()).await.unwrap();
            follow(&ctx, &mut tx, max.id, sepsis.id).await.unwrap();
        }
        let waits = |person| (NotificationKind::Follow, Some(person), Some("waiting".to_owned()));
        assert_eq!(told(&mut tx, lee.id).await, [waits(max.id), waits(dana.id)]);
        approve_follower(&ctx, &mut tx, lee.id, sepsis.id, max.id).await.unwrap();
        refuse_follower(&ctx, &mut tx, lee.id, sepsis.id, dana.id).await.unwrap();
        assert_eq!(told(&mut tx, lee.id).await, []);
        let accepted = (NotificationKind::FollowAccepted, Some(sepsis.id), None);
        assert_eq!(told(&mut tx, max.id).await, [accepted]);
    }

    async fn whoever_waited_learns_of_the_acceptance_once(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let sepsis = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        for waiting in [lee.id, max.id] {
            let state = follow(&ctx, &mut tx, waiting, sepsis.id).await.unwrap();
            assert_eq!(state, FollowState::Waiting);
        }
        receive_accept(&ctx, &mut tx, lee.id, sepsis.id).await.unwrap();
        announced(&ctx, &mut tx, sepsis.id).await.unwrap();
        receive_accept(&ctx, &mut tx, max.id, sepsis.id).await.unwrap();
        for waited in [lee.id, max.id] {
            let accepted = (NotificationKind::FollowAccepted, Some(sepsis.id), None);
            assert_eq!(told(&mut tx, waited).await, [accepted]);
        }
    }

    async fn people_learn_what_moderators_did_to_them(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        moderators::add(&ctx, &mut tx, lee.id, sepsis.id, max.id, &Origin::Here).await.unwrap();
        moderators::remove(&ctx, &mut tx, lee.id, sepsis.id, max.id, &Origin::Here).await.unwrap();
        let new = NewBan { person: max.id, reason: "spam".to_owned(), ends_at: None };
        ban(&ctx, &mut tx, lee.id, sepsis.id, new, &Origin::Here).await.unwrap();
        unban(&ctx, &mut tx, lee.id, sepsis.id, max.id, &Origin::Here).await.unwrap();
        let acts: Vec<_> = told(&mut tx, max.id).await.into_iter().filter_map(|line| line.2).collect();
        assert_eq!(acts, ["unban_person", "ban_person", "remove_moderator", "add_moderator"]);
        moderators::add(&ctx, &mut tx, lee.id, sepsis.id, max.id, &Origin::Here).await.unwrap();
        moderators::remove(&ctx, &mut tx, max.id, sepsis.id, max.id, &Origin::Here).await.unwrap();
        assert_eq!(told(&mut tx, max.id).await.len(), 5);
        assert_eq!(told(&mut tx, lee.id).await, []);
    }
}
