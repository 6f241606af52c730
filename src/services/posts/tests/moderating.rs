use super::{again, elsewhere, reply, thread};
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::NotificationId;
use crate::domain::moderation::{ModerationAction, NotificationKind, ReportState};
use crate::domain::permission::Denial;
use crate::domain::post::ReactionKind;
use crate::domain::role::NodeRole;
use crate::services::posts::{PostError, delete, lock, pin, remove, restore, unlock, unpin};
use crate::services::reactions::{ReactionError, react, withdraw};
use crate::services::reports::{About, NewReport, Outcome, ReportError, report, resolve};
use crate::services::testing::{
    community, context, facts, on_both_engines, person, person_as, remote_community, remote_person,
};
use crate::store::{Db, Tx, communities, counts, moderation_log, notifications, reports};

on_both_engines! {
    async fn a_moderator_removes_a_post_with_a_reason_and_puts_it_back(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &dana, &sepsis).await;
        facts(&mut tx).await;
        remove(&ctx, &mut tx, lee.id, root.id, "off topic", &Origin::Here).await.unwrap();
        remove(&ctx, &mut tx, lee.id, root.id, "off topic", &Origin::Here).await.unwrap();
        assert_eq!(again(&mut tx, root.id).await.removed_reason.as_deref(), Some("off topic"));
        assert_eq!(communities::by_id(&mut tx, sepsis.id).await.unwrap().unwrap().topic_count, 0);
        assert_eq!(notifications::count_unread(&mut tx, dana.id).await.unwrap(), 1);
        let answered = reply(&ctx, &mut tx, &dana, root.id, &[]).await;
        assert!(matches!(answered, Err(PostError::Denied(Denial::Gone))));
        restore(&ctx, &mut tx, lee.id, root.id, None, &Origin::Here).await.unwrap();
        assert_eq!(communities::by_id(&mut tx, sepsis.id).await.unwrap().unwrap().topic_count, 1);
        let log = moderation_log::of_community(&mut tx, sepsis.id, None, 10).await.unwrap();
        let acts: Vec<_> = log.iter().map(|line| line.action).collect();
        assert_eq!(acts, [ModerationAction::RestorePost, ModerationAction::RemovePost]);
        assert_eq!(facts(&mut tx).await, [
            Fact::PostRemoved { post: root.id, by: lee.id, reason: "off topic".to_owned() },
            Fact::PostRestored { post: root.id, by: lee.id },
        ]);
    }

    async fn a_removal_takes_from_the_counts_what_went_and_counts_nothing_else(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &dana, &sepsis).await;
        // A community so large that counting it takes its time: what stands there is believed.
        for _ in 0..100 {
            counts::appeared(&mut tx, &root);
        }
        let topics = async |tx: &mut Tx| communities::by_id(tx, sepsis.id).await.unwrap().unwrap().topic_count;
        for _ in 0..2 {
            remove(&ctx, &mut tx, lee.id, root.id, "off topic", &Origin::Here).await.unwrap();
            assert_eq!(topics(&mut tx).await, 100);
        }
        for _ in 0..2 {
            restore(&ctx, &mut tx, lee.id, root.id, None, &Origin::Here).await.unwrap();
            assert_eq!(topics(&mut tx).await, 101);
        }
        delete(&ctx, &mut tx, dana.id, root.id, &Origin::Here).await.unwrap();
        assert_eq!(topics(&mut tx).await, 100);
    }

    async fn a_locked_thread_takes_no_replies(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &dana, &sepsis).await;
        lock(&ctx, &mut tx, lee.id, root.id, Some("heated"), &Origin::Here).await.unwrap();
        let answered = reply(&ctx, &mut tx, &dana, root.id, &[]).await;
        assert!(matches!(answered, Err(PostError::Denied(Denial::Locked))));
        unlock(&ctx, &mut tx, lee.id, root.id, None, &Origin::Here).await.unwrap();
        let answer = reply(&ctx, &mut tx, &dana, root.id, &[]).await.unwrap();
        let not_a_thread = lock(&ctx, &mut tx, lee.id, answer.id, None, &Origin::Here).await;
        assert!(matches!(not_a_thread, Err(PostError::NotFound)));
    }

    async fn threat_028_only_moderators_pin_and_remove(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "evil.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        for origin in [elsewhere(), Origin::Here] {
            let pinned = pin(&ctx, &mut tx, eve.id, root.id, None, &origin).await;
            assert!(matches!(pinned, Err(PostError::Denied(Denial::RoleNeeded))));
            let removed = remove(&ctx, &mut tx, eve.id, root.id, "", &origin).await;
            assert!(matches!(removed, Err(PostError::Denied(Denial::RoleNeeded))));
        }
        let as_host = pin(&ctx, &mut tx, eve.id, root.id, None, &Origin::Host(sepsis.id)).await;
        assert!(matches!(as_host, Err(PostError::NotTheHost)));
        pin(&ctx, &mut tx, lee.id, root.id, None, &Origin::Here).await.unwrap();
        unpin(&ctx, &mut tx, lee.id, root.id, None, &Origin::Here).await.unwrap();
        assert_eq!(again(&mut tx, root.id).await, root);
    }

    async fn thanks_are_counted_once_for_each_person(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        facts(&mut tx).await;
        let thanks = ReactionKind::Thanks;
        assert!(react(&ctx, &mut tx, dana.id, root.id, thanks, None, &Origin::Here).await.unwrap());
        assert!(!react(&ctx, &mut tx, dana.id, root.id, thanks, None, &Origin::Here).await.unwrap());
        let uri = Some("https://b.test/l/1".to_owned());
        react(&ctx, &mut tx, eve.id, root.id, thanks, uri.clone(), &elsewhere()).await.unwrap();
        react(&ctx, &mut tx, eve.id, root.id, ReactionKind::Dislike, uri, &elsewhere()).await.unwrap();
        let post = again(&mut tx, root.id).await;
        assert_eq!((post.thanks_count, post.dislike_count), (1, 1));
        assert!(withdraw(&ctx, &mut tx, dana.id, root.id, thanks, &Origin::Here).await.unwrap());
        assert!(!withdraw(&ctx, &mut tx, dana.id, root.id, thanks, &Origin::Here).await.unwrap());
        assert_eq!(again(&mut tx, root.id).await.thanks_count, 0);
        assert_eq!(facts(&mut tx).await.len(), 4);
        let down = react(&ctx, &mut tx, dana.id, root.id, ReactionKind::Dislike, None, &Origin::Here).await;
        assert!(matches!(down, Err(ReactionError::NotOffered)));
    }

    async fn thanks_that_turn_into_a_dislike_are_no_longer_told(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let (thanks, dislike) = (ReactionKind::Thanks, ReactionKind::Dislike);
        for (kind, told) in [(thanks, 1), (dislike, 0), (thanks, 1), (dislike, 0)] {
            let uri = Some("https://b.test/l/1".to_owned());
            assert!(react(&ctx, &mut tx, eve.id, root.id, kind, uri, &elsewhere()).await.unwrap());
            assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), told);
        }
    }

    async fn threat_024_nobody_takes_back_the_thanks_of_another(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let thanks = ReactionKind::Thanks;
        react(&ctx, &mut tx, dana.id, root.id, thanks, None, &Origin::Here).await.unwrap();
        assert!(!withdraw(&ctx, &mut tx, eve.id, root.id, thanks, &elsewhere()).await.unwrap());
        assert_eq!(again(&mut tx, root.id).await.thanks_count, 1);
    }

    async fn threat_102_moderators_learn_of_a_report_and_the_log_names_nobody(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let max = person_as(&ctx, &mut tx, "max", NodeRole::Admin).await;
        let sam = person_as(&ctx, &mut tx, "sam", NodeRole::Moderator).await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &max, &sepsis).await;
        facts(&mut tx).await;
        let new = NewReport {
            reporter: dana.id, about: About::Post(root.id), reason: "wrong dose".to_owned(), uri: None,
            tell_author_node: false,
        };
        let made = report(&ctx, &mut tx, new.clone(), &Origin::Here).await.unwrap();
        assert_eq!(report(&ctx, &mut tx, new, &Origin::Here).await.unwrap(), made);
        for moderator in [lee.id, sam.id] {
            let told =
                notifications::list(&mut tx, moderator, NotificationId::new(i64::MAX), 10).await.unwrap();
            assert_eq!(told.rows.len(), 1);
            assert_eq!(told.rows[0].notification.actor_id, None);
        }
        assert_eq!(reports::count_open(&mut tx, lee.id, false).await.unwrap(), 1);
        assert_eq!(notifications::count_unread(&mut tx, max.id).await.unwrap(), 0);
        let own = resolve(&ctx, &mut tx, max.id, made, Outcome::Dismissed, "", &Origin::Here).await;
        assert!(matches!(own, Err(ReportError::NotFound)));
        let foreign = resolve(&ctx, &mut tx, dana.id, made, Outcome::Resolved, "", &Origin::Here).await;
        assert!(matches!(foreign, Err(ReportError::Denied(_))));
        resolve(&ctx, &mut tx, lee.id, made, Outcome::Resolved, "corrected", &Origin::Here).await.unwrap();
        let again = resolve(&ctx, &mut tx, lee.id, made, Outcome::Dismissed, "", &Origin::Here).await;
        assert!(matches!(again, Err(ReportError::Closed)));
        let told = notifications::list(&mut tx, dana.id, NotificationId::new(i64::MAX), 10).await.unwrap();
        let answer = &told.rows[0].notification;
        assert_eq!((answer.kind, answer.actor_id), (NotificationKind::ReportClosed, None));
        assert_eq!(answer.detail.as_deref(), Some("resolved"), "and nothing of what was said about it");
        assert_eq!(reports::by_id(&mut tx, made).await.unwrap().unwrap().state, ReportState::Resolved);
        assert_eq!(moderation_log::of_community(&mut tx, sepsis.id, None, 10).await.unwrap(), []);
        assert_eq!(moderation_log::about(&mut tx, max.id, false, 10).await.unwrap(), []);
        let line = &moderation_log::about(&mut tx, max.id, true, 10).await.unwrap()[0];
        assert_eq!((line.post_id, line.subject_id, line.reason.as_deref()), (Some(root.id), None, None));
        assert_eq!(facts(&mut tx).await, []);
    }

    async fn threat_099_a_report_about_something_elsewhere_leaves_as_a_fact_only(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let about = About::Person { person: eve.id, community: Some(ward.id) };
        let new = NewReport { reporter: lee.id, about, reason: "spam".to_owned(), uri: None, tell_author_node: true };
        let made = report(&ctx, &mut tx, new, &Origin::Here).await.unwrap();
        assert_eq!(facts(&mut tx).await, [Fact::Reported { report: made, tell_author_node: true }]);
        let uri = reports::by_id(&mut tx, made).await.unwrap().unwrap().uri;
        assert!(!uri.contains("lee") && !uri.contains(&lee.id.to_string()));
    }

    async fn the_author_s_node_learns_of_a_report_only_where_the_reporter_wants_it(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
        let about = About::Person { person: eve.id, community: None };
        let new = NewReport { reporter: lee.id, about, reason: "spam".to_owned(), uri: None, tell_author_node: false };
        report(&ctx, &mut tx, new, &Origin::Here).await.unwrap();
        assert_eq!(facts(&mut tx).await, []);
    }
}
