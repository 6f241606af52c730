//! `moothall backup` and `moothall restore`: everything that makes a node this node, in one tar file.
//!
//! The archive holds a consistent copy of the database (`VACUUM INTO` or `pg_dump`, both beside a running node), the
//! images and documents when they lie in a directory, the file with the secret, and at its end a manifest with the
//! checksum of each. The database is copied first: what is uploaded meanwhile is in the archive without being
//! referred to, never the other way round.

mod archive;
mod manifest;
mod postgres;
mod restore;

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use futures::TryStreamExt;

use self::archive::ArchiveWriter;
use self::manifest::Part;
use super::OperatorError;
use crate::app::base::open_database;
use crate::config::{Config, StorageUrl};
use crate::infra::clock::{Clock, random_bytes};
use crate::infra::media::{MediaKey, MediaStore};
use crate::store::Db;

pub use self::manifest::{Engine, FileRecord, Manifest};
pub use self::restore::{restore, verify};

const FORMAT: u32 = 1;

/// What was done, for the operator.
#[derive(Debug, Clone)]
pub struct BackupReport {
    pub manifest: Manifest,
    /// What the operator has to know beside it.
    pub notes: Vec<String>,
}

/// Writes the node's data to `file`, beside a running node. `force` replaces a file that is there.
///
/// # Errors
/// With a sentence for the operator. `file` is then as it was.
pub async fn back_up(config: &Config, file: &Path, force: bool) -> Result<BackupReport, OperatorError> {
    if !force && file.try_exists().map_err(cannot("look at", file))? {
        return Err(format!("{} is there already; --force replaces it", file.display()).into());
    }
    let draft = Draft::beside(file)?;
    let db = open_database(config).await?;
    let copied = copy_database(config, &db, &draft).await;
    db.close().await;
    let schema = copied?;

    let (media, media_at) = media(config).await?;
    let mut notes = Vec::new();
    let mut parts = vec![(Part::Database, draft.database())];
    if config.secret.value.is_some() {
        notes.push("The secret is in the configuration (secret.value), not in the archive.".to_owned());
    } else {
        parts.push((Part::Secret, config.secret.file.clone()));
    }
    notes.extend(media_at.iter().map(|place| format!("Files stay in {place}; they are not in the archive.")));
    parts.extend(media);
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        engine: Engine::of(config),
        public_url: config.server.origin().to_owned(),
        made_at: Clock::system().now(),
        media_at,
        files: Vec::new(),
    };
    let target = file.to_owned();
    let manifest = tokio::task::spawn_blocking(move || write(&target, manifest, &parts)).await??;
    Ok(BackupReport { manifest, notes })
}

/// Puts a consistent copy into the draft; gives the version of its schema.
async fn copy_database(config: &Config, db: &Db, draft: &Draft) -> Result<i64, OperatorError> {
    let schema = db.migration_plan().await?.applied;
    if schema == 0 {
        return Err(format!("{} is empty: there is nothing to keep", config.database.url).into());
    }
    match Engine::of(config) {
        Engine::Sqlite => db.copy_to(&draft.database()).await?,
        Engine::Postgres => {
            let (url, target) = (config.database.url.clone(), draft.database());
            tokio::task::spawn_blocking(move || postgres::dump(&url, &target)).await??;
        }
    }
    Ok(schema)
}

/// The files to keep, or where they stay.
async fn media(config: &Config) -> Result<(Vec<(Part, PathBuf)>, Option<String>), OperatorError> {
    let StorageUrl::Directory(directory) = &config.storage.url else {
        return Ok((Vec::new(), Some(config.storage.url.to_string())));
    };
    let mut keys: Vec<MediaKey> =
        MediaStore::open(&config.storage.url)?.list().map_ok(|file| file.key).try_collect().await?;
    keys.sort_by_cached_key(ToString::to_string);
    let located = keys.into_iter().map(|key| {
        let path = directory.join(key.to_string());
        (Part::Media(key), path)
    });
    Ok((located.collect(), None))
}

fn write(file: &Path, manifest: Manifest, parts: &[(Part, PathBuf)]) -> Result<Manifest, OperatorError> {
    let partial = with_suffix(file, ".partial");
    let written = write_parts(&partial, manifest, parts).and_then(|manifest| {
        fs::rename(&partial, file).map_err(cannot("write", file))?;
        Ok(manifest)
    });
    if written.is_err() {
        // The first error is the one to tell; what is left of the archive is of no use.
        let _ = fs::remove_file(&partial);
    }
    written
}

fn write_parts(
    partial: &Path,
    manifest: Manifest,
    parts: &[(Part, PathBuf)],
) -> Result<Manifest, OperatorError> {
    let mut archive = ArchiveWriter::create(partial).map_err(cannot("write", partial))?;
    for (part, path) in parts {
        match archive.add(part, path, manifest.made_at) {
            // Deleted by the node since the files were listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound && matches!(part, Part::Media(_)) => {}
            added => added.map_err(cannot("add", path))?,
        }
    }
    archive.finish(manifest).map_err(cannot("write", partial))
}

/// A directory beside the archive that only its owner can look into. It goes when it is dropped.
struct Draft(PathBuf);

impl Draft {
    fn beside(file: &Path) -> Result<Self, OperatorError> {
        let path = with_suffix(file, &format!(".{}", hex::encode(random_bytes::<8>())));
        DirBuilder::new().mode(0o700).create(&path).map_err(cannot("make the directory", &path))?;
        Ok(Self(path))
    }

    fn database(&self) -> PathBuf {
        self.0.join("database")
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "a copy of the database could not be removed");
        }
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}

/// An error of the file system, with what was tried.
fn cannot(verb: &str, path: &Path) -> impl FnOnce(io::Error) -> OperatorError {
    let tried = format!("cannot {verb} {}", path.display());
    move |error| format!("{tried}: {error}").into()
}

#[cfg(test)]
mod tests;
