use std::os::unix::fs::PermissionsExt;

use bytes::Bytes;
use tempfile::TempDir;

use super::*;
use crate::app::operator::{CommunityArguments, PersonArguments, create_community, create_person};
use crate::app::{Base, Node, Options, Roles};
use crate::domain::actor::KeyAlgorithm;
use crate::domain::ids::PostId;
use crate::domain::post::AttachmentKind;
use crate::federation::keyring::Keyring;
use crate::infra::media::FileType;
use crate::services::media::{NewMedia, register};
use crate::services::posts::{NewAttachment, NewPost, Target, Wording, publish};
use crate::store::contract::{postgres, sqlite};
use crate::store::{actors, attachments, posts};

const NOTES: &[u8] = b"Minutes of the first meeting";

/// A node's place: its directory, and where its database is.
fn place(directory: &TempDir, database: Option<&str>) -> Config {
    let own = |name: &str| directory.path().join(name);
    let mut config = Config::default();
    let file = format!("sqlite://{}", own("data/node.db").display());
    config.database.url = database.unwrap_or(&file).parse().unwrap();
    config.storage.url = StorageUrl::Directory(own("data/media"));
    config.secret.file = own("data/secret.key");
    config.server.listen = "127.0.0.1:0".parse().unwrap();
    config
}

/// Somebody posts minutes with a file to a new community.
async fn fill(config: &Config) -> PostId {
    let base = Base::for_command(config.clone()).await.unwrap();
    let ann = PersonArguments {
        handle: "ann".to_owned(),
        email: "ann@a.example".to_owned(),
        name: String::new(),
        admin: true,
        password: "correct horse battery".to_owned(),
    };
    create_person(&base, ann).await.unwrap();
    let wards = CommunityArguments {
        handle: "wards".to_owned(),
        name: "Wards".to_owned(),
        summary: String::new(),
        owner: "ann".to_owned(),
        unlisted: false,
    };
    create_community(&base, wards).await.unwrap();
    let key = MediaKey::of(NOTES, FileType::Text);
    let files = MediaStore::open(&config.storage.url).unwrap();
    files.put(&key, Bytes::from_static(NOTES)).await.unwrap();

    let mut tx = base.db.begin().await.unwrap();
    let ann = actors::local_by_handle(&mut tx, "ann").await.unwrap().unwrap().id;
    let wards = actors::local_by_handle(&mut tx, "wards").await.unwrap().unwrap().id;
    let file = NewMedia {
        owner: ann,
        kind: AttachmentKind::Document,
        storage_key: key.to_string(),
        thumbnail_key: None,
        media_type: "text/plain".to_owned(),
        file_name: "minutes.txt".to_owned(),
        size_bytes: 28,
        width: None,
        height: None,
        blurhash: None,
    };
    let media = register(&base.context, &mut tx, file).await.unwrap();
    let wording = Wording {
        title: Some("Minutes".to_owned()),
        source: Some("Attached.".to_owned()),
        html: "<p>Attached.</p>".to_owned(),
        attachments: vec![NewAttachment::Uploaded { media, name: "minutes".to_owned() }],
        ..Wording::default()
    };
    let new = NewPost { author: ann, target: Target::Community(wards), wording };
    let post = publish(&base.context, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    base.close().await;
    post.id
}

async fn start(config: &Config) -> Node {
    let roles = Roles { web: true, worker: false };
    Node::build(config.clone(), Options { roles, ..Options::default() }).await.unwrap()
}

/// Backs up a running node, and restores it where there is nothing of it.
async fn round_trip(source: Config, target: Config, archive: &Path) {
    let node = start(&source).await;
    let post = fill(&source).await;
    let report = back_up(&source, archive, false).await.unwrap();
    node.stop().await;
    assert_eq!((report.manifest.media(), report.notes.len()), (1, 0));
    assert_eq!(fs::metadata(archive).unwrap().permissions().mode() & 0o777, 0o600);
    let left = fs::read_dir(archive.parent().unwrap()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    assert_eq!(left, [archive], "no draft is left behind");
    let refusal = back_up(&source, archive, false).await.unwrap_err().to_string();
    assert!(refusal.ends_with("is there already; --force replaces it"), "{refusal}");
    assert_eq!(verify(archive).await.unwrap(), report.manifest);

    restore(&target, archive, target.database.url.is_postgres()).await.unwrap();
    let refusal = restore(&target, archive, false).await.unwrap_err().to_string();
    assert!(refusal.starts_with("there already: the database "), "{refusal}");
    restore(&target, archive, true).await.unwrap();
    assert_eq!(fs::read(&target.secret.file).unwrap(), fs::read(&source.secret.file).unwrap());
    assert_eq!(fs::metadata(&target.secret.file).unwrap().permissions().mode() & 0o777, 0o600);

    let node = start(&target).await;
    let refusal = restore(&target, archive, true).await.unwrap_err().to_string();
    assert!(refusal.starts_with("a node works on this database"), "{refusal}");
    let mut tx = node.db().read().await.unwrap();
    let restored = posts::by_id(&mut tx, post).await.unwrap().unwrap();
    assert_eq!(restored.title.as_deref(), Some("Minutes"));
    assert_eq!(attachments::of_posts(&mut tx, &[post]).await.unwrap().len(), 1);
    let wards = actors::local_by_handle(&mut tx, "wards").await.unwrap().unwrap();
    drop(tx);
    let keyring = Keyring::new(node.db().clone(), node.sealer().clone());
    for algorithm in [KeyAlgorithm::Rsa, KeyAlgorithm::Ed25519] {
        keyring.signer(wards.id, algorithm).await.unwrap();
    }
    node.stop().await;
    let key = MediaKey::of(NOTES, FileType::Text);
    assert_eq!(fs::read(target.secret.file.with_file_name("media").join(key.to_string())).unwrap(), NOTES);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_on_sqlite_comes_back_from_its_backup() {
    let [old, new, safe] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    round_trip(place(&old, None), place(&new, None), &safe.path().join("node.tar")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_on_postgres_comes_back_from_its_backup() {
    let [old, new, safe] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let (from, to) = (postgres().await, postgres().await);
    let (source, target) = (place(&old, Some(&from.url)), place(&new, Some(&to.url)));
    round_trip(source, target, &safe.path().join("node.tar")).await;
}

/// A small archive of a node that has only its schema.
async fn small() -> (TempDir, Config, PathBuf) {
    let (directory, fresh) = (tempfile::tempdir().unwrap(), sqlite().await);
    let config = place(&directory, Some(&fresh.url));
    fs::create_dir(directory.path().join("data")).unwrap();
    fs::write(&config.secret.file, "ab".repeat(32)).unwrap();
    let archive = directory.path().join("node.tar");
    back_up(&config, &archive, false).await.unwrap();
    (directory, config, archive)
}

#[tokio::test]
async fn a_damaged_archive_is_refused_before_anything_is_written() {
    let (directory, _, archive) = small().await;
    let whole = fs::read(&archive).unwrap();
    let target = tempfile::tempdir().unwrap();
    let config = place(&target, None);
    let mut changed = whole.clone();
    changed[5000] ^= 1;
    let damaged = directory.path().join("damaged.tar");
    for (content, reason) in [
        (&changed[..], "database is not as the manifest describes it"),
        (&whole[..whole.len() / 2], "cannot be used"),
        (b"", "it has no manifest at its end"),
        (b"no archive at all", "cannot be used"),
    ] {
        fs::write(&damaged, content).unwrap();
        let refusal = restore(&config, &damaged, true).await.unwrap_err().to_string();
        assert!(refusal.contains(reason), "{refusal}");
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn threat_084_an_archive_writes_nowhere_else() {
    let directory = tempfile::tempdir().unwrap();
    let archive = directory.path().join("evil.tar");
    for name in ["../escape", "/etc/escape", "media/../../escape.txt", "media/aa/bb/c.txt", "extra"] {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(1);
        header.set_cksum();
        let mut builder = tar::Builder::new(fs::File::create(&archive).unwrap());
        builder.append(&header, &b"x"[..]).unwrap();
        builder.finish().unwrap();
        let refusal = verify(&archive).await.unwrap_err().to_string();
        assert!(refusal.contains("which is no part of a backup"), "{name}: {refusal}");
    }
}

#[tokio::test]
async fn a_backup_of_another_node_is_refused() {
    let (_directory, _, archive) = small().await;
    let target = tempfile::tempdir().unwrap();
    let mut config = place(&target, None);
    config.server.public_url = "https://other.example".parse().unwrap();
    let refusal = restore(&config, &archive, true).await.unwrap_err().to_string();
    assert!(refusal.contains("a node keeps its address for ever"), "{refusal}");
    let config = place(&target, Some("postgres://nowhere.example/x"));
    let refusal = restore(&config, &archive, true).await.unwrap_err().to_string();
    assert!(refusal.contains("a database of SQLite"), "{refusal}");
}
