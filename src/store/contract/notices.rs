use super::actors::person;
use super::on_both_engines;
use super::people::account;
use super::posts::{DANA, LEE, SEPSIS, add, at, people};
use crate::domain::alert::Alert;
use crate::domain::ids::{DraftId, NotificationId, ReportId};
use crate::domain::moderation::{Notification, NotificationKind, Report, ReportState};
use crate::store::drafts::DraftRow;
use crate::store::{
    Db, StoreError, accounts, actors, drafts, moderators, notification_lists, notifications, reports,
};

on_both_engines! {
    async fn only_people_with_an_account_are_told(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        accounts::insert(&mut tx, &account(LEE.get(), "lee@a.test"), "-").await.unwrap();
        let post = add(&mut tx, 10, LEE, None).await;
        let told = |id, account_id| Notification {
            id: NotificationId::new(id),
            account_id,
            kind: NotificationKind::Thanks,
            actor_id: Some(DANA),
            post_id: Some(post),
            community_id: Some(SEPSIS),
            detail: None,
            created_at: at(0),
            read_at: None,
        };
        notifications::insert(&mut tx, &told(1, DANA)).await.unwrap();
        for id in 2..=4 {
            notifications::insert(&mut tx, &told(id, LEE)).await.unwrap();
        }
        // Dana has no account here.
        assert_eq!(notifications::count_unread(&mut tx, DANA).await.unwrap(), 0);
        let last = NotificationId::new(i64::MAX);
        let page = notifications::list(&mut tx, LEE, last, 2).await.unwrap();
        assert_eq!(page.rows[0].notification, told(4, LEE));
        assert_eq!(page.rows[0].actor.as_ref().unwrap().id, DANA);
        assert_eq!(page.rows[0].community.as_ref().unwrap().id, SEPSIS);
        assert_eq!(page.rows[0].post.as_ref().unwrap().id, post);
        assert_eq!(page.next, Some(NotificationId::new(3)));
        let to = NotificationId::new(3);
        notification_lists::mark_read(&mut tx, LEE, &[Alert::Favourite], to, at(9)).await.unwrap();
        assert_eq!(notifications::count_unread(&mut tx, LEE).await.unwrap(), 1);
        notifications::withdraw(&mut tx, NotificationKind::Thanks, DANA, post).await.unwrap();
        assert!(notifications::list(&mut tx, LEE, last, 2).await.unwrap().rows.is_empty());
        let follows = Notification { kind: NotificationKind::Follow, post_id: None, ..told(5, LEE) };
        let of_lee = Notification { id: NotificationId::new(6), community_id: None, ..follows.clone() };
        for notification in [&follows, &of_lee] {
            notifications::insert(&mut tx, notification).await.unwrap();
        }
        notifications::withdraw_follow(&mut tx, DANA, SEPSIS).await.unwrap();
        let page = notifications::list(&mut tx, LEE, last, 2).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].notification, of_lee);
        notifications::withdraw_follow(&mut tx, DANA, LEE).await.unwrap();
        assert!(notifications::list(&mut tx, LEE, last, 2).await.unwrap().rows.is_empty());
    }

    async fn reports_are_seen_by_those_who_moderate(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let max = person(4, "max", "a.test");
        actors::insert(&mut tx, &max).await.unwrap();
        let post = add(&mut tx, 10, max.id, None).await;
        let mut report = Report {
            id: ReportId::new(7),
            uri: "https://b.test/flags/1".to_owned(),
            reporter_id: DANA,
            subject_id: max.id,
            community_id: Some(SEPSIS),
            post_id: Some(post),
            reason: "wrong dose".to_owned(),
            state: ReportState::Open,
            resolution: None,
            resolved_by: None,
            resolved_at: None,
            created_at: at(0),
        };
        assert!(reports::insert(&mut tx, &report).await.unwrap());
        let twice = Report { id: ReportId::new(8), ..report.clone() };
        assert!(!reports::insert(&mut tx, &twice).await.unwrap());
        assert_eq!(reports::by_uri(&mut tx, &report.uri).await.unwrap().as_ref(), Some(&report));
        let open = reports::open_of(&mut tx, DANA, max.id, Some(post), Some(SEPSIS)).await.unwrap();
        assert_eq!(open.as_ref(), Some(&report));
        for (post, community) in [(None, Some(SEPSIS)), (Some(post), None)] {
            let other = reports::open_of(&mut tx, DANA, max.id, post, community).await.unwrap();
            assert_eq!(other, None);
        }
        assert_eq!(reports::count_open_from(&mut tx, "b.test").await.unwrap(), 1);

        let last = ReportId::new(i64::MAX);
        assert_eq!(reports::for_moderator(&mut tx, LEE, false, true, last, 9).await.unwrap(), []);
        assert_eq!(reports::for_moderator(&mut tx, LEE, true, true, last, 9).await.unwrap().len(), 1);
        assert_eq!(reports::for_moderator(&mut tx, max.id, true, true, last, 9).await.unwrap(), []);
        assert_eq!(reports::count_open(&mut tx, max.id, true).await.unwrap(), 0);
        moderators::add(&mut tx, SEPSIS, LEE, None, at(0)).await.unwrap();
        assert_eq!(reports::for_moderator(&mut tx, LEE, false, true, last, 9).await.unwrap().len(), 1);
        assert_eq!(reports::count_open(&mut tx, LEE, false).await.unwrap(), 1);

        report.state = ReportState::Resolved;
        report.resolved_by = Some(LEE);
        report.resolved_at = Some(at(5));
        report.resolution = Some("corrected".to_owned());
        reports::close(&mut tx, &report).await.unwrap();
        assert!(matches!(reports::close(&mut tx, &report).await, Err(StoreError::NotFound)));
        assert_eq!(reports::by_id(&mut tx, report.id).await.unwrap().as_ref(), Some(&report));
        assert_eq!(reports::for_moderator(&mut tx, LEE, false, true, last, 9).await.unwrap(), []);
        assert_eq!(reports::for_moderator(&mut tx, LEE, false, false, last, 9).await.unwrap(), [report.clone()]);
        reports::reopen(&mut tx, report.id).await.unwrap();
        assert_eq!(reports::count_open(&mut tx, LEE, false).await.unwrap(), 1);
        assert!(matches!(reports::reopen(&mut tx, report.id).await, Err(StoreError::NotFound)));
    }

    async fn a_draft_replaces_the_one_of_the_same_place(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        accounts::insert(&mut tx, &account(LEE.get(), "lee@a.test"), "-").await.unwrap();
        let draft = |id, content: &str| DraftRow {
            id: DraftId::new(id),
            actor_id: LEE,
            place: "new:3".to_owned(),
            content: content.to_owned(),
            updated_at: at(id),
        };
        drafts::put(&mut tx, &draft(1, "{}")).await.unwrap();
        drafts::put(&mut tx, &draft(2, "[]")).await.unwrap();
        let kept = drafts::get(&mut tx, LEE, "new:3").await.unwrap().unwrap();
        assert_eq!((kept.content.as_str(), kept.updated_at), ("[]", at(2)));
        assert_eq!(drafts::count(&mut tx, LEE).await.unwrap(), 1);
        assert_eq!(drafts::list(&mut tx, LEE, 9).await.unwrap(), [kept]);
        drafts::delete(&mut tx, LEE, "new:3").await.unwrap();
        assert_eq!(drafts::get(&mut tx, LEE, "new:3").await.unwrap(), None);
    }
}
