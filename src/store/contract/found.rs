use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::on_both_engines;
use super::posts::{DANA, LEE, SEPSIS, at, people, post};
use crate::domain::actor::Actor;
use crate::domain::community::{Community, Visibility};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostKind, PostState};
use crate::domain::text::words::ThreadWords;
use crate::store::topics::{Found, containing, ids_containing};
use crate::store::{Db, Tx, actors, communities, posts, thread_words};

async fn begin(tx: &mut Tx, post: Post, tags: &[&str]) -> PostId {
    let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
    assert!(posts::insert(tx, &post).await.unwrap());
    thread_words::put(tx, post.id, &ThreadWords::of(&post, &tags)).await.unwrap();
    post.id
}

fn titled(id: i64, author: ActorId, title: &str) -> Post {
    Post { title: Some(title.to_owned()), ..post(id, author, None) }
}

const fn of(text: &str) -> Found<'_> {
    Found { text, kind: None, author: None }
}

async fn search(tx: &mut Tx, what: Found<'_>, viewer: Option<ActorId>, limit: i64) -> Vec<i64> {
    ids_containing(tx, what, viewer, limit).await.unwrap().into_iter().map(PostId::get).collect()
}

async fn found(tx: &mut Tx, text: &str) -> Vec<i64> {
    search(tx, of(text), None, 9).await
}

async fn may_be_found(tx: &mut Tx, person: ActorId, indexable: bool) {
    let actor = actors::by_id(tx, person).await.unwrap().unwrap();
    actors::update(tx, &Actor { indexable, ..actor }).await.unwrap();
}

on_both_engines! {
    async fn a_search_finds_threads_that_have_all_words_in_any_order(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        begin(&mut tx, titled(10, LEE, "Übergabe der ÄRZTE am Abend"), &["händehygiene_2026"]).await;
        begin(&mut tx, titled(20, LEE, "Abgabe Praxis"), &["naïve", "敗血症"]).await;
        for text in ["Übergabe", "übergabe", "UBERG", "abend ärzte", "arzt uberg", "hygi hande", "handehyg", "2026"] {
            let expected: &[i64] = if text.starts_with("hygi") { &[] } else { &[10] };
            assert_eq!(found(&mut tx, text).await, expected, "{text}");
        }
        for text in ["praxis", "naive praxis", "敗血", "血症", "症"] {
            assert_eq!(found(&mut tx, text).await, [20], "{text}");
        }
        assert_eq!(found(&mut tx, "a").await, [0_i64; 0]);
        assert_eq!(found(&mut tx, "ab").await, [20, 10]);
        assert_eq!(found(&mut tx, "abend praxis").await, [0_i64; 0]);
        let what = Found { kind: Some(PostKind::Discussion), ..of("ab") };
        let rows = containing(&mut tx, what, None, 1).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.post.id.get()).collect::<Vec<_>>(), [20]);
    }

    async fn what_somebody_said_is_found_as_long_as_they_agree(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        may_be_found(&mut tx, DANA, false).await;
        let html = "<p>We give <a href=\"https://a.test\">antibiotics</a> early</p>".to_owned();
        let summary = Some("A protocol".to_owned());
        begin(&mut tx, Post { html, summary, ..titled(10, DANA, "Sepsis") }, &["icu"]).await;
        let said = ["antibiotics", "protocol", "sepsis antibio", "icu early"];
        for text in said {
            assert_eq!(found(&mut tx, text).await, [0_i64; 0], "{text}");
        }
        assert_eq!(found(&mut tx, "icu sepsis").await, [10]);
        may_be_found(&mut tx, DANA, true).await;
        for text in said {
            assert_eq!(found(&mut tx, text).await, [10], "{text}");
        }
        // Names of tags, attributes and addresses are not what was said.
        for text in ["href", "https", "test"] {
            assert_eq!(found(&mut tx, text).await, [0_i64; 0], "{text}");
        }
        may_be_found(&mut tx, DANA, false).await;
        assert_eq!(search(&mut tx, of("antibiotics"), Some(DANA), 9).await, [0_i64; 0]);
    }

    async fn threat_093_a_search_finds_no_more_than_the_lists_show(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        begin(&mut tx, titled(10, LEE, "Lactate kept"), &[]).await;
        begin(&mut tx, Post { state: PostState::Sent, ..titled(20, LEE, "Lactate sent") }, &[]).await;
        let removed = begin(&mut tx, titled(30, LEE, "Lactate removed"), &[]).await;
        let deleted = begin(&mut tx, titled(40, LEE, "Lactate deleted"), &[]).await;
        posts::set_removed(&mut tx, removed, Some(at(50)), None).await.unwrap();
        posts::clear(&mut tx, &[deleted], at(50)).await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, [10]);
        assert_eq!(search(&mut tx, of("lactate"), Some(DANA), 9).await, [10]);
        assert_eq!(search(&mut tx, of("lactate"), Some(LEE), 9).await, [20, 10]);
        posts::set_removed(&mut tx, removed, None, None).await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, [30, 10]);
        let sepsis = communities::by_id(&mut tx, SEPSIS).await.unwrap().unwrap();
        communities::update(&mut tx, &Community { visibility: Visibility::Unlisted, ..sepsis }).await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, [0_i64; 0]);
        assert_eq!(search(&mut tx, of("lactate"), Some(DANA), 9).await, [0_i64; 0]);
        assert_eq!(search(&mut tx, of("lactate kept"), Some(LEE), 9).await, [10]);
        assert!(actors::suspend(&mut tx, SEPSIS, at(60)).await.unwrap());
        assert_eq!(search(&mut tx, of("lactate"), Some(LEE), 9).await, [0_i64; 0]);
    }

    async fn a_word_of_many_threads_finds_the_latest_of_them(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        may_be_found(&mut tx, DANA, false).await;
        may_be_found(&mut tx, LEE, false).await;
        for id in 1..=400 {
            let author = if id % 2 == 0 { LEE } else { DANA };
            let kind = if id % 100 == 0 { PostKind::Resource } else { PostKind::Discussion };
            // The first was answered last.
            let last_activity_at = at(1000 - id);
            begin(&mut tx, Post { kind, last_activity_at, ..titled(id, author, "A question") }, &[]).await;
        }
        assert_eq!(search(&mut tx, of("question"), None, 3).await, [1, 2, 3]);
        assert_eq!(search(&mut tx, of("text question"), None, 3).await, [0_i64; 0]);
        may_be_found(&mut tx, LEE, true).await;
        assert_eq!(search(&mut tx, of("text question"), None, 3).await, [2, 4, 6]);
        let resources = Found { kind: Some(PostKind::Resource), ..of("question") };
        assert_eq!(search(&mut tx, resources, None, 9).await, [100, 200, 300, 400]);
        let of_dana = Found { author: Some(DANA), ..of("question") };
        assert_eq!(search(&mut tx, of_dana, None, 2).await, [1, 3]);
        assert_eq!(search(&mut tx, Found { author: Some(DANA), ..of("text") }, None, 2).await, [0_i64; 0]);
        let gone: Vec<PostId> = (1..=3).map(PostId::new).collect();
        posts::clear(&mut tx, &gone, at(2000)).await.unwrap();
        assert_eq!(search(&mut tx, of("question"), None, 2).await, [4, 5]);
    }

    async fn new_words_take_the_place_of_the_old_unless_they_come_late(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = titled(10, LEE, "Old title");
        let id = begin(&mut tx, root.clone(), &[]).await;
        let changed = Post { title: Some("New title".to_owned()), ..root.clone() };
        thread_words::put(&mut tx, id, &ThreadWords::of(&changed, &[])).await.unwrap();
        assert_eq!(found(&mut tx, "new").await, [10]);
        assert_eq!(found(&mut tx, "old").await, [0_i64; 0]);
        let read = thread_words::earlier(&mut tx, PostId::new(11), 9).await.unwrap();
        assert_eq!(read.iter().map(|root| root.id).collect::<Vec<_>>(), [id]);
        assert_eq!(thread_words::earlier(&mut tx, id, 9).await.unwrap(), []);
        posts::clear(&mut tx, &[id], at(20)).await.unwrap();
        // As if a job had read the thread before it was deleted.
        thread_words::put_missing(&mut tx, id, &ThreadWords::of(&root, &[])).await.unwrap();
        assert_eq!(found(&mut tx, "old").await, [0_i64; 0]);
        thread_words::delete_of_deleted(&mut tx).await.unwrap();
        thread_words::put_missing(&mut tx, id, &ThreadWords::of(&changed, &[])).await.unwrap();
    }

    async fn whatever_is_typed_a_search_answers(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let mut runner = TestRunner::deterministic();
        let any = "\\PC{0,40}|[\"'*^:&|!<>() a-zÄß敗血か\u{3099}\u{301}\u{E01}-]{0,30}|(AND|OR|NOT|NEAR\\(|named :|\"|'|\\*| ){0,9}";
        let any = proptest::string::string_regex(any).unwrap();
        let mut typed: Vec<String> = (0..200).map(|_| any.new_tree(&mut runner).unwrap().current()).collect();
        typed.extend(["AND", "a OR", "NEAR(x y, 2)", "named: x", "-x", "'x':A", "x <-> y", "\\", "\u{1F389}"].map(str::to_owned));
        for (id, text) in (10..).zip(&typed) {
            // A title and tag like this must be kept, too.
            begin(&mut tx, titled(id, LEE, text), &[text]).await;
            search(&mut tx, of(text), Some(LEE), 9).await;
        }
        assert_eq!(found(&mut tx, "\u{1F389} \" * ' &").await, [0_i64; 0]);
    }
}
