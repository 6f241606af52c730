use super::on_both_engines;
use super::people::{add_community, add_person};
use crate::domain::community::{Follow, FollowState};
use crate::domain::ids::{ActorId, AttachmentId, MediaId, PostId};
use crate::domain::post::{Attachment, AttachmentKind, Post, PostKind, PostState, ReactionKind, Revision};
use crate::domain::time::Timestamp;
use crate::store::media::MediaRow;
use crate::store::reactions::ReactionRow;
use crate::store::{
    Db, StoreError, Tx, actors, attachments, communities, counts, follows, media, mentions, posts, reactions,
    revisions, tags,
};

pub(crate) const LEE: ActorId = ActorId::new(1);
pub(super) const DANA: ActorId = ActorId::new(2);
pub(crate) const SEPSIS: ActorId = ActorId::new(3);

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000 + seconds * 1000)
}

/// Lee and Dana, and the community Sepsis, which Lee follows.
pub(crate) async fn people(tx: &mut Tx) {
    add_person(tx, LEE.get(), "lee", "a.test").await;
    add_person(tx, DANA.get(), "dana", "b.test").await;
    add_community(tx, SEPSIS.get(), "sepsis", "a.test").await;
    let follow = Follow {
        follower_id: LEE,
        target_id: SEPSIS,
        state: FollowState::Accepted,
        uri: "https://a.test/follow".to_owned(),
        created_at: at(-1000),
        decided_at: None,
    };
    follows::put(tx, &follow).await.unwrap();
}

/// A post in Sepsis; `above` is its root and parent.
pub(crate) fn post(id: i64, author: ActorId, above: Option<(i64, i64)>) -> Post {
    Post {
        id: PostId::new(id),
        uri: format!("https://a.test/p/{id}"),
        url: None,
        kind: if above.is_some() { PostKind::Reply } else { PostKind::Discussion },
        community_id: Some(SEPSIS),
        author_id: author,
        root_id: PostId::new(above.map_or(id, |(root, _)| root)),
        parent_id: above.map(|(_, parent)| PostId::new(parent)),
        depth: i64::from(above.is_some()),
        title: above.is_none().then(|| format!("Thread {id}")),
        source: Some("Text".to_owned()),
        html: "<p>Text</p>".to_owned(),
        summary: None,
        language: Some("en".to_owned()),
        sensitive: false,
        link_url: None,
        context_uri: None,
        state: PostState::Published,
        state_reason: None,
        version: 1,
        published_at: at(id),
        edited_at: None,
        deleted_at: None,
        removed_at: None,
        removed_reason: None,
        locked_at: None,
        pinned_at: None,
        reply_count: 0,
        thanks_count: 0,
        dislike_count: 0,
        share_count: 0,
        last_activity_at: at(id),
        received_at: at(id),
    }
}

pub(super) async fn add(tx: &mut Tx, id: i64, author: ActorId, above: Option<(i64, i64)>) -> PostId {
    assert!(posts::insert(tx, &post(id, author, above)).await.unwrap());
    PostId::new(id)
}

/// The same, counted along.
pub(super) async fn add_counted(tx: &mut Tx, id: i64, author: ActorId, above: Option<(i64, i64)>) -> PostId {
    add(tx, id, author, above).await;
    let post = post(id, author, above);
    counts::appeared(tx, &post);
    // Whoever reads a post finds it counted.
    assert!(posts::by_id(tx, post.id).await.unwrap().is_some());
    post.id
}

async fn read(tx: &mut Tx, id: PostId) -> Post {
    posts::by_id(tx, id).await.unwrap().unwrap()
}

on_both_engines! {
    async fn a_post_comes_back_as_it_was_written_and_is_added_once(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = post(10, LEE, None);
        assert!(posts::insert(&mut tx, &root).await.unwrap());
        assert!(!posts::insert(&mut tx, &Post { id: PostId::new(11), ..root.clone() }).await.unwrap());
        assert_eq!(read(&mut tx, root.id).await, root);
        assert_eq!(posts::by_uri(&mut tx, &root.uri).await.unwrap().as_ref(), Some(&root));
        assert_eq!(posts::by_ids(&mut tx, &[root.id, PostId::new(99)]).await.unwrap(), [root]);
    }

    async fn the_surroundings_of_a_reply_are_its_parent_and_root(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = add(&mut tx, 10, LEE, None).await;
        let reply = add(&mut tx, 11, DANA, Some((10, 10))).await;
        let around = posts::surroundings(&mut tx, "https://c.test/new", Some(reply)).await.unwrap();
        assert_eq!(around.known, None);
        assert_eq!(around.parent.map(|post| post.id), Some(reply));
        assert_eq!(around.root.map(|post| post.id), Some(root));
        let around = posts::surroundings(&mut tx, "https://a.test/p/10", None).await.unwrap();
        assert_eq!((around.known.map(|post| post.id), around.parent), (Some(root), None));
        let around = posts::surroundings(&mut tx, "https://c.test/new", Some(root)).await.unwrap();
        assert_eq!((around.parent.clone(), around.known), (around.root, None));
    }

    async fn words_states_and_marks_are_changed(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let id = add(&mut tx, 10, LEE, None).await;
        let mut root = read(&mut tx, id).await;
        root.title = Some("Better".to_owned());
        root.version = 2;
        root.edited_at = Some(at(50));
        posts::update_wording(&mut tx, &root).await.unwrap();
        posts::set_state(&mut tx, id, PostState::Refused, Some("off topic")).await.unwrap();
        posts::set_locked(&mut tx, id, Some(at(1))).await.unwrap();
        posts::set_pinned(&mut tx, id, Some(at(2))).await.unwrap();
        posts::set_removed(&mut tx, id, Some(at(3)), Some("spam")).await.unwrap();
        root.state = PostState::Refused;
        root.state_reason = Some("off topic".to_owned());
        root.locked_at = Some(at(1));
        root.pinned_at = Some(at(2));
        root.removed_at = Some(at(3));
        root.removed_reason = Some("spam".to_owned());
        assert_eq!(read(&mut tx, id).await, root);
        let missing = posts::set_locked(&mut tx, PostId::new(99), None).await;
        assert!(matches!(missing, Err(StoreError::NotFound)));
    }

    async fn counting_anew_gives_what_counting_along_gave(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = add_counted(&mut tx, 10, LEE, None).await;
        let first = add_counted(&mut tx, 11, DANA, Some((10, 10))).await;
        let second = add_counted(&mut tx, 12, LEE, Some((10, 11))).await;
        let counted = [read(&mut tx, root).await, read(&mut tx, first).await];
        assert_eq!((counted[0].reply_count, counted[1].reply_count), (2, 1));
        assert_eq!(counted[0].last_activity_at, at(12));
        let community = communities::by_id(&mut tx, SEPSIS).await.unwrap();
        assert_eq!(community.as_ref().map(|place| (place.topic_count, place.last_post_at)), Some((1, Some(at(12)))));
        counts::anew(&mut tx, &[second]).await.unwrap();
        assert_eq!([read(&mut tx, root).await, read(&mut tx, first).await], counted);
        assert_eq!(communities::by_id(&mut tx, SEPSIS).await.unwrap(), community);

        let gone = posts::set_removed(&mut tx, second, Some(at(20)), None).await.unwrap().unwrap();
        assert_eq!(posts::set_removed(&mut tx, second, Some(at(21)), None).await.unwrap(), None);
        counts::went(&mut tx, &gone).await.unwrap();
        let fewer = read(&mut tx, root).await;
        assert_eq!((fewer.reply_count, fewer.last_activity_at), (1, at(11)));
        assert_eq!(read(&mut tx, first).await.reply_count, 0);
        let place = communities::by_id(&mut tx, SEPSIS).await.unwrap().unwrap();
        assert_eq!((place.topic_count, place.last_post_at), (1, Some(at(11))));
        let back = posts::set_removed(&mut tx, second, None, None).await.unwrap().unwrap();
        counts::appeared(&mut tx, &back);
        assert_eq!([read(&mut tx, root).await, read(&mut tx, first).await], counted);
    }

    async fn communities_are_locked_by_the_commit_alone(db: Db) {
        const COUNT: &str = "SELECT topic_count FROM communities WHERE actor_id = $1";
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = add_counted(&mut tx, 10, LEE, None).await;
        add_counted(&mut tx, 20, LEE, None).await;
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        // A thread that comes and goes in one transaction leaves nothing; one that was there goes.
        let brief = add_counted(&mut tx, 30, LEE, None).await;
        for post in [root, brief] {
            let gone = posts::set_removed(&mut tx, post, Some(at(40)), None).await.unwrap().unwrap();
            counts::went(&mut tx, &gone).await.unwrap();
        }
        read(&mut tx, root).await;
        assert_eq!(fetch_value!(tx, i64, COUNT, SEPSIS).unwrap(), 2);
        tx.commit().await.unwrap();
        let place = communities::by_id(&mut db.read().await.unwrap(), SEPSIS).await.unwrap().unwrap();
        assert_eq!((place.topic_count, place.last_post_at), (1, Some(at(20))));
    }

    async fn two_who_take_away_the_same_take_it_from_the_counts_once(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let root = add_counted(&mut tx, 10, LEE, None).await;
        tx.commit().await.unwrap();
        let take_away = async || {
            let mut tx = db.begin().await.unwrap();
            let gone = posts::set_removed(&mut tx, root, Some(at(20)), None).await.unwrap();
            if let Some(gone) = &gone {
                counts::went(&mut tx, gone).await.unwrap();
            }
            tx.commit().await.unwrap();
            gone.is_some()
        };
        let (one, other) = futures::join!(take_away(), take_away());
        assert!(one != other);
        let mut tx = db.read().await.unwrap();
        assert_eq!(communities::by_id(&mut tx, SEPSIS).await.unwrap().unwrap().topic_count, 0);
    }

    async fn a_cleared_post_keeps_nothing_but_its_place(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let id = add(&mut tx, 10, LEE, None).await;
        tags::insert(&mut tx, id, &["b".to_owned(), "a".to_owned(), "a".to_owned()]).await.unwrap();
        let found: Vec<String> =
            tags::of_posts(&mut tx, &[id]).await.unwrap().into_iter().map(|row| row.tag).collect();
        assert_eq!(found, ["a", "b"]);
        mentions::insert(&mut tx, id, &[DANA, ActorId::new(99)]).await.unwrap();
        assert_eq!(mentions::of_post(&mut tx, id).await.unwrap(), [DANA]);
        let thanks = ReactionRow {
            post_id: id,
            actor_id: DANA,
            kind: ReactionKind::Thanks,
            uri: "https://b.test/l/1".to_owned(),
            created_at: at(1),
        };
        assert!(reactions::insert(&mut tx, &thanks).await.unwrap());
        posts::count_reactions(&mut tx, &[id], 1, 0).await.unwrap();
        posts::clear(&mut tx, &[id], at(60)).await.unwrap();
        let cleared = read(&mut tx, id).await;
        assert_eq!((cleared.title, cleared.source, cleared.html.as_str()), (None, None, ""));
        assert_eq!((cleared.deleted_at, cleared.thanks_count), (Some(at(60)), 0));
        assert_eq!(tags::of_posts(&mut tx, &[id]).await.unwrap(), []);
        assert_eq!(mentions::of_post(&mut tx, id).await.unwrap(), []);
        assert_eq!(reactions::by_uri(&mut tx, DANA, &thanks.uri).await.unwrap(), None);
    }

    async fn an_actor_has_one_reaction_for_a_post(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let id = add(&mut tx, 10, LEE, None).await;
        let uri = "https://b.test/l/1".to_owned();
        let thanks =
            ReactionRow { post_id: id, actor_id: DANA, kind: ReactionKind::Thanks, uri, created_at: at(1) };
        let dislike = ReactionRow { kind: ReactionKind::Dislike, ..thanks.clone() };
        assert!(reactions::insert(&mut tx, &thanks).await.unwrap());
        assert!(!reactions::insert(&mut tx, &dislike).await.unwrap());
        assert!(!reactions::change(&mut tx, &thanks).await.unwrap());
        assert!(reactions::change(&mut tx, &dislike).await.unwrap());
        assert_eq!(reactions::by_uri(&mut tx, LEE, &thanks.uri).await.unwrap(), None);
        assert_eq!(reactions::of_actor(&mut tx, DANA, &[id]).await.unwrap(), std::slice::from_ref(&dislike));
        let first = ActorId::new(0);
        let who = reactions::actors(&mut tx, id, ReactionKind::Dislike, first, 10).await.unwrap();
        assert_eq!(who, [DANA]);
        assert_eq!(reactions::delete(&mut tx, id, DANA, ReactionKind::Thanks).await.unwrap(), None);
        let gone = reactions::delete(&mut tx, id, DANA, ReactionKind::Dislike).await.unwrap();
        assert_eq!(gone, Some(dislike));
    }

    async fn what_an_actor_wrote_and_gave_is_listed_and_goes(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let all = [add(&mut tx, 10, LEE, None).await, add(&mut tx, 11, LEE, Some((10, 10))).await];
        let last = PostId::new(i64::MAX);
        let written = posts::written_by(&mut tx, LEE, last, 10).await.unwrap();
        assert_eq!(written.iter().map(|post| post.id).collect::<Vec<_>>(), [all[1], all[0]]);
        assert_eq!(posts::standing_of_author(&mut tx, LEE, 1).await.unwrap(), [all[1]]);
        for (post, kind) in all.into_iter().zip([ReactionKind::Thanks, ReactionKind::Dislike]) {
            let uri = format!("https://b.test/l/{post}");
            let row = ReactionRow { post_id: post, actor_id: DANA, kind, uri, created_at: at(post.get()) };
            reactions::insert(&mut tx, &row).await.unwrap();
        }
        let given = reactions::given(&mut tx, DANA, 10).await.unwrap();
        let kinds: Vec<_> = given.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, [ReactionKind::Dislike, ReactionKind::Thanks]);
        let gone = reactions::delete_of_actor(&mut tx, DANA, 1).await.unwrap();
        assert_eq!(gone.iter().map(|row| row.post_id).collect::<Vec<_>>(), all[..1]);
        assert_eq!(reactions::delete_of_actor(&mut tx, DANA, 9).await.unwrap().len(), 1);
        assert_eq!(reactions::given(&mut tx, DANA, 10).await.unwrap(), []);
        posts::clear(&mut tx, &all, at(60)).await.unwrap();
        counts::anew(&mut tx, &all).await.unwrap();
        assert_eq!(read(&mut tx, all[0]).await.reply_count, 0);
        assert_eq!(posts::written_by(&mut tx, LEE, last, 10).await.unwrap(), []);
        assert_eq!(posts::standing_of_author(&mut tx, LEE, 9).await.unwrap(), []);
    }

    async fn earlier_wordings_are_listed_newest_first(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let id = add(&mut tx, 10, LEE, None).await;
        let revision = |version| Revision {
            post_id: id,
            version,
            editor_id: Some(LEE),
            title: Some(format!("Version {version}")),
            source: None,
            html: String::new(),
            summary: None,
            link_url: Some(format!("https://doi.example/{version}")),
            details: None,
            note: None,
            created_at: at(version),
        };
        for version in 1..=3 {
            revisions::insert(&mut tx, &revision(version)).await.unwrap();
        }
        let listed = revisions::list(&mut tx, id, 3, 10).await.unwrap();
        assert_eq!(listed, [revision(2), revision(1)]);
        assert_eq!(revisions::by_version(&mut tx, id, 3).await.unwrap(), Some(revision(3)));
        assert_eq!(revisions::count(&mut tx, id).await.unwrap(), 3);
    }

    async fn a_file_belongs_to_its_owner_and_is_shown_by_posts(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let id = add(&mut tx, 10, LEE, None).await;
        let file = MediaRow {
            id: MediaId::new(5),
            owner_id: LEE,
            kind: AttachmentKind::Image,
            storage_key: "ab/cd".to_owned(),
            thumbnail_key: Some("ab/small".to_owned()),
            media_type: "image/png".to_owned(),
            file_name: "tool.png".to_owned(),
            size_bytes: 10,
            width: Some(2),
            height: Some(1),
            blurhash: None,
            description: None,
            focus: None,
            created_at: at(0),
        };
        media::insert(&mut tx, &file).await.unwrap();
        assert_eq!(media::owned(&mut tx, DANA, &[file.id]).await.unwrap(), []);
        assert_eq!(media::owned(&mut tx, LEE, &[file.id]).await.unwrap(), std::slice::from_ref(&file));
        assert_eq!(media::by_key(&mut tx, "ab/small").await.unwrap().as_ref(), Some(&file));
        assert_eq!(media::delete_unused(&mut tx, at(0), at(0), 10).await.unwrap(), 0);
        assert_eq!(media::visible(&mut tx, "ab/cd", None).await.unwrap(), None);
        let shown = Attachment {
            id: AttachmentId::new(6),
            post_id: id,
            media_id: Some(file.id),
            kind: AttachmentKind::Image,
            url: "https://a.test/media/ab/cd".to_owned(),
            media_type: None,
            name: "Alt".to_owned(),
            width: None,
            height: None,
            blurhash: None,
            focus: Some("0.5,-0.25".to_owned()),
            thumbnail_key: Some("ab/small".to_owned()),
            position: 0,
        };
        attachments::insert(&mut tx, &shown).await.unwrap();
        assert_eq!(attachments::by_id(&mut tx, shown.id).await.unwrap().as_ref(), Some(&shown));
        assert_eq!(attachments::of_posts(&mut tx, &[id]).await.unwrap(), [shown]);
        assert_eq!(media::visible(&mut tx, "ab/small", None).await.unwrap().as_ref(), Some(&file));
        assert!(media::is_public(&mut tx, "ab/cd").await.unwrap());
        assert!(actors::suspend(&mut tx, SEPSIS, at(1)).await.unwrap());
        assert_eq!(media::visible(&mut tx, "ab/cd", Some(DANA)).await.unwrap(), None);
        assert_eq!(media::visible(&mut tx, "ab/cd", Some(LEE)).await.unwrap().as_ref(), Some(&file));
        assert!(!media::is_public(&mut tx, "ab/cd").await.unwrap());
        assert_eq!(media::delete_unused(&mut tx, at(1), at(1), 10).await.unwrap(), 0);
        attachments::delete(&mut tx, id).await.unwrap();
        assert_eq!(media::delete_unused(&mut tx, at(1), at(1), 10).await.unwrap(), 1);
        assert_eq!(media::by_key(&mut tx, "ab/cd").await.unwrap(), None);
    }
}
