use super::{again, arrive, elsewhere, received, reply, thread, words};
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::NotificationId;
use crate::domain::moderation::NotificationKind;
use crate::domain::permission::Denial;
use crate::domain::post::{PostKind, PostState};
use crate::domain::resource::ResourceKind;
use crate::services::Lengths;
use crate::services::posts::one_text::{self, Revised};
use crate::services::posts::{
    Accepted, Edit, Edited, Flaw, NewPost, NewResource, PostError, ReceivedEdit, Target, Wording,
    accept_edit, confirm, delete, edit, publish, refused,
};
use crate::services::resources::{ConfirmReviewError, compare, confirm_review, version};
use crate::services::shares::share;
use crate::services::testing::{
    Meanwhile, community, context, facts, on_both_engines, person, remote_community, remote_person,
};
use crate::store::{Db, actors, communities, notifications, posts, revisions, tags};

on_both_engines! {
    async fn who_shared_what_is_changed_elsewhere_is_told(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let Accepted::New(post) = arrive(&ctx, &mut tx, received(&dana, 1, &sepsis), &elsewhere()).await else {
            panic!("it is new")
        };
        share(&ctx, &mut tx, lee.id, post, None, &Origin::Here).await.unwrap();
        let wording = words("From elsewhere", "Hello again.");
        let change = ReceivedEdit { by: dana.id, post, wording, updated_at: None };
        let result = accept_edit(&ctx, &mut tx, change.clone(), &elsewhere()).await;
        assert_eq!(result.unwrap(), Edited::Changed);
        assert_eq!(accept_edit(&ctx, &mut tx, change, &elsewhere()).await.unwrap(), Edited::Unchanged);
        let told = notifications::list(&mut tx, lee.id, NotificationId::new(i64::MAX), 10).await.unwrap().rows;
        let told = told.iter().filter(|row| row.notification.kind == NotificationKind::Updated);
        assert_eq!(told.map(|row| row.notification.post_id).collect::<Vec<_>>(), [Some(post)]);
    }

    async fn what_was_changed_while_a_change_was_composed_is_kept(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let wording = words("", "Ask @dana@b.test.");
        let new = NewPost { author: lee.id, target: Target::Reply(root.id), wording };
        let post = publish(&ctx, &mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
        let change = Edit { by: lee.id, post: post.id, wording: words("", "Ask @kim@b.test."), note: None };
        let network = Meanwhile::new({
            let (ctx, db) = (ctx.clone(), db.clone());
            async move {
                let mut tx = db.begin().await.unwrap();
                edit(&ctx, &mut tx, change).await.unwrap();
                tx.commit().await.unwrap();
            }
        });
        let revised = Revised { heading: Some("Blood".to_owned()), ..Revised::default() };
        one_text::change(&ctx, &db, &network, post.id, &revised).await.unwrap();
        let post = again(&mut db.begin().await.unwrap(), post.id).await;
        assert_eq!((post.summary.as_deref(), post.source.as_deref()), (Some("Blood"), Some("Ask @kim@b.test.")));
        assert_eq!(post.version, 3);
    }

    async fn a_thread_and_its_replies_are_counted_and_told(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        assert_eq!(root.uri, format!("https://a.test/p/{}", root.id));
        assert_eq!(root.context_uri, Some(format!("https://a.test/contexts/{}", root.id)));
        assert_eq!(root.state, PostState::Published);

        let first = reply(&ctx, &mut tx, &dana, root.id, &[lee.id, dana.id]).await.unwrap();
        reply(&ctx, &mut tx, &lee, first.id, &[]).await.unwrap();
        assert_eq!(again(&mut tx, root.id).await.reply_count, 2);
        assert_eq!(again(&mut tx, first.id).await.reply_count, 1);
        let place = communities::by_id(&mut tx, sepsis.id).await.unwrap().unwrap();
        assert_eq!((place.topic_count, place.last_post_at), (1, Some(ctx.now())));

        // Lee is told once of a reply that also names her; nobody is told of their own acts.
        let told = notifications::list(&mut tx, lee.id, NotificationId::new(i64::MAX), 10).await.unwrap();
        let kinds: Vec<_> = told.rows.iter().map(|row| row.notification.kind).collect();
        assert_eq!(kinds, [NotificationKind::Reply]);
        assert_eq!(notifications::count_unread(&mut tx, dana.id).await.unwrap(), 1);
        assert_eq!(facts(&mut tx).await.len(), 3);
    }

    async fn a_post_to_a_community_elsewhere_waits_for_its_host(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let root = thread(&ctx, &mut tx, &lee, &ward).await;
        assert_eq!(root.state, PostState::Sent);
        assert_eq!(communities::by_id(&mut tx, ward.id).await.unwrap().unwrap().topic_count, 0);
        assert!(confirm(&ctx, &mut tx, ward.id, &root.uri).await.unwrap());
        assert!(!confirm(&ctx, &mut tx, ward.id, &root.uri).await.unwrap());
        assert_eq!(again(&mut tx, root.id).await.state, PostState::Published);
        assert_eq!(communities::by_id(&mut tx, ward.id).await.unwrap().unwrap().topic_count, 1);
        // What is published is not refused afterwards.
        assert!(!refused(&ctx, &mut tx, ward.id, &root.uri, "late").await.unwrap());
    }

    async fn the_author_learns_why_a_host_refused(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
        let other = remote_community(&ctx, &mut tx, "other", "evil.test").await;
        let root = thread(&ctx, &mut tx, &lee, &ward).await;
        let foreign = refused(&ctx, &mut tx, other.id, &root.uri, "no").await;
        assert!(matches!(foreign, Err(PostError::NotFound)));
        assert!(refused(&ctx, &mut tx, ward.id, &root.uri, "off topic").await.unwrap());
        let post = again(&mut tx, root.id).await;
        assert_eq!((post.state, post.state_reason.as_deref()), (PostState::Refused, Some("off topic")));
        assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), 1);
    }

    async fn what_cannot_stand_like_this_is_refused_with_the_reason(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let target = Target::Community(sepsis.id);
        for (wording, flaw) in [
            (words("", "No title"), Flaw::NoTitle),
            (words(&"x".repeat(201), "Long"), Flaw::LongTitle { most: 200 }),
            (words("Long", &"x".repeat(40_001)), Flaw::LongText { most: 40_000 }),
            (Wording { tags: vec!["a".to_owned(); 31], ..words("Tags", "x") }, Flaw::ManyTags),
        ] {
            let result = publish(&ctx, &mut tx, NewPost { author: lee.id, target, wording }).await;
            assert!(matches!(result, Err(PostError::Flawed(found)) if found == flaw), "{flaw}");
        }
    }

    async fn the_node_decides_how_long_a_title_and_a_text_may_be(db: Db) {
        let mut ctx = context();
        ctx.lengths = Lengths { title: 20, text: 30 };
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let target = Target::Community(sepsis.id);
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        for (wording, flaw) in [
            (words(&"x".repeat(21), "Long"), Flaw::LongTitle { most: 20 }),
            (words("Long", &"x".repeat(31)), Flaw::LongText { most: 30 }),
        ] {
            let new = NewPost { author: lee.id, target, wording: wording.clone() };
            let result = publish(&ctx, &mut tx, new).await;
            assert!(matches!(result, Err(PostError::Flawed(found)) if found == flaw), "{flaw}");
            let change = Edit { by: lee.id, post: root.id, wording, note: None };
            let result = edit(&ctx, &mut tx, change).await;
            assert!(matches!(result, Err(PostError::Flawed(found)) if found == flaw), "{flaw}");
        }
    }

    async fn an_edit_keeps_the_earlier_wording(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = person(&ctx, &mut tx, "dana").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        facts(&mut tx).await;
        ctx.clock.advance(std::time::Duration::from_mins(1));
        let wording = Wording { mentions: vec![dana.id], ..words("Lactate threshold!", "We use 2.") };
        let change = Edit { by: lee.id, post: root.id, wording, note: Some("clearer".to_owned()) };
        assert_eq!(edit(&ctx, &mut tx, change.clone()).await.unwrap(), Edited::Changed);
        assert_eq!(edit(&ctx, &mut tx, change.clone()).await.unwrap(), Edited::Unchanged);
        let post = again(&mut tx, root.id).await;
        assert_eq!((post.version, post.edited_at), (2, Some(ctx.now())));
        let old = revisions::by_version(&mut tx, root.id, 1).await.unwrap().unwrap();
        assert_eq!(old.title.as_deref(), Some("Lactate threshold?"));
        assert_eq!(facts(&mut tx).await, [Fact::PostEdited { post: root.id }]);
        assert_eq!(notifications::count_unread(&mut tx, dana.id).await.unwrap(), 1);
        let by_another = edit(&ctx, &mut tx, Edit { by: dana.id, ..change }).await;
        assert!(matches!(by_another, Err(PostError::Denied(Denial::AuthorOnly))));
    }

    async fn nobody_edits_in_a_suspended_community(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        actors::suspend(&mut tx, sepsis.id, ctx.now()).await.unwrap();
        let change = Edit { by: lee.id, post: root.id, wording: words("Lactate threshold!", "We use 4."), note: None };
        let denied = edit(&ctx, &mut tx, change).await;
        assert!(matches!(denied, Err(PostError::Denied(Denial::NotFound))));
    }

    async fn deleting_leaves_only_a_mark(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let root = thread(&ctx, &mut tx, &lee, &sepsis).await;
        let answer = reply(&ctx, &mut tx, &lee, root.id, &[dana.id]).await.unwrap();
        facts(&mut tx).await;
        let by_another = delete(&ctx, &mut tx, dana.id, answer.id, &Origin::Here).await;
        assert!(matches!(by_another, Err(PostError::Denied(Denial::AuthorOnly))));
        delete(&ctx, &mut tx, lee.id, answer.id, &Origin::Here).await.unwrap();
        delete(&ctx, &mut tx, lee.id, answer.id, &Origin::Here).await.unwrap();
        let gone = again(&mut tx, answer.id).await;
        assert_eq!((gone.html.as_str(), gone.source, gone.deleted_at), ("", None, Some(ctx.now())));
        assert_eq!(again(&mut tx, root.id).await.reply_count, 0);
        assert_eq!(facts(&mut tx).await, [Fact::PostDeleted { post: answer.id }]);
        delete(&ctx, &mut tx, lee.id, root.id, &Origin::Here).await.unwrap();
        assert_eq!(communities::by_id(&mut tx, sepsis.id).await.unwrap().unwrap().topic_count, 0);
    }

    async fn a_resource_keeps_every_version_with_its_details(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let details = NewResource {
            kind: ResourceKind::Template,
            licence: Some("CC-BY-4.0".to_owned()),
            steward_id: Some(lee.id),
            review_by: Some("2027-03-01".to_owned()),
        };
        let tags = vec!["screening".to_owned()];
        let wording = Wording { resource: Some(details.clone()), tags, ..words("Screening tool", "Step one.") };
        let target = Target::Community(sepsis.id);
        let new = NewPost { author: lee.id, target, wording: wording.clone() };
        let post = publish(&ctx, &mut tx, new).await.unwrap();
        assert_eq!(post.kind, PostKind::Resource);
        assert_eq!(post.uri, format!("https://a.test/r/{}", post.id));

        let later = NewResource { review_by: Some("2028-03-01".to_owned()), ..details };
        let wording = Wording { resource: Some(later), tags: vec![], ..words("Screening tool", "Step two.") };
        edit(&ctx, &mut tx, Edit { by: lee.id, post: post.id, wording, note: None }).await.unwrap();
        let old = version(&mut tx, post.id, 1).await.unwrap().unwrap();
        let new = version(&mut tx, post.id, 2).await.unwrap().unwrap();
        assert_eq!(old.details.as_ref().unwrap().review_by.as_deref(), Some("2027-03-01"));
        assert_eq!(old.details.as_ref().unwrap().tags, ["screening"]);
        assert_eq!(new.details.as_ref().unwrap().review_by.as_deref(), Some("2028-03-01"));
        assert!(tags::of_posts(&mut tx, &[post.id]).await.unwrap().is_empty());
        let difference = compare(&old, &new);
        assert!(difference.body.iter().any(|change| change.text.contains("one")));
        assert!(version(&mut tx, post.id, 3).await.unwrap().is_none());
        let nowhere = NewPost { author: lee.id, target: Target::Nowhere, wording: Wording {
            resource: Some(NewResource {
                kind: ResourceKind::Tool, licence: None, steward_id: None, review_by: None,
            }),
            ..words("Tool", "x")
        } };
        let result = publish(&ctx, &mut tx, nowhere).await;
        assert!(matches!(result, Err(PostError::Flawed(Flaw::NoCommunity))));
    }

    async fn a_steward_confirms_the_review_date_and_nothing_else(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let kim = person(&ctx, &mut tx, "kim").await;
        let max = person(&ctx, &mut tx, "max").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let far = remote_community(&ctx, &mut tx, "nursing", "b.test").await;
        let resource = || Some(NewResource {
            kind: ResourceKind::Template,
            licence: None,
            steward_id: Some(kim.id),
            review_by: Some("2027-03-01".to_owned()),
        });
        let wording = Wording { resource: resource(), ..words("Screening tool", "Step one.") };
        let target = Target::Community(sepsis.id);
        let post = publish(&ctx, &mut tx, NewPost { author: lee.id, target, wording }).await.unwrap().id;
        facts(&mut tx).await;
        let denied = confirm_review(&ctx, &mut tx, max.id, post, "2028-03-01").await;
        assert!(matches!(denied, Err(ConfirmReviewError::Denied(Denial::RoleNeeded))));
        let past = confirm_review(&ctx, &mut tx, kim.id, post, "2020-01-01").await;
        assert!(matches!(past, Err(ConfirmReviewError::Passed)));
        for _ in 0..2 {
            confirm_review(&ctx, &mut tx, kim.id, post, "2028-03-01").await.unwrap();
        }
        let now = version(&mut tx, post, 2).await.unwrap().unwrap();
        assert!(now.is_current && now.html == "<p>Step one.</p>");
        assert_eq!(now.details.unwrap().review_by.as_deref(), Some("2028-03-01"));
        assert_eq!(facts(&mut tx).await, [Fact::PostEdited { post }]);

        let mut theirs = received(&dana, 1, &sepsis);
        theirs.wording.resource = resource();
        let Accepted::New(here) = arrive(&ctx, &mut tx, theirs, &elsewhere()).await else { panic!() };
        let mut theirs = received(&dana, 2, &far);
        theirs.wording.resource = resource();
        let Accepted::New(there) = arrive(&ctx, &mut tx, theirs, &Origin::Host(far.id)).await else { panic!() };
        facts(&mut tx).await;
        confirm_review(&ctx, &mut tx, kim.id, here, "2028-03-01").await.unwrap();
        let elsewhere = confirm_review(&ctx, &mut tx, kim.id, there, "2028-03-01").await;
        assert!(matches!(elsewhere, Err(ConfirmReviewError::KeptElsewhere)));
        assert_eq!(facts(&mut tx).await, []);
    }

    async fn a_reply_cannot_stand_deeper_than_the_limit(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let mut last = thread(&ctx, &mut tx, &lee, &sepsis).await;
        for _ in 0..crate::services::posts::MAX_DEPTH {
            last = reply(&ctx, &mut tx, &lee, last.id, &[]).await.unwrap();
        }
        assert!(matches!(reply(&ctx, &mut tx, &lee, last.id, &[]).await, Err(PostError::TooDeep)));
        assert_eq!(posts::by_uri(&mut tx, &last.uri).await.unwrap().unwrap().depth, 100);
    }
}
