use super::{again, arrive, elsewhere, received, reply, thread, words};
use crate::domain::community::{Community, PostPolicy};
use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::PostId;
use crate::domain::permission::Denial;
use crate::domain::post::PostState;
use crate::domain::role::NodeRole;
use crate::domain::time::Timestamp;
use crate::services::accounts::suspend;
use crate::services::posts::{
    Accepted, Edited, MAX_DEPTH, PostError, ReceivedEdit, ReceivedPost, Wording, accept, accept_edit, delete,
};
use crate::services::testing::{
    community, context, facts, on_both_engines, person, person_as, remote_community, remote_person,
};
use crate::store::{Db, communities, mentions, notifications, posts};

fn id(accepted: Accepted) -> PostId {
    match accepted {
        Accepted::New(id) | Accepted::Known(id) | Accepted::Confirmed(id) => id,
        Accepted::NotAccepted(why) => panic!("{why}"),
    }
}

on_both_engines! {
    async fn who_follows_a_community_elsewhere_its_host_decides(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let dana = remote_person(&ctx, &mut tx, "dana", "c.test").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let rules = communities::by_id(&mut tx, ward.id).await.unwrap().unwrap();
        let rules = Community { post_policy: PostPolicy::Followers, ..rules };
        communities::update(&mut tx, &rules).await.unwrap();
        let post = id(arrive(&ctx, &mut tx, received(&dana, 1, &ward), &elsewhere()).await);
        assert_eq!(again(&mut tx, post).await.state, PostState::Sent);
    }

    async fn a_community_here_takes_in_a_post_and_passes_it_on(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let post = id(arrive(&ctx, &mut tx, received(&dana, 1, &sepsis), &elsewhere()).await);
        let relayed = Fact::Relayed {
            community: sepsis.id,
            activity: "{\"type\":\"Create\"}".to_owned(),
            thread: post.get(),
            share: Some(post),
        };
        assert_eq!(facts(&mut tx).await, [relayed]);
        assert_eq!(again(&mut tx, post).await.state, PostState::Published);
    }

    async fn a_crowd_of_answers_costs_four_statements_for_each_and_four_for_all(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let mut crowd = Vec::new();
        for number in 0..8 {
            crowd.push(remote_person(&ctx, &mut tx, "dana", &format!("b{number}.test")).await);
        }
        tx.commit().await.unwrap();

        let before = db.statements();
        let mut tx = db.begin().await.unwrap();
        for dana in &crowd {
            let answer = ReceivedPost { parent: Some(root.id), ..received(dana, 1, &sepsis) };
            arrive(&ctx, &mut tx, answer, &elsewhere()).await;
        }
        tx.commit().await.unwrap();
        // Where it stands, who says it, the post, and whether Lee wants to hear of it; then what is written together.
        assert_eq!(db.statements() - before, 4 * 8 + 4);
        let mut tx = db.begin().await.unwrap();
        assert_eq!(again(&mut tx, root.id).await.reply_count, 8);
        assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), 8);
        assert_eq!(facts(&mut tx).await.len(), 9);
    }

    async fn threat_051_the_same_post_twice_has_one_effect(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        facts(&mut tx).await;
        let answer = ReceivedPost { parent: Some(root.id), ..received(&dana, 1, &sepsis) };
        let first = arrive(&ctx, &mut tx, answer.clone(), &elsewhere()).await;
        let second = arrive(&ctx, &mut tx, answer, &elsewhere()).await;
        assert_eq!(second, Accepted::Known(id(first)));
        assert_eq!(again(&mut tx, root.id).await.reply_count, 1);
        assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), 1);
        assert_eq!(facts(&mut tx).await.len(), 1);
    }

    async fn threat_033e_direct_and_announced_is_one_post_and_one_notification(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "c.test").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let mut post = received(&dana, 1, &ward);
        post.wording.mentions = vec![lee.id];
        let direct = arrive(&ctx, &mut tx, post.clone(), &elsewhere()).await;
        // Until the host announces it, it is not in the community.
        assert_eq!(again(&mut tx, id(direct)).await.state, PostState::Sent);
        assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), 0);
        let announced = arrive(&ctx, &mut tx, post.clone(), &Origin::Host(ward.id)).await;
        assert_eq!(announced, Accepted::Confirmed(id(direct)));
        assert_eq!(arrive(&ctx, &mut tx, post, &Origin::Host(ward.id)).await, Accepted::Known(id(direct)));
        assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), 1);
        assert_eq!(facts(&mut tx).await, []);
    }

    async fn threat_020_a_known_post_is_not_made_again_by_another(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "evil.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let claim = ReceivedPost { uri: root.uri.clone(), ..received(&eve, 1, &sepsis) };
        assert_eq!(arrive(&ctx, &mut tx, claim, &elsewhere()).await, Accepted::Known(root.id));
        assert_eq!(again(&mut tx, root.id).await, root);
    }

    async fn threat_027_a_second_claim_does_not_move_a_post_elsewhere(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let other = community(&ctx, &mut tx, "other", &lee).await;
        let post = id(arrive(&ctx, &mut tx, received(&dana, 1, &sepsis), &elsewhere()).await);
        arrive(&ctx, &mut tx, received(&dana, 1, &other), &elsewhere()).await;
        assert_eq!(again(&mut tx, post).await.community_id, Some(sepsis.id));
    }

    async fn threat_017_only_the_author_changes_a_post(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "evil.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let change = ReceivedEdit {
            by: eve.id, post: root.id, wording: words("Owned", "x"), updated_at: None,
        };
        for origin in [elsewhere(), Origin::Host(sepsis.id)] {
            let result = accept_edit(&ctx, &mut tx, change.clone(), &origin).await;
            assert!(matches!(result, Err(PostError::Denied(Denial::AuthorOnly))));
        }
        assert_eq!(again(&mut tx, root.id).await, root);
    }

    async fn threat_021_only_the_author_deletes_a_post(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "evil.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let result = delete(&ctx, &mut tx, eve.id, root.id, &elsewhere()).await;
        assert!(matches!(result, Err(PostError::Denied(Denial::AuthorOnly))));
        assert_eq!(again(&mut tx, root.id).await, root);
    }

    async fn an_older_change_that_arrives_late_is_passed_over(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let post = id(arrive(&ctx, &mut tx, received(&dana, 1, &sepsis), &elsewhere()).await);
        let at = |millis| Some(Timestamp::from_millis(millis));
        let change = |text: &str, updated_at| ReceivedEdit {
            by: dana.id, post, wording: words("From elsewhere", text), updated_at,
        };
        let newer = change("Third", at(1_789_999_900_000));
        assert_eq!(accept_edit(&ctx, &mut tx, newer, &elsewhere()).await.unwrap(), Edited::Changed);
        let older = change("Second", at(1_789_999_800_000));
        assert_eq!(accept_edit(&ctx, &mut tx, older, &elsewhere()).await.unwrap(), Edited::Unchanged);
        assert_eq!(again(&mut tx, post).await.html, "<p>Third</p>");
        assert_eq!(facts(&mut tx).await.len(), 2);
    }

    async fn what_was_said_long_ago_is_no_news_to_whoever_looks_on(db: Db) {
        let ctx = context();
        let mut news = db.signals().events();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        for community in [Some(sepsis.id), None] {
            let number = if community.is_some() { 1 } else { 2 };
            let published_at = ctx.now() - std::time::Duration::from_hours(1);
            let old = ReceivedPost { community, published_at, history: true, ..received(&dana, number, &sepsis) };
            id(arrive(&ctx, &mut tx, old, &elsewhere()).await);
        }
        let new = id(arrive(&ctx, &mut tx, received(&dana, 3, &sepsis), &elsewhere()).await);
        tx.commit().await.unwrap();
        let mut told = Vec::new();
        while let Ok(event) = news.try_recv() {
            told.extend(matches!(event, Event::Published(_)).then_some(event));
        }
        assert_eq!(told, [Event::Published(new)]);
    }

    async fn what_was_long_on_its_way_is_news_all_the_same(db: Db) {
        let ctx = context();
        let mut news = db.signals().events();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let before = ctx.ids.next();
        for (number, place, origin) in [(1, &sepsis, elsewhere()), (2, &ward, Origin::Host(ward.id))] {
            let published_at = ctx.now() - std::time::Duration::from_hours(2);
            let late = ReceivedPost { published_at, ..received(&dana, number, place) };
            id(arrive(&ctx, &mut tx, late, &origin).await);
        }
        tx.commit().await.unwrap();
        let (mut said, mut shared) = (0, Vec::new());
        while let Ok(event) = news.try_recv() {
            match event {
                Event::Published(_) => said += 1,
                Event::Shared(share) => shared.push(share.get()),
                _ => {}
            }
        }
        assert_eq!((said, shared.len()), (2, 2));
        assert!(shared.iter().all(|share| *share > before), "whoever asks for what came since finds them");
    }

    async fn threat_032_no_other_group_speaks_for_a_community_here(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let result = accept(&ctx, &mut tx, received(&dana, 1, &sepsis), &Origin::Host(sepsis.id)).await;
        assert!(matches!(result, Err(PostError::NotTheHost)));
    }

    async fn threat_031_a_post_that_nobody_vouches_for_waits_for_its_community(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let dana = remote_person(&ctx, &mut tx, "dana", "c.test").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let other = remote_community(&ctx, &mut tx, "other", "evil.test").await;
        let found = id(arrive(&ctx, &mut tx, received(&dana, 1, &ward), &Origin::Author).await);
        assert_eq!(again(&mut tx, found).await.state, PostState::Sent);
        let overreach = accept(&ctx, &mut tx, received(&dana, 1, &ward), &Origin::Host(other.id)).await;
        assert!(matches!(overreach, Err(PostError::NotTheHost)));
        let announced = arrive(&ctx, &mut tx, received(&dana, 1, &ward), &Origin::Host(ward.id)).await;
        assert_eq!(announced, Accepted::Confirmed(found));

        // A reply stands where its parent does, whatever it says: another community has no say there.
        let answer = ReceivedPost { parent: Some(found), ..received(&dana, 2, &other) };
        let overreach = accept(&ctx, &mut tx, answer, &Origin::Host(other.id)).await;
        assert!(matches!(overreach, Err(PostError::NotTheHost)));
    }

    async fn threat_032_a_host_changes_nothing_in_another_community(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let dana = remote_person(&ctx, &mut tx, "dana", "c.test").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let other = Origin::Host(remote_community(&ctx, &mut tx, "other", "evil.test").await.id);
        let root = id(arrive(&ctx, &mut tx, received(&dana, 1, &ward), &Origin::Host(ward.id)).await);
        let before = again(&mut tx, root).await;
        let change = ReceivedEdit { by: dana.id, post: root, wording: words("Owned", "x"), updated_at: None };
        assert!(matches!(accept_edit(&ctx, &mut tx, change, &other).await, Err(PostError::NotTheHost)));
        let deleted = delete(&ctx, &mut tx, dana.id, root, &other).await;
        assert!(matches!(deleted, Err(PostError::NotTheHost)));
        assert_eq!(again(&mut tx, root).await, before);
    }

    async fn threat_033_a_banned_person_is_not_taken_in_and_told_so(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        facts(&mut tx).await;
        let ban = crate::domain::community::Ban {
            community_id: sepsis.id,
            actor_id: dana.id,
            banned_by: Some(lee.id),
            reason: "spam".to_owned(),
            created_at: ctx.now(),
            ends_at: None,
        };
        crate::store::bans::put(&mut tx, &ban).await.unwrap();
        for parent in [None, Some(root.id)] {
            let post = ReceivedPost { parent, ..received(&dana, 1, &sepsis) };
            let result = arrive(&ctx, &mut tx, post, &elsewhere()).await;
            assert_eq!(result, Accepted::NotAccepted(Denial::Banned.sentence()));
        }
        assert!(matches!(facts(&mut tx).await[..], [Fact::Refused { .. }, Fact::Refused { .. }]));
        assert_eq!(posts::by_uri(&mut tx, "https://b.test/p/1").await.unwrap(), None);
    }

    async fn threat_033_whoever_is_suspended_is_taken_in_by_no_way(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Moderator).await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let far = remote_community(&ctx, &mut tx, "nursing", "c.test").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        suspend(&ctx, &mut tx, lee.id, dana.id, "spam").await.unwrap();
        let refused = arrive(&ctx, &mut tx, received(&dana, 1, &sepsis), &elsewhere()).await;
        assert_eq!(refused, Accepted::NotAccepted(Denial::Barred.sentence()));
        for origin in [Origin::Here, Origin::Host(far.id), Origin::Author, elsewhere()] {
            let refused = accept(&ctx, &mut tx, received(&dana, 2, &far), &origin).await;
            assert!(matches!(refused, Err(PostError::Denied(Denial::Barred))), "{origin:?}");
        }
        for number in [1, 2] {
            let uri = format!("https://b.test/p/{number}");
            assert_eq!(posts::by_uri(&mut tx, &uri).await.unwrap(), None);
        }
    }

    async fn threat_033d_a_reply_belongs_where_its_parent_does(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let other = community(&ctx, &mut tx, "other", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let answer = ReceivedPost { parent: Some(root.id), ..received(&dana, 1, &other) };
        let post = id(arrive(&ctx, &mut tx, answer, &elsewhere()).await);
        assert_eq!(again(&mut tx, post).await.community_id, Some(sepsis.id));
    }

    async fn threat_063_a_chain_of_replies_ends_at_the_limit(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let mut parent = thread(&ctx, &mut tx, &lee, &sepsis).await.id;
        for _ in 0..MAX_DEPTH {
            parent = reply(&ctx, &mut tx, &lee, parent, &[]).await.unwrap().id;
        }
        let deeper = ReceivedPost { parent: Some(parent), ..received(&dana, 1, &sepsis) };
        facts(&mut tx).await;
        let result = accept(&ctx, &mut tx, deeper.clone(), &elsewhere()).await;
        assert!(matches!(result, Ok(Accepted::NotAccepted(_))), "{result:?}");
        assert!(matches!(facts(&mut tx).await[..], [Fact::Refused { .. }]), "its author waits for an answer");
        let read = ReceivedPost { community: None, ..deeper };
        let result = accept(&ctx, &mut tx, read, &Origin::Here).await;
        assert!(matches!(result, Err(PostError::TooDeep)));
    }

    async fn threat_064_065_what_is_too_much_is_cut(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let mut people = vec![];
        for number in 0..60 {
            people.push(person(&ctx, &mut tx, &format!("p{number}")).await.id);
        }
        let wording = Wording {
            title: Some("x".repeat(1_000_000)),
            tags: (0..10_000).map(|number| format!("t{number}")).collect(),
            mentions: people.clone(),
            ..words("", "Hello.")
        };
        let post = ReceivedPost { wording, ..received(&dana, 1, &sepsis) };
        let post = id(arrive(&ctx, &mut tx, post, &elsewhere()).await);
        assert_eq!(again(&mut tx, post).await.title.unwrap().len(), 200);
        assert_eq!(mentions::of_post(&mut tx, post).await.unwrap().len(), 50);
        assert_eq!(notifications::count_unread(&mut tx, people[49]).await.unwrap(), 1);
        assert_eq!(notifications::count_unread(&mut tx, people[50]).await.unwrap(), 0);
        let huge = Wording { html: "x".repeat(1_000_000), ..words("Huge", "") };
        let huge = ReceivedPost { wording: huge, ..received(&dana, 2, &sepsis) };
        assert!(matches!(accept(&ctx, &mut tx, huge, &elsewhere()).await, Ok(Accepted::NotAccepted(_))));
    }

    async fn a_date_in_the_future_is_now(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let far = Timestamp::from_millis(4_000_000_000_000);
        let post = ReceivedPost { published_at: far, ..received(&dana, 1, &sepsis) };
        let post = id(arrive(&ctx, &mut tx, post, &elsewhere()).await);
        assert_eq!(again(&mut tx, post).await.last_activity_at, ctx.now());
    }
}
