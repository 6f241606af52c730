//! What an archive says about itself, and the names of its parts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::domain::time::Timestamp;
use crate::infra::media::MediaKey;

/// The description at the end of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the archive; 1.
    pub format: u32,
    /// The version of the program that made it.
    pub version: String,
    /// The version of the database's schema.
    pub schema: i64,
    pub engine: Engine,
    /// Where the node answers, for ever.
    pub public_url: String,
    pub made_at: Timestamp,
    /// The bucket in which images and documents stayed; absent when they are in the archive.
    pub media_at: Option<String>,
    /// Everything before the manifest, in order.
    pub files: Vec<FileRecord>,
}

impl Manifest {
    /// How many images and documents the archive holds.
    pub fn media(&self) -> usize {
        self.files.iter().filter(|file| matches!(Part::named(&file.path), Some(Part::Media(_)))).count()
    }

    /// Of all files, in bytes.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub path: String,
    pub bytes: u64,
    /// Hexadecimal.
    pub sha256: String,
}

/// Which database the copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The file itself.
    Sqlite,
    /// What `pg_dump --format=custom` gives.
    Postgres,
}

impl Engine {
    pub(super) fn of(config: &Config) -> Self {
        if config.database.url.is_postgres() { Self::Postgres } else { Self::Sqlite }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What a file of an archive is. There are no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Manifest,
    Database,
    Secret,
    Media(MediaKey),
}

impl Part {
    /// Only names that we made ourselves are read, so none leads out of the directory it is restored to.
    pub(super) fn named(path: &str) -> Option<Self> {
        match path {
            "manifest.json" => Some(Self::Manifest),
            "database" => Some(Self::Database),
            "secret.key" => Some(Self::Secret),
            path => path.strip_prefix("media/")?.parse().ok().map(Self::Media),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest => f.write_str("manifest.json"),
            Self::Database => f.write_str("database"),
            Self::Secret => f.write_str("secret.key"),
            Self::Media(key) => write!(f, "media/{key}"),
        }
    }
}
