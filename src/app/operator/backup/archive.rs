//! The tar file: written with a checksum of every part, and read only when every part is as its manifest says.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use tar::{Archive, Builder, Entry, EntryType, Header};

use super::manifest::{FileRecord, Manifest, Part};
use crate::domain::time::Timestamp;

/// A million files need less.
const MOST_MANIFEST_BYTES: u64 = 256 * 1024 * 1024;

/// Why an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum ArchiveError {
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    #[error("it holds {0:?}, which is no part of a backup")]
    Stranger(String),
    #[error("it has no manifest at its end: it is not a whole backup")]
    NoManifest,
    #[error("its manifest cannot be read")]
    Manifest(#[from] serde_json::Error),
    #[error("{0} is not as the manifest describes it: the archive is damaged")]
    Damaged(String),
}

pub(super) struct ArchiveWriter {
    tar: Builder<BufWriter<File>>,
    files: Vec<FileRecord>,
}

impl ArchiveWriter {
    /// Only the owner can read the file: it holds the secret beside what the secret seals.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        Ok(Self { tar: Builder::new(BufWriter::new(file)), files: Vec::new() })
    }

    pub(super) fn add(&mut self, part: &Part, from: &Path, made_at: Timestamp) -> io::Result<()> {
        let file = File::open(from)?;
        let bytes = file.metadata()?.len();
        let path = part.to_string();
        let mut content = Hashing::new(file.take(bytes));
        self.tar.append_data(&mut header(bytes, made_at), &path, &mut content)?;
        if content.bytes != bytes {
            return Err(io::Error::other("it became shorter while it was read"));
        }
        self.files.push(FileRecord { path, bytes, sha256: content.sha256() });
        Ok(())
    }

    /// Writes the manifest, with the files that were added, and waits for the disk.
    pub(super) fn finish(mut self, manifest: Manifest) -> io::Result<Manifest> {
        let manifest = Manifest { files: self.files, ..manifest };
        let text = serde_json::to_vec_pretty(&manifest)?;
        let mut header = header(text.len() as u64, manifest.made_at);
        self.tar.append_data(&mut header, Part::Manifest.to_string(), text.as_slice())?;
        let mut writer = self.tar.into_inner()?;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        Ok(manifest)
    }
}

fn header(bytes: u64, made_at: Timestamp) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(made_at.seconds()).unwrap_or(0));
    header
}

/// Reads the whole archive and gives its manifest, when everything is as that says.
pub(super) fn inspect(file: &Path) -> Result<Manifest, ArchiveError> {
    let (mut files, mut manifest) = (Vec::new(), None);
    each_part(file, |part, entry| {
        if part == Part::Manifest {
            manifest = Some(serde_json::from_reader(BufReader::new(entry.take(MOST_MANIFEST_BYTES)))?);
            return Ok(());
        }
        let mut content = Hashing::new(entry);
        io::copy(&mut content, &mut io::sink())?;
        files.push(FileRecord { path: part.to_string(), bytes: content.bytes, sha256: content.sha256() });
        Ok::<_, ArchiveError>(())
    })?;
    let manifest: Manifest = manifest.ok_or(ArchiveError::NoManifest)?;
    for index in 0..files.len().max(manifest.files.len()) {
        let (found, described) = (files.get(index), manifest.files.get(index));
        if found != described {
            let name = described.or(found).map(|file| file.path.clone());
            return Err(ArchiveError::Damaged(name.unwrap_or_default()));
        }
    }
    Ok(manifest)
}

/// Calls `each` with every part of the archive, in order.
pub(super) fn each_part<E: From<ArchiveError>>(
    file: &Path,
    mut each: impl FnMut(Part, &mut Entry<'_, BufReader<File>>) -> Result<(), E>,
) -> Result<(), E> {
    let opened = File::open(file).map_err(ArchiveError::Io)?;
    let mut archive = Archive::new(BufReader::new(opened));
    for entry in archive.entries().map_err(ArchiveError::Io)? {
        let mut entry = entry.map_err(ArchiveError::Io)?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let part = Part::named(&path).filter(|_| entry.header().entry_type() == EntryType::Regular);
        each(part.ok_or(ArchiveError::Stranger(path))?, &mut entry)?;
    }
    Ok(())
}

/// Passes on what it reads, and its checksum.
struct Hashing<R> {
    inner: R,
    context: Context,
    bytes: u64,
}

impl<R> Hashing<R> {
    fn new(inner: R) -> Self {
        Self { inner, context: Context::new(&SHA256), bytes: 0 }
    }

    fn sha256(self) -> String {
        hex::encode(self.context.finish())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.context.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}
