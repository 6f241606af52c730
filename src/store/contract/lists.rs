use super::on_both_engines;
use super::posts::{DANA, LEE, SEPSIS, add, add_counted, at, people, post};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostKind, PostState};
use crate::domain::resource::{Resource, ResourceKind};
use crate::domain::time::Timestamp;
use crate::store::library::Shelf;
use crate::store::threads::ThreadPlace;
use crate::store::topics::{TopicFilter, TopicRow};
use crate::store::{
    Cursor, Db, Tx, actors, collections, community_lists, library, posts, reads, resources, tags, threads,
    topics,
};

fn ids(rows: &[TopicRow]) -> Vec<i64> {
    rows.iter().map(|row| row.post.id.get()).collect()
}

const LAST: PostId = PostId::new(i64::MAX);
const FIRST: PostId = PostId::new(0);

on_both_engines! {
    async fn the_topic_list_says_who_what_and_whether_unread(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let old = add(&mut tx, 10, LEE, None).await;
        add(&mut tx, 20, DANA, None).await;
        add(&mut tx, 30, DANA, None).await;
        add(&mut tx, 40, DANA, Some((10, 10))).await;
        add_counted(&mut tx, 41, LEE, Some((10, 10))).await;
        tags::insert(&mut tx, old, &["lactate".to_owned()]).await.unwrap();

        let latest = TopicFilter::Latest;
        let page = topics::of_community(&mut tx, SEPSIS, Some(LEE), latest, Cursor::START, 2).await.unwrap();
        assert_eq!(ids(&page.rows), [10, 30]);
        let first = &page.rows[0];
        assert_eq!(first.author.as_ref().unwrap().id, LEE);
        assert_eq!(first.tags, ["lactate"]);
        assert_eq!(first.repliers.iter().map(|person| person.id).collect::<Vec<_>>(), [LEE, DANA]);
        assert!(first.unread);
        let next = page.next.unwrap();
        let page = topics::of_community(&mut tx, SEPSIS, Some(LEE), latest, next, 2).await.unwrap();
        assert_eq!((ids(&page.rows), page.next), (vec![20], None));

        reads::mark_thread(&mut tx, LEE, old, at(41)).await.unwrap();
        reads::mark_thread(&mut tx, LEE, old, at(5)).await.unwrap();
        let unread = TopicFilter::Unread;
        let page = topics::of_community(&mut tx, SEPSIS, Some(LEE), unread, Cursor::START, 9).await.unwrap();
        assert_eq!(ids(&page.rows), [30, 20]);
        let counts = topics::unread_counts(&mut tx, LEE).await.unwrap();
        assert_eq!(counts.iter().map(|count| (count.community_id, count.threads)).collect::<Vec<_>>(), [
            (SEPSIS, 2)
        ]);
        assert_eq!(topics::unread_in(&mut tx, LEE, SEPSIS).await.unwrap(), 2);
        assert_eq!(topics::unread_in(&mut tx, DANA, SEPSIS).await.unwrap(), 0);
        add(&mut tx, 42, DANA, Some((20, 20))).await;
        assert_eq!(topics::unread_in(&mut tx, LEE, SEPSIS).await.unwrap(), 2);
        reads::mark_community(&mut tx, LEE, SEPSIS, at(35)).await.unwrap();
        assert_eq!(topics::unread_counts(&mut tx, LEE).await.unwrap()[0].threads, 1);
        reads::mark_all(&mut tx, LEE, at(99)).await.unwrap();
        assert_eq!(topics::unread_counts(&mut tx, LEE).await.unwrap(), []);
        assert_eq!(topics::last_received(&mut tx, old).await.unwrap(), Some(at(41)));

        let mine = TopicFilter::Mine;
        let page = topics::of_community(&mut tx, SEPSIS, Some(LEE), mine, Cursor::START, 9).await.unwrap();
        assert_eq!(ids(&page.rows), [10]);
        let page = topics::of_community(&mut tx, SEPSIS, None, latest, Cursor::START, 9).await.unwrap();
        assert!(page.rows.iter().all(|row| !row.unread));
    }

    async fn home_shows_the_threads_of_followed_communities(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = add(&mut tx, 10, DANA, None).await;
        assert_eq!(ids(&topics::of_followed(&mut tx, LEE, Cursor::START, 9).await.unwrap().rows), [10]);
        assert!(topics::of_followed(&mut tx, DANA, Cursor::START, 9).await.unwrap().rows.is_empty());
        assert_eq!(ids(&topics::of_public(&mut tx, Cursor::START, 9).await.unwrap().rows), [10]);
        posts::set_pinned(&mut tx, root, Some(at(1))).await.unwrap();
        assert_eq!(ids(&topics::pinned(&mut tx, SEPSIS, None, 9).await.unwrap()), [10]);
        assert_eq!(collections::featured(&mut tx, SEPSIS, 9).await.unwrap()[0].id, root);
    }

    async fn a_suspended_community_vanishes_from_its_followers_home(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        add(&mut tx, 10, DANA, None).await;
        assert_eq!(topics::unread_counts(&mut tx, LEE).await.unwrap().len(), 1);
        assert_eq!(community_lists::of_person(&mut tx, LEE, 9).await.unwrap().len(), 1);
        assert!(actors::suspend(&mut tx, SEPSIS, at(20)).await.unwrap());
        assert!(topics::of_followed(&mut tx, LEE, Cursor::START, 9).await.unwrap().rows.is_empty());
        assert_eq!(topics::unread_counts(&mut tx, LEE).await.unwrap(), []);
        assert_eq!(community_lists::of_person(&mut tx, LEE, 9).await.unwrap(), []);
    }

    async fn threat_093_what_waits_or_was_taken_away_stands_in_no_list(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let sent = Post { state: PostState::Sent, ..post(10, LEE, None) };
        posts::insert(&mut tx, &sent).await.unwrap();
        let removed = add(&mut tx, 20, LEE, None).await;
        posts::set_removed(&mut tx, removed, Some(at(1)), None).await.unwrap();
        let latest = TopicFilter::Latest;
        for (viewer, seen) in [(None, vec![]), (Some(DANA), vec![]), (Some(LEE), vec![10])] {
            let page = topics::of_community(&mut tx, SEPSIS, viewer, latest, Cursor::START, 9).await.unwrap();
            assert_eq!(ids(&page.rows), seen);
        }
        assert_eq!(collections::of_author(&mut tx, LEE, LAST, 9).await.unwrap(), []);
        assert_eq!(collections::count_of_author(&mut tx, LEE).await.unwrap(), 0);
        assert_eq!(collections::of_community(&mut tx, SEPSIS, LAST, 9).await.unwrap(), []);
        assert_eq!(collections::count_of_community(&mut tx, SEPSIS).await.unwrap(), 0);
        assert_eq!(collections::context(&mut tx, sent.id, FIRST, 9).await.unwrap(), []);
        let page = threads::page(&mut tx, sent.id, None, ThreadPlace::Page(1)).await.unwrap();
        assert!(page.rows.is_empty());
    }

    async fn a_thread_is_read_in_tree_order_page_by_page(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = add(&mut tx, 1000, LEE, None).await;
        for id in 1001..=1250 {
            add(&mut tx, id, DANA, Some((1000, 1000))).await;
        }
        let late = add(&mut tx, 1300, LEE, Some((1000, 1001))).await;
        let page = threads::page(&mut tx, root, Some(LEE), ThreadPlace::Page(1)).await.unwrap();
        let first: Vec<i64> = page.rows.iter().take(4).map(|row| row.post.id.get()).collect();
        assert_eq!((first.as_slice(), page.pages), (&[1000, 1001, 1300, 1002][..], 2));
        assert_eq!(page.rows.len(), threads::PAGE);
        assert_eq!(page.rows[1].author.as_ref().unwrap().acct(), "dana@b.test");
        let place = ThreadPlace::At(PostId::new(1250));
        let page = threads::page(&mut tx, root, None, place).await.unwrap();
        assert_eq!((page.page, page.rows.len()), (2, 52));
        let context = collections::context(&mut tx, root, PostId::new(1249), 9).await.unwrap();
        assert_eq!(context.iter().map(|row| row.id).collect::<Vec<_>>(), [PostId::new(1250), late]);
        assert_eq!(collections::count_context(&mut tx, root).await.unwrap(), 252);
        let replies = collections::replies(&mut tx, PostId::new(1001), FIRST, 9).await.unwrap();
        assert_eq!(replies[0].uri, "https://a.test/p/1300");
        assert_eq!(collections::count_replies(&mut tx, root).await.unwrap(), 250);
    }

    async fn the_library_is_narrowed_by_kind_and_tag(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        for (id, kind) in [(10, ResourceKind::Template), (20, ResourceKind::Tool), (30, ResourceKind::Tool)] {
            let row = Post { kind: PostKind::Resource, ..post(id, DANA, None) };
            posts::insert(&mut tx, &row).await.unwrap();
            let steward_id = Some(LEE);
            let resource = Resource { post_id: row.id, kind, licence: None, steward_id, review_by: None };
            resources::put(&mut tx, &resource).await.unwrap();
            resources::put(&mut tx, &resource).await.unwrap();
            assert_eq!(resources::by_post(&mut tx, row.id).await.unwrap(), Some(resource));
        }
        tags::insert(&mut tx, PostId::new(20), &["screening".to_owned()]).await.unwrap();
        let start = Cursor::START;
        let all = library::of_community(&mut tx, SEPSIS, Shelf::default(), start, 2).await.unwrap();
        assert_eq!(all.rows.iter().map(|row| row.post.id.get()).collect::<Vec<_>>(), [30, 20]);
        assert_eq!(all.rows[0].steward.as_ref().unwrap().id, LEE);
        let rest = library::of_community(&mut tx, SEPSIS, Shelf::default(), all.next.unwrap(), 2).await.unwrap();
        assert_eq!((rest.rows.len(), rest.next), (1, None));
        let tools = Shelf { kind: Some(ResourceKind::Tool), tag: Some("screening"), due_at: None };
        let tools = library::of_community(&mut tx, SEPSIS, tools, start, 9).await.unwrap();
        assert_eq!(tools.rows.iter().map(|row| row.post.id.get()).collect::<Vec<_>>(), [20]);
        let due = async |tx: &mut Tx, day| {
            let shelf = Shelf { due_at: Some(Timestamp::parse(day).unwrap()), ..Shelf::default() };
            library::of_community(tx, SEPSIS, shelf, start, 9).await.unwrap().rows.len()
        };
        let dated = resources::by_post(&mut tx, PostId::new(10)).await.unwrap().unwrap();
        let dated = Resource { review_by: Some("2027-03-01".to_owned()), ..dated };
        resources::put(&mut tx, &dated).await.unwrap();
        assert_eq!(due(&mut tx, "2027-03-01T23:00:00Z").await, 0);
        assert_eq!(due(&mut tx, "2027-03-02T00:00:00Z").await, 1);
        let kinds = library::kinds(&mut tx, SEPSIS).await.unwrap();
        assert_eq!(kinds.iter().map(|row| (row.kind, row.posts)).collect::<Vec<_>>(), [
            (ResourceKind::Template, 1),
            (ResourceKind::Tool, 2),
        ]);
        assert_eq!(tags::of_library(&mut tx, SEPSIS, 9).await.unwrap()[0].posts, 1);
        assert_eq!(collections::resources(&mut tx, SEPSIS, LAST, 9).await.unwrap().len(), 3);
        assert_eq!(collections::count_resources(&mut tx, SEPSIS).await.unwrap(), 3);
        assert_eq!(collections::of_author(&mut tx, ActorId::new(9), LAST, 9).await.unwrap(), []);
    }
}
