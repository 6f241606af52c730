//! Pictures of other nodes.

use super::{at, on_both_engines};
use crate::store::remote_pictures::{self, RemotePicture};
use crate::store::{Db, Tx};

async fn known(tx: &mut Tx, name: &str) -> Option<RemotePicture> {
    remote_pictures::by_name(tx, name).await.unwrap()
}

async fn unused(tx: &mut Tx) -> Vec<String> {
    let rows = remote_pictures::least_recently_used(tx, 10).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

on_both_engines! {
    async fn a_picture_is_kept_until_it_is_forgotten(db: Db) {
        let mut tx = db.begin().await.unwrap();
        assert_eq!(remote_pictures::total_bytes(&mut tx).await.unwrap(), 0);
        for (name, bytes, second) in [("a", 10, 1), ("b", 20, 2), ("c", 30, 3)] {
            remote_pictures::keep(&mut tx, name, "ab/cd", bytes, at(second)).await.unwrap();
        }
        let expected = RemotePicture {
            name: "a".to_owned(),
            storage_key: Some("ab/cd".to_owned()),
            size_bytes: 10,
            tried_at: at(1),
            used_at: at(1),
            failures: 0,
        };
        assert_eq!(known(&mut tx, "a").await, Some(expected));
        assert_eq!(remote_pictures::total_bytes(&mut tx).await.unwrap(), 60);
        remote_pictures::note_use(&mut tx, "a", at(9)).await.unwrap();
        assert_eq!(unused(&mut tx).await, ["b", "c", "a"]);
        let old = remote_pictures::tried_before(&mut tx, at(3), 1).await.unwrap();
        assert_eq!(old.len(), 1);
        assert_eq!((old[0].name.as_str(), old[0].tried_at), ("a", at(1)));

        remote_pictures::delete(&mut tx, &["a", "b"]).await.unwrap();
        assert!(remote_pictures::is_stored(&mut tx, "ab/cd").await.unwrap());
        remote_pictures::delete(&mut tx, &["c"]).await.unwrap();
        assert!(!remote_pictures::is_stored(&mut tx, "ab/cd").await.unwrap());
    }

    async fn failures_are_counted_until_it_is_there(db: Db) {
        let mut tx = db.begin().await.unwrap();
        for second in [1, 2] {
            remote_pictures::note_failure(&mut tx, "a", at(second)).await.unwrap();
        }
        let failed = known(&mut tx, "a").await.unwrap();
        assert_eq!((failed.storage_key, failed.tried_at, failed.failures), (None, at(2), 2));
        assert!(unused(&mut tx).await.is_empty(), "there is nothing to throw away");

        remote_pictures::keep(&mut tx, "a", "ab/cd", 10, at(3)).await.unwrap();
        assert_eq!(known(&mut tx, "a").await.unwrap().failures, 0);
        remote_pictures::note_failure(&mut tx, "a", at(4)).await.unwrap();
        let kept = known(&mut tx, "a").await.unwrap();
        assert_eq!((kept.tried_at, kept.failures), (at(3), 0), "another process has fetched it meanwhile");
    }
}
