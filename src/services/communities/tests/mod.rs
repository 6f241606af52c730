mod managing;
mod notices;

use super::bans::{NewBan, ban};
use super::moderators::{self, ModeratorsError};
use super::{
    FollowError, announced, approve_follower, follow, receive_accept, receive_follow, receive_refusal,
    receive_unfollow, unfollow,
};
use crate::domain::community::FollowState;
use crate::domain::fact::{Fact, Origin};
use crate::domain::federation::Rule;
use crate::domain::permission::Denial;
use crate::domain::role::NodeRole;
use crate::services::federation_policy::{NewRule, add_rule, is_allowed};
use crate::services::testing::{
    community, context, facts, on_both_engines, person, person_as, remote_community, remote_person,
};
use crate::store::{Db, Tx, actors, communities, follows, moderators as office, subscriptions};

const FOLLOW: &str = "https://b.test/follow/1";

on_both_engines! {
    async fn a_remote_community_is_waited_for_until_it_accepts(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        assert_eq!(follow(&ctx, &mut tx, lee.id, group.id).await.unwrap(), FollowState::Waiting);
        assert_eq!(follow(&ctx, &mut tx, lee.id, group.id).await.unwrap(), FollowState::Waiting);
        assert!(matches!(facts(&mut tx).await[..], [Fact::FollowAsked { .. }]));
        assert!(receive_accept(&ctx, &mut tx, lee.id, group.id).await.unwrap());
        assert_eq!(follow(&ctx, &mut tx, lee.id, group.id).await.unwrap(), FollowState::Accepted);
        unfollow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        unfollow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        assert!(matches!(facts(&mut tx).await[..], [Fact::FollowWithdrawn { .. }]));
    }

    async fn threat_025_answers_that_nobody_asked_for_change_nothing(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let asked = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        let other = remote_community(&ctx, &mut tx, "nursing", "e.test").await;
        follow(&ctx, &mut tx, lee.id, asked.id).await.unwrap();
        assert!(!receive_accept(&ctx, &mut tx, lee.id, other.id).await.unwrap());
        assert!(!receive_refusal(&ctx, &mut tx, lee.id, other.id).await.unwrap());
        assert!(!receive_accept(&ctx, &mut tx, other.id, lee.id).await.unwrap());
        assert_eq!(follows::get(&mut tx, lee.id, other.id).await.unwrap(), None);
        let state = follows::get(&mut tx, lee.id, asked.id).await.unwrap().unwrap().state;
        assert_eq!(state, FollowState::Waiting);
    }

    async fn the_first_announce_counts_as_acceptance(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        follow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        assert_eq!(announced(&ctx, &mut tx, group.id).await.unwrap(), [lee.id]);
        assert_eq!(announced(&ctx, &mut tx, group.id).await.unwrap(), []);
    }

    async fn an_announce_decides_nothing_where_people_decide_about_followers(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let mut group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        group.manually_approves = true;
        actors::update(&mut tx, &group).await.unwrap();
        follow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        assert_eq!(announced(&ctx, &mut tx, group.id).await.unwrap(), []);
        let state = follows::get(&mut tx, lee.id, group.id).await.unwrap().unwrap().state;
        assert_eq!(state, FollowState::Waiting);
    }

    async fn a_follower_whose_inbox_was_given_up_is_served_after_asking_again(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
        let first = subscriptions::of_actor(&mut tx, group.id).await.unwrap();
        subscriptions::end_inbox(&mut tx, first[0].peer_id, &first[0].inbox_url).await.unwrap();
        for _ in 0..2 {
            receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
            assert_eq!(subscriptions::of_actor(&mut tx, group.id).await.unwrap(), first);
        }
    }

    async fn a_remote_follower_is_accepted_counted_once_and_answered_again(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        for _ in 0..2 {
            let state = receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
            assert_eq!(state, FollowState::Accepted);
        }
        assert!(matches!(facts(&mut tx).await[..], [Fact::FollowAccepted { .. }, Fact::FollowAccepted { .. }]));
        let count = communities::by_id(&mut tx, group.id).await.unwrap().unwrap().follower_count;
        assert_eq!(count, 1);
        receive_unfollow(&ctx, &mut tx, dana.id, group.id).await.unwrap();
        receive_unfollow(&ctx, &mut tx, dana.id, group.id).await.unwrap();
        let count = communities::by_id(&mut tx, group.id).await.unwrap().unwrap().follower_count;
        assert_eq!(count, 0);
    }

    async fn threat_029_who_must_be_approved_waits_unanswered(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let mut group = community(&ctx, &mut tx, "sepsis", &lee).await;
        group.manually_approves = true;
        actors::update(&mut tx, &group).await.unwrap();
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let state = receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
        assert_eq!(state, FollowState::Waiting);
        assert_eq!(facts(&mut tx).await, []);
        let denied = approve_follower(&ctx, &mut tx, dana.id, group.id, dana.id).await;
        assert!(matches!(denied, Err(FollowError::Denied(Denial::RoleNeeded))));
        approve_follower(&ctx, &mut tx, lee.id, group.id, dana.id).await.unwrap();
        assert!(matches!(facts(&mut tx).await[..], [Fact::FollowAccepted { .. }]));
    }

    async fn threat_033_banned_people_and_blocked_servers_cannot_follow(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
        let new = NewBan { person: dana.id, reason: "spam".to_owned(), ends_at: None };
        ban(&ctx, &mut tx, lee.id, group.id, new, &Origin::Here).await.unwrap();
        facts(&mut tx).await;
        let state = receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
        assert_eq!(state, FollowState::Refused);
        assert!(matches!(facts(&mut tx).await[..], [Fact::FollowRefused { .. }]));

        let evil = remote_person(&ctx, &mut tx, "evil", "x.evil.test").await;
        let rule = NewRule { domain: "EVIL.test.", rule: Rule::Block, reason: "" };
        add_rule(&ctx, &mut tx, Some(lee.id), rule).await.unwrap();
        assert!(!is_allowed(&ctx, &mut tx, "x.evil.test").await.unwrap());
        let state = receive_follow(&ctx, &mut tx, evil.id, group.id, FOLLOW.to_owned()).await.unwrap();
        assert_eq!(state, FollowState::Refused);
    }

    async fn of_two_moderators_who_resign_at_once_one_stays(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        moderators::add(&ctx, &mut tx, lee.id, group.id, max.id, &Origin::Here).await.unwrap();
        tx.commit().await.unwrap();
        let resign = async |person| {
            let mut tx = db.begin().await.unwrap();
            let done = moderators::remove(&ctx, &mut tx, person, group.id, person, &Origin::Here).await;
            tx.commit().await.unwrap();
            done.is_ok()
        };
        let (one, other) = tokio::join!(resign(lee.id), resign(max.id));
        assert!(one != other, "{one} {other}");
    }

    async fn a_follower_whom_two_moderators_approve_at_once_is_one(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        moderators::add(&ctx, &mut tx, lee.id, group.id, max.id, &Origin::Here).await.unwrap();
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let mut closed = actors::by_id(&mut tx, group.id).await.unwrap().unwrap();
        closed.manually_approves = true;
        actors::update(&mut tx, &closed).await.unwrap();
        receive_follow(&ctx, &mut tx, dana.id, group.id, FOLLOW.to_owned()).await.unwrap();
        facts(&mut tx).await;
        let before = communities::by_id(&mut tx, group.id).await.unwrap().unwrap().follower_count;
        tx.commit().await.unwrap();
        let approve = async |by| {
            let mut tx = db.begin().await.unwrap();
            approve_follower(&ctx, &mut tx, by, group.id, dana.id).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(approve(lee.id), approve(max.id));
        let mut tx = db.begin().await.unwrap();
        let after = communities::by_id(&mut tx, group.id).await.unwrap().unwrap().follower_count;
        assert_eq!(after, before + 1);
        assert!(matches!(facts(&mut tx).await[..], [Fact::FollowAccepted { .. }]));
    }

    async fn threat_070_no_community_has_more_moderators_than_the_limit(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let here = community(&ctx, &mut tx, "sepsis", &lee).await;
        let far = remote_community(&ctx, &mut tx, "wounds", "b.test").await;
        office::add(&mut tx, far.id, lee.id, None, ctx.now()).await.unwrap();
        for number in 1..moderators::MAX_MODERATORS {
            let person = remote_person(&ctx, &mut tx, &format!("p{number}"), "b.test").await;
            for community in [&here, &far] {
                office::add(&mut tx, community.id, person.id, None, ctx.now()).await.unwrap();
            }
        }
        let max = person(&ctx, &mut tx, "max").await;
        for (group, origin) in [(&here, Origin::Here), (&far, Origin::Host(far.id))] {
            let by = if group.local { lee.id } else { far.id };
            let add = async |tx: &mut Tx, person| moderators::add(&ctx, tx, by, group.id, person, &origin).await;
            assert!(matches!(add(&mut tx, max.id).await, Err(ModeratorsError::TooMany)));
            // Who is in office stays there.
            add(&mut tx, lee.id).await.unwrap();
        }
    }

    async fn threat_028_only_moderators_change_moderators(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let elsewhere = Origin::Elsewhere { activity: "{}".to_owned(), uri: "https://b.test/add/1".to_owned() };
        let denied = moderators::add(&ctx, &mut tx, dana.id, group.id, dana.id, &elsewhere).await;
        assert!(matches!(denied, Err(ModeratorsError::Denied(Denial::RoleNeeded))));
        moderators::add(&ctx, &mut tx, lee.id, group.id, dana.id, &Origin::Here).await.unwrap();
        moderators::remove(&ctx, &mut tx, dana.id, group.id, lee.id, &elsewhere).await.unwrap();
        assert!(matches!(facts(&mut tx).await[..], [Fact::ModeratorAdded { .. }, Fact::Relayed { .. }]));
        let last = moderators::remove(&ctx, &mut tx, dana.id, group.id, dana.id, &elsewhere).await;
        assert!(matches!(last, Err(ModeratorsError::LastOne)));
    }
}
