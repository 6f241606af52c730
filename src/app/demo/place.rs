//! Where the demo lives: three ports of this machine and a temporary directory.

use std::fs::{DirBuilder, remove_dir_all};
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::cast::Organization;
use crate::config::{Config, ConfigError, NotADatabaseUrl, NotAPublicUrl, StorageUrl};
use crate::infra::clock::random_bytes;

/// A node that was cut off in the middle of its seeding may still write a file while its directory goes.
const ATTEMPTS: usize = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// Why the demo has no place.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("port {port} is taken; end whatever uses it (another demo?) and try again")]
    PortTaken { port: u16 },
    #[error("cannot listen on port {port}")]
    Listen { port: u16, source: io::Error },
    #[error("cannot make a directory for the demo's data")]
    Directory(#[source] io::Error),
    #[error(transparent)]
    Address(#[from] NotAPublicUrl),
    #[error(transparent)]
    Database(#[from] NotADatabaseUrl),
    #[error(transparent)]
    Configuration(#[from] ConfigError),
}

/// Takes a port on this machine, for this machine alone.
pub(super) fn bind(port: u16) -> Result<TcpListener, PlaceError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => PlaceError::PortTaken { port },
        _ => PlaceError::Listen { port, source },
    })
}

/// A directory that goes when this is dropped.
pub(super) struct Directory(PathBuf);

impl Directory {
    /// Only the user who runs the demo can look into it.
    pub(super) fn create() -> Result<Self, PlaceError> {
        let name = format!("moothall-demo-{}", hex::encode(random_bytes::<8>()));
        let path = std::env::temp_dir().join(name);
        DirBuilder::new().mode(0o700).create(&path).map_err(PlaceError::Directory)?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let mut removed = remove_dir_all(&self.0);
        for _ in 1..ATTEMPTS {
            if removed.is_ok() {
                return;
            }
            std::thread::sleep(PAUSE);
            removed = remove_dir_all(&self.0);
        }
        if let Err(error) = removed {
            tracing::warn!(path = %self.0.display(), %error, "the demo's data could not be removed");
        }
    }
}

/// The configuration of one organization's node.
pub(super) fn configuration(
    organization: &Organization,
    directory: &Directory,
    listen: SocketAddr,
) -> Result<Config, PlaceError> {
    let own = |name: &str| directory.path().join(format!("{}-{name}", organization.label));
    let mut config = Config::default();
    config.server.public_url =
        format!("http://{}.localhost:{}", organization.label, listen.port()).parse()?;
    config.server.listen = listen;
    config.database.url = format!("sqlite://{}", own("data.db").display()).parse()?;
    config.storage.url = StorageUrl::Directory(own("media"));
    config.secret.file = own("secret.key");
    config.federation.dev_loopback = true;
    // All visitors and all three nodes come from one address.
    config.limits.requests_per_minute = NonZeroU32::MAX;
    config.limits.api_requests_per_5_minutes = NonZeroU32::MAX;
    config.validate()?;
    Ok(config)
}
