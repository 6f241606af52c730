//! The node's secret: 32 random bytes that seal the private keys in the database.
//!
//! Whoever copies the database alone, from a backup say, gets no key out of it.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

use crate::config::SecretConfig;
use crate::infra::clock::random_bytes;

const LENGTH: usize = 32;

/// The secret. It is wiped from memory when dropped, and never shown.
pub struct NodeSecret([u8; LENGTH]);

/// Why there is no secret. Nothing can be sealed or opened without it, so the node does not start.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("cannot read or make the secret file {}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("the secret file {} may be read by others (mode {mode:03o}): run chmod 600 on it", path.display())]
    TooOpen { path: PathBuf, mode: u32 },
    #[error("{place} must hold 64 hexadecimal digits, as openssl rand -hex 32 makes them")]
    Malformed { place: String },
}

impl NodeSecret {
    /// Takes `secret.value` if it is set; else reads `secret.file`, which it makes when it is missing.
    ///
    /// Blocking; for the start of the program. When two processes start at once, both get the same secret.
    pub fn load_or_create(config: &SecretConfig) -> Result<Self, SecretError> {
        if let Some(value) = &config.value {
            return parse(value.expose())
                .ok_or_else(|| SecretError::Malformed { place: "secret.value".to_owned() });
        }
        let path = &config.file;
        let failed = |source| SecretError::File { path: path.clone(), source };
        match load(path) {
            Err(SecretError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                create(path).map_err(failed)?;
                load(path)
            }
            loaded => loaded,
        }
    }

    /// The bytes, for the code that derives the sealing key.
    pub fn expose(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl fmt::Debug for NodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeSecret(***)")
    }
}

impl Drop for NodeSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

fn load(path: &Path) -> Result<NodeSecret, SecretError> {
    let failed = |source| SecretError::File { path: path.to_owned(), source };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SecretError::TooOpen { path: path.to_owned(), mode });
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    parse(&text).ok_or_else(|| SecretError::Malformed { place: path.display().to_string() })
}

fn parse(text: &str) -> Option<NodeSecret> {
    let mut secret = NodeSecret([0; LENGTH]);
    hex::decode_to_slice(text.trim(), &mut secret.0).ok()?;
    Some(secret)
}

/// Writes a new secret beside `path` and links it there, so that the file is either absent or whole, and the first of
/// several processes wins.
fn create(path: &Path) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(directory)?;
    let draft = directory.join(format!(".secret-{}", hex::encode(random_bytes::<8>())));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let digits = Zeroizing::new(hex::encode(random_bytes::<LENGTH>()));
    let linked = writeln!(file, "{}", *digits)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path))
        .and_then(|()| File::open(directory)?.sync_all());
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SecretText;

    fn at(path: PathBuf) -> SecretConfig {
        SecretConfig { file: path, value: None }
    }

    #[test]
    fn the_first_start_makes_a_secret_that_only_the_node_may_read() {
        let directory = tempfile::tempdir().unwrap();
        let config = at(directory.path().join("data/secret.key"));
        let first = NodeSecret::load_or_create(&config).unwrap();
        let second = NodeSecret::load_or_create(&config).unwrap();
        assert_eq!(first.expose(), second.expose());
        assert_ne!(first.expose(), &[0; 32]);
        assert_eq!(fs::metadata(&config.file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(config.file.parent().unwrap()).unwrap().count(),
            1,
            "no draft is left behind"
        );
        assert_eq!(format!("{first:?}"), "NodeSecret(***)");
    }

    #[test]
    fn processes_that_start_together_share_one_secret() {
        let directory = tempfile::tempdir().unwrap();
        let config = at(directory.path().join("secret.key"));
        let secrets: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| NodeSecret::load_or_create(&config).unwrap())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|secret| secret.expose() == secrets[0].expose()));
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_with_the_remedy() {
        let directory = tempfile::tempdir().unwrap();
        let config = at(directory.path().join("secret.key"));
        NodeSecret::load_or_create(&config).unwrap();
        fs::set_permissions(&config.file, fs::Permissions::from_mode(0o644)).unwrap();
        let refusal = NodeSecret::load_or_create(&config).unwrap_err().to_string();
        assert!(refusal.ends_with("may be read by others (mode 644): run chmod 600 on it"), "{refusal}");
    }

    #[test]
    fn a_broken_file_is_never_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let config = at(directory.path().join("secret.key"));
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&config.file).unwrap();
        assert!(matches!(NodeSecret::load_or_create(&config), Err(SecretError::Malformed { .. })));
        assert_eq!(fs::read(&config.file).unwrap(), b"");
    }

    #[test]
    fn a_configured_value_needs_no_file() {
        let value = "0f".repeat(32);
        let config = SecretConfig { file: "/nowhere/secret.key".into(), value: Some(SecretText::new(value)) };
        assert_eq!(NodeSecret::load_or_create(&config).unwrap().expose(), &[0x0f; 32]);
        let short = SecretConfig { value: Some(SecretText::new("0f0f")), ..config };
        let refusal = NodeSecret::load_or_create(&short).unwrap_err().to_string();
        assert!(refusal.starts_with("secret.value must hold 64 hexadecimal digits"), "{refusal}");
    }
}
