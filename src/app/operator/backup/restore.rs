//! From an archive back to a node. Nothing is written before the whole archive has been checked.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use futures::TryStreamExt;

use super::archive::{ArchiveError, each_part, inspect};
use super::manifest::{Engine, Manifest, Part};
use super::{BackupReport, FORMAT, OperatorError, cannot, postgres, with_suffix};
use crate::app::base::open_database;
use crate::config::{Config, StorageUrl};
use crate::infra::clock::Clock;
use crate::infra::media::MediaStore;
use crate::store::{SCHEMA_VERSION, is_open_elsewhere, leases, sqlite_file};

/// Reads the whole archive and compares it with its manifest. Writes nothing.
///
/// # Errors
/// With a sentence that names what is damaged.
pub async fn verify(file: &Path) -> Result<Manifest, OperatorError> {
    let path = file.to_owned();
    let checked = tokio::task::spawn_blocking(move || inspect(&path)).await?;
    let manifest = checked.map_err(|error| unusable(file, &error))?;
    if manifest.format != FORMAT || manifest.schema > SCHEMA_VERSION {
        let version = &manifest.version;
        return Err(
            format!("the archive was made by Moothall {version}, which is newer than this one").into()
        );
    }
    Ok(manifest)
}

/// Puts what `file` holds where the configuration says. `force` replaces a node's data that is there.
///
/// # Errors
/// With a sentence for the operator. Nothing is written when the archive is damaged or does not fit.
pub async fn restore(config: &Config, file: &Path, force: bool) -> Result<BackupReport, OperatorError> {
    let manifest = verify(file).await?;
    fits(config, &manifest)?;
    let occupied = occupied(config, &manifest).await?;
    if !occupied.is_empty() {
        if !force {
            return Err(format!("there already: {}; --force replaces it", occupied.join(", ")).into());
        }
        if is_at_work(config).await? {
            return Err(
                "a node works on this database: stop it first; after a crash, wait two minutes".into()
            );
        }
    }
    let (owned, path) = (config.clone(), file.to_owned());
    tokio::task::spawn_blocking(move || unpack(&owned, &path)).await??;
    if config.database.url.is_postgres() {
        end_leases(config).await?;
    }
    Ok(BackupReport { notes: notes(config, &manifest), manifest })
}

/// Whether a process uses the database that would be replaced.
async fn is_at_work(config: &Config) -> Result<bool, OperatorError> {
    if let Some(file) = sqlite_file(config.database.url.expose())? {
        return Ok(file.exists() && is_open_elsewhere(&file).await);
    }
    let db = open_database(config).await?;
    let mut tx = db.read().await?;
    // A database without the table is no node's.
    let at_work = leases::any(&mut tx, Clock::system().now()).await.unwrap_or(false);
    drop(tx);
    db.close().await;
    Ok(at_work)
}

/// The archive remembers what the processes held that ran when it was made.
async fn end_leases(config: &Config) -> Result<(), OperatorError> {
    let db = open_database(config).await?;
    let mut tx = db.begin().await?;
    leases::end_all(&mut tx).await?;
    tx.commit().await?;
    db.close().await;
    Ok(())
}

fn fits(config: &Config, manifest: &Manifest) -> Result<(), OperatorError> {
    let (ours, theirs) = (config.server.origin(), &manifest.public_url);
    if ours != theirs {
        return Err(format!(
            "the archive is of the node {theirs}, and server.public_url is {ours}: a node keeps its address for ever"
        )
        .into());
    }
    let engine = Engine::of(config);
    if manifest.engine != engine {
        return Err(format!(
            "the archive holds a database of {}, and database.url names one of {engine}",
            manifest.engine
        )
        .into());
    }
    if manifest.media() > 0 && !matches!(config.storage.url, StorageUrl::Directory(_)) {
        return Err(
            "the archive holds files: set storage.url to a directory, and copy them to the bucket from \
                    there"
                .into(),
        );
    }
    Ok(())
}

/// What a restored part would replace.
async fn occupied(config: &Config, manifest: &Manifest) -> Result<Vec<String>, OperatorError> {
    let mut found = Vec::new();
    let database = &config.database.url;
    if let Some(file) = sqlite_file(database.expose())? {
        if fs::metadata(&file).is_ok_and(|meta| meta.len() > 0) {
            found.push(format!("the database {}", file.display()));
        }
    } else {
        let db = open_database(config).await?;
        let applied = db.migration_plan().await.map(|plan| plan.applied);
        db.close().await;
        if applied? > 0 {
            found.push(format!("the database {database}"));
        }
    }
    let secret = &config.secret.file;
    if holds_secret(manifest) && config.secret.value.is_none() && secret.exists() {
        found.push(format!("the secret {}", secret.display()));
    }
    if let StorageUrl::Directory(directory) = &config.storage.url
        && directory.exists()
        && MediaStore::open(&config.storage.url)?.list().try_next().await?.is_some()
    {
        found.push(format!("files in {}", directory.display()));
    }
    Ok(found)
}

fn holds_secret(manifest: &Manifest) -> bool {
    manifest.files.iter().any(|file| Part::named(&file.path) == Some(Part::Secret))
}

fn notes(config: &Config, manifest: &Manifest) -> Vec<String> {
    let mut notes = Vec::new();
    if !holds_secret(manifest) {
        notes.push(
            "The archive holds no secret: the node needs the one that it had, as secret.value or in secret.file."
                .to_owned(),
        );
    } else if config.secret.value.is_some() {
        notes.push("secret.value is used; the secret of the archive was left there.".to_owned());
    }
    notes.extend(manifest.media_at.iter().map(|place| format!("Files are expected in {place}.")));
    if manifest.schema < SCHEMA_VERSION {
        notes.push("The schema is from an older version; the node brings it up when it starts.".to_owned());
    }
    notes
}

fn unpack(config: &Config, file: &Path) -> Result<(), OperatorError> {
    let database = sqlite_file(config.database.url.expose())?;
    each_part(file, |part, content| {
        match (part, &database) {
            (Part::Manifest, _) => {}
            (Part::Database, Some(path)) => replace_sqlite(path, content).map_err(cannot("write", path))?,
            (Part::Database, None) => postgres::load(&config.database.url, content)?,
            (Part::Secret, _) => {
                let path = &config.secret.file;
                if config.secret.value.is_none() {
                    place(path, content, 0o600).map_err(cannot("write", path))?;
                }
            }
            (Part::Media(key), _) => {
                if let StorageUrl::Directory(directory) = &config.storage.url {
                    let path = directory.join(key.to_string());
                    place(&path, content, 0o644).map_err(cannot("write", &path))?;
                }
            }
        }
        Ok(())
    })
    .map_err(|error: Failed| match error {
        Failed::Archive(error) => unusable(file, &error),
        Failed::Here(error) => error,
    })
}

/// A log left by the old database must not be applied to the new one.
fn replace_sqlite(path: &Path, content: &mut impl Read) -> io::Result<()> {
    let draft = with_suffix(path, ".restored");
    place(&draft, content, 0o600)?;
    for suffix in ["-wal", "-shm"] {
        match fs::remove_file(with_suffix(path, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(draft, path)
}

/// Writes a file beside its place and moves it there, so that it is there as a whole or not at all.
fn place(path: &Path, content: &mut impl Read, mode: u32) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let draft: PathBuf = with_suffix(path, ".partial");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&draft)?;
    io::copy(content, &mut file)?;
    file.flush()?;
    file.sync_all()?;
    fs::rename(draft, path)
}

/// Why unpacking ended: the archive, or the place it goes to.
enum Failed {
    Archive(ArchiveError),
    Here(OperatorError),
}

impl From<ArchiveError> for Failed {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<OperatorError> for Failed {
    fn from(error: OperatorError) -> Self {
        Self::Here(error)
    }
}

fn unusable(file: &Path, error: &ArchiveError) -> OperatorError {
    let cause = std::error::Error::source(error).map_or_else(String::new, |source| format!(": {source}"));
    format!("{} cannot be used: {error}{cause}", file.display()).into()
}
