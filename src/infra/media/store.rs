//! Where files lie: a directory, or a bucket of an S3-compatible service.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt};

use super::key::MediaKey;
use super::originals::Originals;
use crate::config::StorageUrl;
use crate::domain::time::Timestamp;

/// The files of this node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MediaStore {
    objects: Arc<dyn ObjectStore>,
}

/// What is being read.
pub struct MediaObject {
    /// Of the whole file, in bytes.
    pub size: u64,
    /// The part that `content` carries.
    pub range: Range<u64>,
    pub content: BoxStream<'static, Result<Bytes, MediaError>>,
}

/// A file as a listing of the storage shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub key: MediaKey,
    /// In bytes.
    pub size: u64,
    /// When it was last stored, by the storage's own clock.
    pub stored_at: Timestamp,
}

/// Why a file could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("cannot make the directory {}", path.display())]
    Directory { path: PathBuf, source: io::Error },
    #[error("there is no such file")]
    NotFound,
    /// The part asked for is empty or begins behind the end.
    #[error("the file has only {size} bytes")]
    OutOfRange { size: u64 },
    #[error("the media storage failed")]
    Storage(#[source] object_store::Error),
}

impl From<object_store::Error> for MediaError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::Storage(other),
        }
    }
}

impl MediaStore {
    /// Opens the storage; a directory is made when it is missing. A bucket is not contacted yet. Blocking, briefly; for
    /// the start of the program.
    pub fn open(url: &StorageUrl) -> Result<Self, MediaError> {
        let objects: Arc<dyn ObjectStore> = match url {
            StorageUrl::Directory(path) => {
                fs::create_dir_all(path)
                    .map_err(|source| MediaError::Directory { path: path.clone(), source })?;
                Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
            }
            StorageUrl::Bucket { name, prefix } => {
                let bucket = AmazonS3Builder::from_env().with_bucket_name(name).build()?;
                Arc::new(PrefixStore::new(bucket, prefix.as_str()))
            }
        };
        Ok(Self { objects })
    }

    /// Where pictures wait, as they were sent, to be made anew.
    pub fn originals(&self) -> Originals {
        Originals::of(Arc::clone(&self.objects))
    }

    /// A place of its own in the same storage. What lies there is in no listing of the whole, and so in no backup.
    #[must_use]
    pub fn apart(&self, folder: &'static str) -> Self {
        Self { objects: Arc::new(PrefixStore::new(Arc::clone(&self.objects), folder)) }
    }

    /// Stores `content` under its key. It is there as a whole or not at all; storing it again changes nothing but the moment
    /// at which it was stored.
    pub async fn put(&self, key: &MediaKey, content: Bytes) -> Result<(), MediaError> {
        self.objects.put(&location(key), content.into()).await?;
        Ok(())
    }

    /// Opens a file, or the part of it between two offsets; a part that reaches beyond the end is cut there.
    pub async fn get(&self, key: &MediaKey, range: Option<Range<u64>>) -> Result<MediaObject, MediaError> {
        let location = location(key);
        let options = GetOptions { range: range.clone().map(GetRange::Bounded), ..GetOptions::default() };
        let found = match (self.objects.get_opts(&location, options).await, range) {
            (Ok(found), _) => found,
            // Back ends report an empty part each in their own way.
            (Err(error), Some(range)) => {
                let size = self.objects.head(&location).await?.size;
                let empty = range.is_empty() || range.start >= size;
                return Err(if empty { MediaError::OutOfRange { size } } else { error.into() });
            }
            (Err(error), None) => return Err(error.into()),
        };
        Ok(MediaObject {
            size: found.meta.size,
            range: found.range.clone(),
            content: found.into_stream().map(|chunk| chunk.map_err(MediaError::from)).boxed(),
        })
    }

    /// Removes a file. One that is not there is removed already.
    pub async fn delete(&self, key: &MediaKey) -> Result<(), MediaError> {
        match self.objects.delete(&location(key)).await.map_err(MediaError::from) {
            Err(MediaError::NotFound) => Ok(()),
            outcome => outcome,
        }
    }

    /// When a file was last stored, by the storage's own clock.
    pub async fn stored_at(&self, key: &MediaKey) -> Result<Timestamp, MediaError> {
        Ok(stored_at(&self.objects.head(&location(key)).await?))
    }

    /// Every file, in no order: for backups and for finding what nothing refers to.
    pub fn list(&self) -> BoxStream<'static, Result<StoredFile, MediaError>> {
        self.objects
            .list(None)
            .filter_map(|entry| async move {
                match entry {
                    // Files that are not ours, such as a file manager's, are left alone.
                    Ok(meta) => {
                        let key = meta.location.as_ref().parse().ok()?;
                        Some(Ok(StoredFile { key, size: meta.size, stored_at: stored_at(&meta) }))
                    }
                    Err(error) => Some(Err(MediaError::from(error))),
                }
            })
            .boxed()
    }
}

fn stored_at(meta: &ObjectMeta) -> Timestamp {
    Timestamp::from_millis(meta.last_modified.timestamp_millis())
}

fn location(key: &MediaKey) -> Path {
    Path::from(key.to_string())
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;
    use crate::infra::media::FileType;

    fn store() -> (MediaStore, tempfile::TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let store = MediaStore::open(&StorageUrl::Directory(directory.path().join("data/media"))).unwrap();
        (store, directory)
    }

    async fn read(object: MediaObject) -> Vec<u8> {
        object
            .content
            .try_fold(Vec::new(), |all, chunk| async move { Ok([&all[..], &chunk].concat()) })
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_is_stored_is_read_back_whole_or_in_part() {
        let (store, _directory) = store();
        let key = MediaKey::of(b"hello world", FileType::Text);
        store.put(&key, Bytes::from_static(b"hello world")).await.unwrap();
        store.put(&key, Bytes::from_static(b"hello world")).await.unwrap();

        assert_eq!(read(store.get(&key, None).await.unwrap()).await, b"hello world");
        let part = store.get(&key, Some(6..100)).await.unwrap();
        assert_eq!((part.size, part.range.clone()), (11, 6..11));
        assert_eq!(read(part).await, b"world");
        for nothing in [11..20, 3..3] {
            let refusal = store.get(&key, Some(nothing)).await;
            assert!(matches!(refusal, Err(MediaError::OutOfRange { size: 11 })));
        }
    }

    #[tokio::test]
    async fn what_is_kept_apart_is_not_among_the_rest() {
        let (store, _directory) = store();
        let key = MediaKey::of(b"hello", FileType::Text);
        let apart = store.apart("remote");
        apart.put(&key, Bytes::from_static(b"hello")).await.unwrap();
        assert!(matches!(store.get(&key, None).await, Err(MediaError::NotFound)));
        assert_eq!(store.list().try_collect::<Vec<_>>().await.unwrap(), []);
        let listed: Vec<_> = apart.list().map_ok(|file| file.key).try_collect().await.unwrap();
        assert_eq!(listed, [key]);
    }

    #[test]
    fn a_bucket_is_not_contacted_when_it_is_opened() {
        MediaStore::open(&"s3://files/node-a".parse().unwrap()).unwrap();
    }

    #[tokio::test]
    async fn a_deleted_file_is_gone_and_can_be_deleted_again() {
        let (store, _directory) = store();
        let key = MediaKey::of(b"x", FileType::Text);
        store.put(&key, Bytes::from_static(b"x")).await.unwrap();
        store.delete(&key).await.unwrap();
        store.delete(&key).await.unwrap();
        assert!(matches!(store.get(&key, None).await, Err(MediaError::NotFound)));
    }

    #[tokio::test]
    async fn a_backup_finds_every_file_and_no_strangers() {
        let (store, directory) = store();
        let keys = [MediaKey::of(b"a", FileType::Text), MediaKey::of(b"bc", FileType::Csv)];
        store.put(&keys[0], Bytes::from_static(b"a")).await.unwrap();
        store.put(&keys[1], Bytes::from_static(b"bc")).await.unwrap();
        fs::write(directory.path().join("data/media/.DS_Store"), "x").unwrap();
        fs::write(directory.path().join("data/media/notes.txt"), "x").unwrap();

        let mut found: Vec<_> = store.list().try_collect().await.unwrap();
        found.sort_by_key(|file| file.size);
        let found: Vec<_> = found.into_iter().map(|file| (file.key, file.size)).collect();
        let [first, second] = keys;
        assert_eq!(found, [(first, 1), (second, 2)]);
    }
}
