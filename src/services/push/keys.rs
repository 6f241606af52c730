//! The key by which push services recognize this node. It is made once and kept: a subscription holds for one key.

use crate::infra::keys::{KeyError, Sealer};
use crate::infra::web_push::{NewVapidKey, VapidKey};
use crate::store::settings::{self, SealedVapidKey};
use crate::store::{Db, StoreError};

/// What the private key is sealed for.
const PURPOSE: &str = "vapid-key";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum PushKeyError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The public key that apps subscribe with: an uncompressed point of P-256, base64url. Whoever asks first makes it.
///
/// Opens a transaction of its own: hold none.
///
/// # Errors
/// When the database refuses.
pub async fn public_key(db: &Db, sealer: &Sealer) -> Result<String, PushKeyError> {
    Ok(read_or_make(db, sealer).await?.public)
}

/// The key pair, for speaking to push services. Opens a transaction of its own: hold none.
///
/// # Errors
/// When the database refuses, or the node's secret is another than when the key was made.
pub async fn key(db: &Db, sealer: &Sealer) -> Result<VapidKey, PushKeyError> {
    let sealed = read_or_make(db, sealer).await?;
    Ok(VapidKey::read(&sealer.open(PURPOSE, &sealed.private_sealed)?)?)
}

async fn read_or_make(db: &Db, sealer: &Sealer) -> Result<SealedVapidKey, PushKeyError> {
    if let Some(key) = settings::vapid_key(&mut db.read().await?).await? {
        return Ok(key);
    }
    let new = NewVapidKey::generate()?;
    let key = SealedVapidKey { public: new.public, private_sealed: sealer.seal(PURPOSE, &new.private)? };
    let mut tx = db.begin().await?;
    settings::add_vapid_key(&mut tx, &key).await?;
    // Another process may have been faster.
    let key = settings::vapid_key(&mut tx).await?.unwrap_or(key);
    tx.commit().await?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::on_both_engines;

    on_both_engines! {
        async fn the_key_is_made_once_and_opens_with_the_nodes_secret_alone(db: Db) {
            let (ours, other) = (Sealer::new(&[7; 32]).unwrap(), Sealer::new(&[8; 32]).unwrap());
            let public = public_key(&db, &ours).await.unwrap();
            assert_eq!(public_key(&db, &ours).await.unwrap(), public);
            assert_eq!(key(&db, &ours).await.unwrap().public(), public);
            assert!(matches!(key(&db, &other).await, Err(PushKeyError::Key(KeyError::Open))));
        }
    }
}
