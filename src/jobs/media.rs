//! The daily job that removes uploaded files which nothing shows any more, and pictures of other nodes that are old.
//!
//! Files are stored under the digest of their content, so one file may serve several posts and people: bytes go only when
//! nothing names them. An upload stores its bytes before its row is committed, and stores them anew when they are there
//! already. So what was stored within the last day is left alone, and that is asked again right before a file is removed.

use std::collections::HashSet;
use std::time::Duration;

use futures::TryStreamExt;
use serde_json::Value;

use super::engine::{JobHandler, Outcome, Running};
use crate::domain::ids::JobId;
use crate::infra::media::{MediaError, MediaKey, MediaStore, StoredFile, StoredOriginal};
use crate::services::Context;
use crate::services::media::{YOUNG_FOR, sweep};
use crate::services::remote_pictures::{RemotePictures, TidyError};
use crate::services::unfinished_media;
use crate::store::jobs::{self, JobRow, NewJob};
use crate::store::{Db, StoreError, Tx, media};

const KIND: &str = "media";
const DAY: Duration = Duration::from_hours(24);
/// Rows in one transaction, so that nobody waits long for the writer.
const BATCH: i64 = 200;

/// Removes what nothing shows, and puts itself off by a day.
pub struct MediaCleaning {
    pub ctx: Context,
    pub db: Db,
    pub files: MediaStore,
    pub remote_pictures: RemotePictures,
}

/// Adds the job, unless it is there. Called when the program starts.
pub async fn schedule(tx: &mut Tx, ctx: &Context) -> Result<(), StoreError> {
    let now = ctx.now();
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: KIND,
        unique_key: KIND.to_owned(),
        payload: Value::Null,
        run_at: now + DAY,
        created_at: now,
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}

/// Why a round broke off. The next one begins anew.
#[derive(Debug, thiserror::Error)]
enum CleaningError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error(transparent)]
    Pictures(#[from] TidyError),
}

impl JobHandler for MediaCleaning {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, _job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            match self.round().await {
                Ok(0) => {}
                Ok(removed) => {
                    tracing::info!(removed, "files that nothing shows and old pictures were removed");
                }
                // Never given up: tomorrow may be better.
                Err(error) => tracing::error!(%error, "the cleaning of files broke off"),
            }
            Outcome::Continue { progress: Value::Null, run_at: self.ctx.now() + DAY }
        })
    }
}

impl MediaCleaning {
    async fn round(&self) -> Result<usize, CleaningError> {
        let old = self.remote_pictures.tidy().await?;
        Ok(old + self.remove_unused().await?)
    }

    async fn remove_unused(&self) -> Result<usize, CleaningError> {
        while self.forget_batch().await? {}
        while self.forget_unfinished().await? {}
        self.remove_originals().await?;
        let pictures = self.pictures().await?;
        let mut removed = 0;
        let mut files = self.files.list();
        while let Some(StoredFile { key, stored_at, .. }) = files.try_next().await? {
            let young = stored_at + YOUNG_FOR > self.ctx.now();
            if !young && !pictures.contains(&self.ctx.addresses.media(&key.to_string())) {
                removed += usize::from(self.remove_unless_named(&key).await?);
            }
        }
        Ok(removed)
    }

    /// Forgets some uploads that no post has. Whether there may be more.
    async fn forget_batch(&self) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let forgotten = sweep(&self.ctx, &mut tx, BATCH).await?;
        tx.commit().await?;
        Ok(forgotten == BATCH.cast_unsigned())
    }

    /// Forgets some of the pictures that waited to be made anew, long ago. Whether there may be more.
    async fn forget_unfinished(&self) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let forgotten = unfinished_media::sweep(&self.ctx, &mut tx, BATCH).await?;
        tx.commit().await?;
        Ok(forgotten == BATCH.cast_unsigned())
    }

    /// Removes originals that nothing waits for: of an upload that broke off, or was forgotten.
    async fn remove_originals(&self) -> Result<(), CleaningError> {
        let originals = self.files.originals();
        let mut all = originals.list();
        while let Some(StoredOriginal { id, stored_at }) = all.try_next().await? {
            let mut tx = self.db.read().await?;
            let left_over = unfinished_media::is_left_over(&self.ctx, &mut tx, id, stored_at).await?;
            drop(tx);
            if left_over {
                originals.delete(id).await?;
            }
        }
        Ok(())
    }

    async fn pictures(&self) -> Result<HashSet<String>, StoreError> {
        let mut tx = self.db.read().await?;
        Ok(media::local_pictures(&mut tx).await?.into_iter().collect())
    }

    async fn remove_unless_named(&self, key: &MediaKey) -> Result<bool, CleaningError> {
        let mut tx = self.db.read().await?;
        let named = media::by_key(&mut tx, &key.to_string()).await?.is_some();
        drop(tx);
        if named || self.files.stored_at(key).await? + YOUNG_FOR > self.ctx.now() {
            return Ok(false);
        }
        self.files.delete(key).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::config::{Config, StorageUrl};
    use crate::domain::ids::MediaId;
    use crate::domain::post::AttachmentKind;
    use crate::infra::http::HttpClient;
    use crate::infra::media::FileType;
    use crate::services::media::{NewMedia, UNUSED_FOR, register};
    use crate::services::testing::{context, on_both_engines, person};
    use crate::store::actors;
    use crate::store::unfinished_media::{self as unfinished, UnfinishedMedia};

    fn cleaning(ctx: &Context, db: &Db, files: &MediaStore) -> MediaCleaning {
        let config = Config::default();
        let client = HttpClient::new(&config, ctx.clock.clone()).unwrap();
        let remote_pictures = RemotePictures::new(ctx.clone(), db.clone(), client, files, &config);
        MediaCleaning { ctx: ctx.clone(), db: db.clone(), files: files.clone(), remote_pictures }
    }

    async fn stored(files: &MediaStore, content: &'static str) -> MediaKey {
        let key = MediaKey::of(content.as_bytes(), FileType::Text);
        files.put(&key, Bytes::from_static(content.as_bytes())).await.unwrap();
        key
    }

    fn upload(owner: crate::domain::ids::ActorId, key: &MediaKey) -> NewMedia {
        NewMedia {
            owner,
            kind: AttachmentKind::Document,
            storage_key: key.to_string(),
            thumbnail_key: None,
            media_type: "text/plain".to_owned(),
            file_name: "notes.txt".to_owned(),
            size_bytes: 1,
            width: None,
            height: None,
            blurhash: None,
        }
    }

    on_both_engines! {
        async fn files_go_when_nothing_shows_them_and_not_before(db: Db) {
            let ctx = context();
            let directory = tempfile::tempdir().unwrap();
            let files = MediaStore::open(&StorageUrl::Directory(directory.path().into())).unwrap();
            let picture = stored(&files, "a picture").await;
            let replaced = stored(&files, "the picture before").await;
            let attached = stored(&files, "in a draft").await;
            let mut tx = db.begin().await.unwrap();
            let mut lee = person(&ctx, &mut tx, "lee").await;
            lee.icon_url = Some(ctx.addresses.media(&picture.to_string()));
            actors::update(&mut tx, &lee).await.unwrap();
            register(&ctx, &mut tx, upload(lee.id, &attached)).await.unwrap();
            tx.commit().await.unwrap();

            // The clock of the files is the machine's.
            let stored_at = files.stored_at(&replaced).await.unwrap();
            ctx.clock.advance(stored_at.since(ctx.now()));
            let cleaning = cleaning(&ctx, &db, &files);
            assert_eq!(cleaning.round().await.unwrap(), 0, "what is new may be about to be shown");

            ctx.clock.advance(2 * DAY);
            assert_eq!(cleaning.round().await.unwrap(), 1);
            assert!(matches!(files.get(&replaced, None).await, Err(MediaError::NotFound)));
            assert!(files.get(&picture, None).await.is_ok() && files.get(&attached, None).await.is_ok());

            ctx.clock.advance(UNUSED_FOR);
            assert_eq!(cleaning.round().await.unwrap(), 1);
            assert!(matches!(files.get(&attached, None).await, Err(MediaError::NotFound)));
        }

        async fn originals_of_uploads_that_broke_off_go(db: Db) {
            let ctx = context();
            let directory = tempfile::tempdir().unwrap();
            let files = MediaStore::open(&StorageUrl::Directory(directory.path().into())).unwrap();
            let originals = files.originals();
            let ids = [MediaId::new(1), MediaId::new(2)];
            for id in ids {
                originals.put(id, Bytes::from_static(b"a picture")).await.unwrap();
            }
            let listed: Vec<_> = originals.list().try_collect().await.unwrap();
            ctx.clock.advance(listed[0].stored_at.since(ctx.now()));
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let waits = UnfinishedMedia {
                id: ids[1],
                owner_id: lee.id,
                file_name: "ward.png".to_owned(),
                description: None,
                focus: None,
                refused: false,
                created_at: ctx.now(),
            };
            unfinished::insert(&mut tx, &waits).await.unwrap();
            tx.commit().await.unwrap();
            let cleaning = cleaning(&ctx, &db, &files);
            let left = async || {
                cleaning.round().await.unwrap();
                originals.list().map_ok(|one| one.id).try_collect::<HashSet<_>>().await.unwrap()
            };
            assert_eq!(left().await, HashSet::from(ids), "an upload may be under way");
            ctx.clock.advance(YOUNG_FOR + Duration::from_mins(1));
            assert_eq!(left().await, HashSet::from([ids[1]]));
            ctx.clock.advance(2 * DAY);
            assert_eq!(left().await, HashSet::new());
        }

        async fn files_of_somebody_who_is_gone_go_with_the_next_cleaning(db: Db) {
            let ctx = context();
            let directory = tempfile::tempdir().unwrap();
            let files = MediaStore::open(&StorageUrl::Directory(directory.path().into())).unwrap();
            let (hers, his) = (stored(&files, "in her draft").await, stored(&files, "in his draft").await);
            let mut tx = db.begin().await.unwrap();
            let (ana, lee) = (person(&ctx, &mut tx, "ana").await, person(&ctx, &mut tx, "lee").await);
            register(&ctx, &mut tx, upload(ana.id, &hers)).await.unwrap();
            register(&ctx, &mut tx, upload(lee.id, &his)).await.unwrap();
            actors::mark_deleted(&mut tx, ana.id, ctx.now()).await.unwrap();
            tx.commit().await.unwrap();

            let stored_at = files.stored_at(&hers).await.unwrap();
            ctx.clock.advance(stored_at.since(ctx.now()) + 2 * DAY);
            let cleaning = cleaning(&ctx, &db, &files);
            assert_eq!(cleaning.round().await.unwrap(), 1);
            assert!(matches!(files.get(&hers, None).await, Err(MediaError::NotFound)));
            assert!(files.get(&his, None).await.is_ok());
        }
    }
}
