use super::*;
use crate::domain::community::FollowState;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, NotificationId};
use crate::domain::moderation::NotificationKind;
use crate::domain::permission::Denial;
use crate::domain::post::ReactionKind;
use crate::domain::relationship::{Mute, Wishes};
use crate::services::communities::{self, FollowError};
use crate::services::notifications::{Notice, tell};
use crate::services::posts::{NewPost, Target, Wording, publish};
use crate::services::reactions::{ReactionError, react};
use crate::services::testing::{community, context, facts, follow, on_both_engines, person, remote_person};
use crate::store::timelines::{self, Reader};
use crate::store::{Db, Span, Tx, blocks, follows, mutes, notifications, relationships};

async fn told(tx: &mut Tx, person: ActorId) -> i64 {
    notifications::count_unread(tx, person).await.unwrap()
}

fn mention(account: ActorId, actor: ActorId) -> Notice {
    Notice {
        account,
        kind: NotificationKind::Mention,
        actor: Some(actor),
        post: None,
        community: None,
        detail: None,
    }
}

on_both_engines! {
    async fn a_block_ends_what_was_between_the_two_and_their_server_learns_of_it(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        follow(&ctx, &mut tx, &lee, &dana, FollowState::Accepted).await;
        communities::receive_follow(&ctx, &mut tx, dana.id, lee.id, "https://b.test/f/1".to_owned()).await.unwrap();
        for kind in [NotificationKind::Mention, NotificationKind::Shared] {
            tell(&ctx, &mut tx, &Notice { kind, ..mention(lee.id, dana.id) }).await.unwrap();
        }
        assert_eq!(told(&mut tx, lee.id).await, 3);
        facts(&mut tx).await;

        block(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
        block(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
        assert!(follows::get(&mut tx, lee.id, dana.id).await.unwrap().is_none());
        assert!(follows::get(&mut tx, dana.id, lee.id).await.unwrap().is_none());
        assert_eq!(told(&mut tx, lee.id).await, 0);
        let said = facts(&mut tx).await;
        assert!(matches!(said[0], Fact::FollowWithdrawn { .. }), "{said:?}");
        assert!(matches!(said[1], Fact::FollowRefused { .. }), "{said:?}");
        let Fact::Blocked { person, target, uri } = &said[2] else { panic!("{said:?}") };
        assert_eq!((*person, *target, said.len()), (lee.id, dana.id, 3));

        tell(&ctx, &mut tx, &mention(lee.id, dana.id)).await.unwrap();
        assert_eq!(told(&mut tx, lee.id).await, 0);
        let asked = communities::receive_follow(&ctx, &mut tx, dana.id, lee.id, "https://b.test/f/2".to_owned()).await;
        assert_eq!(asked.unwrap(), FollowState::Refused);
        let asked = communities::follow(&ctx, &mut tx, lee.id, dana.id).await;
        assert!(matches!(asked, Err(FollowError::Denied(Denial::Blocked))), "{asked:?}");
        facts(&mut tx).await;

        unblock(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
        let unblocked = Fact::Unblocked { person: lee.id, target: dana.id, uri: uri.clone() };
        assert_eq!(facts(&mut tx).await, [unblocked]);
        communities::follow(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
    }

    async fn a_block_by_somebody_elsewhere_is_kept_here(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        follow(&ctx, &mut tx, &lee, &dana, FollowState::Accepted).await;
        receive_block(&ctx, &mut tx, dana.id, lee.id, "https://b.test/b/1".to_owned()).await.unwrap();
        assert!(follows::get(&mut tx, lee.id, dana.id).await.unwrap().is_none());
        assert_eq!(facts(&mut tx).await, []);
        let asked = communities::follow(&ctx, &mut tx, lee.id, dana.id).await;
        assert!(matches!(asked, Err(FollowError::Denied(Denial::Blocked))), "{asked:?}");
        receive_block(&ctx, &mut tx, dana.id, lee.id, "https://b.test/b/2".to_owned()).await.unwrap();
        let said = blocks::by_uri(&mut tx, "https://b.test/b/2", dana.id).await.unwrap();
        assert_eq!(said.map(|block| block.target_id), Some(lee.id));
        receive_unblock(&mut tx, dana.id, lee.id).await.unwrap();
        communities::follow(&ctx, &mut tx, lee.id, dana.id).await.unwrap();
    }

    async fn whoever_is_blocked_cannot_thank(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let nia = person(&ctx, &mut tx, "nia").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let wording = Wording {
            title: Some("Lactate".to_owned()),
            html: "<p>Twice.</p>".to_owned(),
            ..Wording::default()
        };
        let new = NewPost { author: lee.id, target: Target::Community(sepsis.id), wording };
        let post = publish(&ctx, &mut tx, new).await.unwrap();
        block(&ctx, &mut tx, lee.id, nia.id).await.unwrap();
        let thanked =
            react(&ctx, &mut tx, nia.id, post.id, ReactionKind::Thanks, None, &Origin::Here).await;
        assert!(matches!(thanked, Err(ReactionError::Denied(Denial::Blocked))), "{thanked:?}");
    }

    async fn a_crowd_is_told_of_a_thread_by_as_many_statements_as_few_are(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let mut costs = Vec::new();
        for (handle, crowd) in [("few", 2), ("many", 40)] {
            let place = community(&ctx, &mut tx, handle, &lee).await;
            for number in 0..crowd {
                let reader = person(&ctx, &mut tx, &format!("{handle}{number}")).await;
                follow(&ctx, &mut tx, &reader, &place, FollowState::Accepted).await;
                let wishes = Wishes { notify: true, ..Wishes::default() };
                set_wishes(&mut tx, reader.id, place.id, wishes).await.unwrap();
            }
            let wording = Wording {
                title: Some("Lactate".to_owned()),
                html: "<p>Twice.</p>".to_owned(),
                ..Wording::default()
            };
            let new = NewPost { author: lee.id, target: Target::Community(place.id), wording };
            let before = db.statements();
            publish(&ctx, &mut tx, new).await.unwrap();
            costs.push(db.statements() - before);
        }
        assert_eq!(costs[0], costs[1]);
    }

    async fn whoever_wishes_it_is_told_of_each_new_thread(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let mut readers = Vec::new();
        for (handle, target, languages) in [
            ("nia", &lee, None),
            ("bo", &sepsis, Some(vec!["de".to_owned()])),
            ("kim", &sepsis, Some(vec!["fr".to_owned()])),
            ("ana", &sepsis, None),
        ] {
            let reader = person(&ctx, &mut tx, handle).await;
            follow(&ctx, &mut tx, &reader, target, FollowState::Accepted).await;
            let wishes = Wishes { notify: handle != "ana", languages, ..Wishes::default() };
            set_wishes(&mut tx, reader.id, target.id, wishes).await.unwrap();
            readers.push(reader.id);
        }
        let wording = Wording {
            title: Some("Laktat".to_owned()),
            html: "<p>Zweimal.</p>".to_owned(),
            language: Some("de-CH".to_owned()),
            ..Wording::default()
        };
        let new = NewPost { author: lee.id, target: Target::Community(sepsis.id), wording: wording.clone() };
        let root = publish(&ctx, &mut tx, new).await.unwrap();
        let answer = NewPost { author: lee.id, target: Target::Reply(root.id), wording };
        publish(&ctx, &mut tx, answer).await.unwrap();
        let mut heard = Vec::new();
        for reader in &readers {
            heard.push(told(&mut tx, *reader).await);
        }
        assert_eq!(heard, [1, 1, 0, 0]);
        // Filipino is not Finnish.
        let bo = readers[1];
        for (wish, told_then) in [("fi", 1), ("fil", 2)] {
            let wishes = Wishes { notify: true, languages: Some(vec![wish.to_owned()]), ..Wishes::default() };
            set_wishes(&mut tx, bo, sepsis.id, wishes).await.unwrap();
            let wording = Wording {
                title: Some("Sipilyo".to_owned()),
                html: "<p>Dalawa.</p>".to_owned(),
                language: Some("fil-PH".to_owned()),
                ..Wording::default()
            };
            let new = NewPost { author: lee.id, target: Target::Community(sepsis.id), wording };
            let share = publish(&ctx, &mut tx, new).await.unwrap();
            assert_eq!(told(&mut tx, bo).await, told_then, "{wish}");
            let reader = Reader { actor: Some(bo), now: ctx.now() };
            let home = timelines::home(&mut tx, reader, Span::newest(9)).await.unwrap().entries;
            let listed = home.iter().any(|entry| entry.post() == share.id);
            assert_eq!(listed, wish == "fil", "{wish}");
        }
        let last = NotificationId::new(i64::MAX);
        let page = notifications::list(&mut tx, readers[0], last, 9).await.unwrap();
        let first = &page.rows.last().unwrap().notification;
        assert_eq!((first.kind, first.post_id), (NotificationKind::Posted, Some(root.id)));
    }

    async fn of_whom_somebody_mutes_they_are_told_nothing_for_as_long_as_they_say(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let nia = person(&ctx, &mut tx, "nia").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let hour = std::time::Duration::from_hours(1);
        let for_an_hour = Mute { notifications: true, ends_at: Some(ctx.now() + hour) };
        mute(&ctx, &mut tx, lee.id, nia.id, for_an_hour).await.unwrap();
        mute_domain(&ctx, &mut tx, lee.id, " B.test. ").await.unwrap();
        for actor in [nia.id, dana.id] {
            tell(&ctx, &mut tx, &mention(lee.id, actor)).await.unwrap();
        }
        assert_eq!(told(&mut tx, lee.id).await, 0);
        ctx.clock.advance(hour);
        unmute_domain(&ctx, &mut tx, lee.id, "b.test").await.unwrap();
        for actor in [nia.id, dana.id] {
            tell(&ctx, &mut tx, &mention(lee.id, actor)).await.unwrap();
        }
        assert_eq!(told(&mut tx, lee.id).await, 2);
        let seen = Mute { notifications: false, ends_at: None };
        mute(&ctx, &mut tx, lee.id, nia.id, seen).await.unwrap();
        tell(&ctx, &mut tx, &mention(lee.id, nia.id)).await.unwrap();
        assert_eq!(told(&mut tx, lee.id).await, 3);
        assert_eq!(facts(&mut tx).await, []);
    }

    async fn threat_070_notes_and_domains_are_bounded(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let nia = person(&ctx, &mut tx, "nia").await;
        let long = "x".repeat(MAX_NOTE + 1);
        let noted = set_note(&mut tx, lee.id, nia.id, &long).await;
        assert!(matches!(noted, Err(RelationshipError::NoteTooLong)));
        set_note(&mut tx, lee.id, nia.id, &long[1..]).await.unwrap();
        for domain in ["", "b", "a.test", "b.test/x", "127.0.0.1"] {
            let muted = mute_domain(&ctx, &mut tx, lee.id, domain).await;
            assert!(matches!(muted, Err(RelationshipError::Domain)), "{domain}");
        }
        for number in 0..MAX_MUTED_DOMAINS {
            let domain = format!("d{number}.test");
            mutes::insert_domain(&mut tx, ctx.ids.next(), lee.id, &domain).await.unwrap();
        }
        mute_domain(&ctx, &mut tx, lee.id, "d7.test").await.unwrap();
        let muted = mute_domain(&ctx, &mut tx, lee.id, "b.test").await;
        assert!(matches!(muted, Err(RelationshipError::TooManyDomains)), "{muted:?}");
        let between = relationships::of(&mut tx, nia.id, &[lee.id], ctx.now()).await.unwrap();
        assert_eq!(between[0].note, "");
    }
}
