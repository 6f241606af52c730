//! The private keys of local actors, opened and parsed once.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::signatures::{KeyParseError, SigningKey};
use crate::domain::actor::KeyAlgorithm;
use crate::domain::ids::ActorId;
use crate::infra::keys::{KeyError, Sealer};
use crate::services::actors::seal_purpose;
use crate::store::{Db, StoreError, actors};

/// For how long a parsed key is used before the database is asked again: a rotated key signs no longer than this.
const FRESH_FOR: Duration = Duration::from_secs(5);
const MOST_KEYS: u64 = 10_000;

/// A key and the id under which others find its public half.
#[derive(Debug)]
pub struct Signer {
    pub key_id: String,
    pub key: SigningKey,
}

/// Why an actor cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the actor has no key of this kind")]
    Missing,
    #[error("the key cannot be opened; is the node's secret the one that sealed it?")]
    Sealed(#[from] KeyError),
    #[error("the key cannot be read")]
    Malformed(#[from] KeyParseError),
}

/// Gives local actors their keys. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    db: Db,
    sealer: Arc<Sealer>,
    signers: Cache<(ActorId, KeyAlgorithm), Arc<Signer>>,
}

impl Keyring {
    pub fn new(db: Db, sealer: Arc<Sealer>) -> Self {
        let signers = Cache::builder().max_capacity(MOST_KEYS).time_to_live(FRESH_FOR).build();
        Self { db, sealer, signers }
    }

    /// The newest key of a kind of a local actor.
    ///
    /// # Errors
    /// When the actor has none, or it does not open.
    pub async fn signer(
        &self,
        actor: ActorId,
        algorithm: KeyAlgorithm,
    ) -> Result<Arc<Signer>, Arc<KeyringError>> {
        self.signers.try_get_with((actor, algorithm), self.load(actor, algorithm)).await
    }

    async fn load(&self, actor: ActorId, algorithm: KeyAlgorithm) -> Result<Arc<Signer>, KeyringError> {
        let mut tx = self.db.read().await?;
        let keys = actors::keys(&mut tx, actor).await?;
        drop(tx);
        let key = keys.into_iter().rfind(|key| key.algorithm == algorithm).ok_or(KeyringError::Missing)?;
        let sealed = key.private_key_sealed.as_deref().ok_or(KeyringError::Missing)?;
        let private = self.sealer.open(&seal_purpose(key.id), sealed)?;
        Ok(Arc::new(Signer { key: SigningKey::from_pkcs8(&private)?, key_id: key.key_uri }))
    }
}
