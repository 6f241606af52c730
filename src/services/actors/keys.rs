//! The keys of this node's actors.

use std::sync::Arc;

use crate::domain::actor::{Actor, KeyAlgorithm};
use crate::domain::address::Addresses;
use crate::domain::fact::Fact;
use crate::domain::ids::{ActorId, KeyId};
use crate::infra::keys::{KeyError, KeyPair, Sealer};
use crate::services::Context;
use crate::store::actors::KeyRow;
use crate::store::{StoreError, Tx, actors};

/// A pair of keys for one actor, the private halves sealed. Made outside of any transaction, because it takes time.
#[derive(Debug, Clone)]
pub struct NewKeys {
    rsa: SealedKey,
    ed25519: SealedKey,
}

#[derive(Debug, Clone)]
struct SealedKey {
    id: KeyId,
    public: String,
    private_sealed: String,
}

/// Why no keys could be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeKeysError {
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The thread that computed them ended early.
    #[error("making keys was interrupted")]
    Interrupted,
}

/// The purpose for which the private half of a key is sealed, and with which it opens.
pub fn seal_purpose(key: KeyId) -> String {
    format!("actor-key:{key}")
}

impl NewKeys {
    /// Makes an RSA and an Ed25519 key on a thread of their own. Do not hold a transaction meanwhile.
    pub async fn make(ctx: &Context, sealer: &Arc<Sealer>) -> Result<Self, MakeKeysError> {
        let (rsa_id, ed25519_id) = (KeyId::new(ctx.ids.next()), KeyId::new(ctx.ids.next()));
        let sealer = Arc::clone(sealer);
        let made = tokio::task::spawn_blocking(move || {
            let (rsa, ed25519) = (KeyPair::rsa()?, KeyPair::ed25519()?);
            let multikey = ed25519.public_multikey.clone().ok_or(KeyError::Generate)?;
            Ok::<_, KeyError>(Self {
                rsa: SealedKey::new(&sealer, rsa_id, &rsa, rsa.public_pem())?,
                ed25519: SealedKey::new(&sealer, ed25519_id, &ed25519, multikey)?,
            })
        });
        Ok(made.await.map_err(|_| MakeKeysError::Interrupted)??)
    }

    /// Writes them; `rsa_name` and `ed25519_name` become the fragments of their uris.
    async fn insert(
        self,
        ctx: &Context,
        tx: &mut Tx,
        actor: &Actor,
        rsa_name: &str,
        ed25519_name: &str,
    ) -> Result<(), StoreError> {
        let rows =
            [(self.rsa, KeyAlgorithm::Rsa, rsa_name), (self.ed25519, KeyAlgorithm::Ed25519, ed25519_name)];
        for (key, algorithm, name) in rows {
            let row = KeyRow {
                id: key.id,
                actor_id: actor.id,
                key_uri: Addresses::key(&actor.uri, name),
                algorithm,
                public_key: key.public,
                private_key_sealed: Some(key.private_sealed),
                created_at: ctx.now(),
                retired_at: None,
            };
            actors::insert_key(tx, &row).await?;
        }
        Ok(())
    }
}

impl SealedKey {
    fn new(sealer: &Sealer, id: KeyId, pair: &KeyPair, public: String) -> Result<Self, KeyError> {
        let private_sealed = sealer.seal(&seal_purpose(id), &pair.private)?;
        Ok(Self { id, public, private_sealed })
    }
}

/// The first keys of an actor.
pub(super) async fn insert_first_keys(
    ctx: &Context,
    tx: &mut Tx,
    actor: &Actor,
    keys: NewKeys,
) -> Result<(), StoreError> {
    keys.insert(ctx, tx, actor, "main-key", "ed25519-key").await
}

/// Replaces the keys of an actor of this node. The new ones have new uris, so that nobody who remembers an old key
/// takes it for the new one.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such local actor.
pub async fn rotate_keys(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    keys: NewKeys,
) -> Result<(), StoreError> {
    let actor = actors::by_id(tx, actor).await?.filter(|actor| actor.local).ok_or(StoreError::NotFound)?;
    for old in actors::keys(tx, actor.id).await? {
        actors::retire_key(tx, old.id, ctx.now()).await?;
    }
    let rsa_name = format!("main-key-{}", keys.rsa.id);
    let ed25519_name = format!("ed25519-key-{}", keys.ed25519.id);
    keys.insert(ctx, tx, &actor, &rsa_name, &ed25519_name).await?;
    ctx.record(tx, &Fact::ActorChanged { actor: actor.id }).await
}
