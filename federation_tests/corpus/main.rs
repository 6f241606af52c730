//! Documents as other servers really send them: each is read or refused, none makes us stumble, and those that we
//! support mean what their sender meant.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set fails")]

use std::fs;
use std::path::{Path, PathBuf};

use moothall::domain::actor::ActorKind;
use moothall::domain::community::PostPolicy;
use moothall::domain::post::PostKind;
use moothall::federation::objects::{activity, actor, collection, post};
use serde_json::Value;

/// Where the documents are; `None`, said aloud, when they are not there.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("MOOTHALL_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let found = named.or(Some(beside)).filter(|folder| folder.is_dir());
    if found.is_none() {
        println!("SKIPPED: no corpus at ../shared/corpus, and MOOTHALL_CORPUS names none");
    }
    found
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn every_document_is_read_as_what_it_is() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    documents(&corpus, &mut paths);
    assert!(paths.len() >= 70, "only {} documents", paths.len());
    for path in paths {
        let document = read(&path);
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        let kinds = [
            ("actor", actor::read(&document).is_ok()),
            ("post", post::read(&document).is_ok()),
            ("collection", collection::read(&document).is_some()),
            ("activity", activity::read(&document).is_ok()),
        ];
        let meant: Vec<_> = kinds.iter().filter(|(_, read)| *read).map(|(kind, _)| *kind).collect();
        let tombstone = document["type"] == "Tombstone";
        // Direct messages and what the network calls `ChatMessage` are not for a forum.
        let not_ours = document["type"] == "ChatMessage";
        let expected = usize::from(!(tombstone || not_ours));
        assert!(meant.len() >= expected, "{name} is read as {meant:?}");
    }
}

#[test]
fn communities_of_other_software_are_understood() {
    let Some(corpus) = corpus() else { return };
    for software in ["lemmy", "peertube", "mobilizon", "nodebb", "discourse"] {
        let group = actor::read(&read(&corpus.join(software).join("objects/group.json"))).unwrap();
        assert_eq!(group.kind, ActorKind::Group, "{software}");
        assert!(!group.keys.is_empty(), "{software} publishes a key");
    }
    let lemmy = actor::read(&read(&corpus.join("lemmy/objects/group.json"))).unwrap();
    assert_eq!(lemmy.moderators_url.as_deref(), Some("https://enterprise.lemmy.ml/c/tenforward/moderators"));
    assert_eq!(lemmy.shared_inbox_url.as_deref(), Some("https://enterprise.lemmy.ml/inbox"));
    assert!(lemmy.post_policy == PostPolicy::Anyone && lemmy.discoverable);
    let peertube = actor::read(&read(&corpus.join("peertube/objects/group.json"))).unwrap();
    assert_eq!(peertube.moderators_url, None);
}

#[test]
fn threads_and_replies_of_other_software_are_understood() {
    let Some(corpus) = corpus() else { return };
    let page = post::read(&read(&corpus.join("lemmy/objects/page.json"))).unwrap();
    assert_eq!(page.kind, PostKind::Discussion);
    assert_eq!(page.title.as_deref(), Some("Post title"));
    assert_eq!(page.language.as_deref(), Some("fr"));
    assert_eq!(page.audience, ["https://enterprise.lemmy.ml/c/tenforward"]);
    let picture = "https://enterprise.lemmy.ml/pictrs/image/eOtYb9iEiB.png";
    assert_eq!((page.link_url.as_deref(), page.attachments.len()), (Some(picture), 0));
    assert!(page.public);

    let comment = post::read(&read(&corpus.join("lemmy/objects/comment.json"))).unwrap();
    assert_eq!((comment.kind, comment.title), (PostKind::Reply, None));

    let article = post::read(&read(&corpus.join("nodebb/objects/page.json"))).unwrap();
    assert_eq!(article.context_uri.as_deref(), Some("https://bb.devnull.land/topic/1"));
    assert!(article.source.is_some());

    let event = post::read(&read(&corpus.join("mobilizon/objects/event.json"))).unwrap();
    assert_eq!(event.tags.tags, ["caledonian", "dance", "lesson"]);
    let video = post::read(&read(&corpus.join("peertube/objects/video.json"))).unwrap();
    assert!(video.author_uri.contains("/accounts/"), "{}", video.author_uri);
}

#[test]
fn a_moderators_acts_are_understood() {
    let Some(corpus) = corpus() else { return };
    let block = activity::read(&read(&corpus.join("lemmy/activities/block/block_user.json"))).unwrap();
    assert_eq!(block.reason.as_deref(), Some("spam post"));
    assert_eq!(block.target_uri.as_deref(), Some("http://enterprise.lemmy.ml/c/main"));
    assert!(block.remove_data && block.ends_at.is_some());
    let flag = activity::read(&read(&corpus.join("mastodon/activities/flag.json"))).unwrap();
    assert_eq!(flag.objects.len(), 3);
    let delete = activity::read(&read(&corpus.join("mastodon/activities/delete.json"))).unwrap();
    assert_eq!(delete.object_uri(), Some("https://mastodon.madrid/users/felix/statuses/107773559874184870"));
}
