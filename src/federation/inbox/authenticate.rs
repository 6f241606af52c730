//! Who sent this? The one function that says who signed a request.
//!
//! A key counts for an actor only when both have the same origin, the key's document was read from there, and the actor
//! itself lists the key (FEP-fe34). What the sender writes about itself is never enough.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use moka::future::Cache;
use url::Url;

use crate::domain::actor::KeyAlgorithm;
use crate::domain::time::Timestamp;
use crate::domain::url::same_origin;
use crate::federation::signatures::{
    IncomingRequest, OwnAddress, SignatureError, Unverified, VerifyingKey, parse,
};
use crate::store::{Db, StoreError, actors};

/// For how long a parsed key is used without asking the database again: a key that its owner removed counts no longer
/// than this, in every process.
const FRESH_FOR: Duration = Duration::from_secs(10);
/// A key that does not verify is read again from its origin, at most this often for one actor (threat 54).
const REREAD_AT_MOST_EVERY: Duration = Duration::from_mins(1);
const MOST_KEYS: u64 = 50_000;

/// Reads the owner of a key from its origin.
pub trait KeyOwners: Send + Sync {
    /// Reads the document of `key_id`, follows it to its owner on the same origin, checks that the owner lists the
    /// key, and remembers the owner with its keys.
    fn read<'a>(&'a self, key_id: &'a str) -> BoxFuture<'a, Result<(), OwnerError>>;
}

/// Why the owner of a key could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OwnerError {
    /// It may work later: the other server did not answer.
    #[error("the key's server could not be reached")]
    Unreachable,
    /// There is no such key, or its claims do not hold.
    #[error("the key does not belong to an actor of its server")]
    NotAKey,
}

/// Why a request does not count as sent by anybody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(transparent)]
    Owner(#[from] OwnerError),
    /// The key id is not an address on the origin of the actor that the body names.
    #[error("the key does not belong to the actor")]
    ForeignKey,
    #[error("too many keys of unknown servers are being read; try again")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the owner of a key was not read, for everybody who waited for it.
#[derive(Debug, Clone, Copy)]
enum NotRead {
    Owner(OwnerError),
    TooMany,
}

impl From<NotRead> for AuthenticationError {
    fn from(failure: NotRead) -> Self {
        match failure {
            NotRead::Owner(error) => error.into(),
            NotRead::TooMany => Self::TooMany,
        }
    }
}

/// A key with the actor whose it is.
#[derive(Debug)]
struct KnownKey {
    actor_uri: String,
    key: VerifyingKey,
}

/// Says who signed a request.
pub struct Authenticator {
    db: Db,
    own: OwnAddress,
    owners: Arc<dyn KeyOwners>,
    keys: Cache<String, Arc<KnownKey>>,
    /// Documents of keys that are being read: those who ask for the same one wait for the same answer.
    reading: Cache<String, Result<(), NotRead>>,
    /// Keys that were read again within the last minute, with what came of it.
    reread: Cache<String, Result<(), NotRead>>,
    readings: RateLimiter<String, DashMapStateStore<String>, DefaultClock>,
}

/// Keys of one host that are read in a minute, before anybody has proved anything.
const READINGS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();

impl Authenticator {
    pub fn new(db: Db, own: OwnAddress, owners: Arc<dyn KeyOwners>) -> Self {
        Self {
            db,
            own,
            owners,
            keys: Cache::builder().max_capacity(MOST_KEYS).time_to_live(FRESH_FOR).build(),
            reading: Cache::builder().max_capacity(MOST_KEYS).build(),
            reread: Cache::builder().max_capacity(MOST_KEYS).time_to_live(REREAD_AT_MOST_EVERY).build(),
            readings: RateLimiter::keyed(Quota::per_minute(READINGS_PER_MINUTE)),
        }
    }

    /// The id of the actor who signed the request, which must be `claimed`: the actor that the body names.
    ///
    /// # Errors
    /// Why it was not signed by that actor. Nothing is fetched before the rules that need no key are met.
    pub async fn authenticate(
        &self,
        request: &IncomingRequest<'_>,
        claimed: &str,
        now: Timestamp,
    ) -> Result<String, AuthenticationError> {
        let unverified = parse(request, &self.own, now)?;
        let key_id = own_key_of(claimed, unverified.key_id())?;
        let known = match self.known(&key_id).await? {
            Some(known) => known,
            None => self.read_owner(&key_id).await?,
        };
        let known = match unverified.verify(&known.key) {
            Ok(()) => known,
            Err(error) => self.after_rotation(&key_id, &unverified, error).await?,
        };
        if known.actor_uri == claimed {
            Ok(known.actor_uri.clone())
        } else {
            Err(AuthenticationError::ForeignKey)
        }
    }

    async fn known(&self, key_id: &str) -> Result<Option<Arc<KnownKey>>, StoreError> {
        if let Some(known) = self.keys.get(key_id).await {
            return Ok(Some(known));
        }
        let mut tx = self.db.read().await?;
        let Some(row) = actors::key_by_uri(&mut tx, key_id).await? else { return Ok(None) };
        let Some(actor) = actors::by_id(&mut tx, row.actor_id).await? else { return Ok(None) };
        drop(tx);
        let parsed = match row.algorithm {
            KeyAlgorithm::Rsa => VerifyingKey::from_pem(&row.public_key),
            KeyAlgorithm::Ed25519 => VerifyingKey::from_multikey(&row.public_key),
        };
        let Ok(key) = parsed else { return Ok(None) };
        let known = Arc::new(KnownKey { actor_uri: actor.uri, key });
        self.keys.insert(key_id.to_owned(), Arc::clone(&known)).await;
        Ok(Some(known))
    }

    /// Reads the owner of a key that is not known. However many deliveries of a new actor arrive together, its server is
    /// asked once.
    async fn read_owner(&self, key_id: &str) -> Result<Arc<KnownKey>, AuthenticationError> {
        let document = document_of(key_id);
        let read = async {
            // Whoever came too late to wait finds what the others read.
            match self.known(key_id).await {
                Ok(Some(_)) => Ok(()),
                _ => self.read_now(key_id).await,
            }
        };
        let read = self.reading.get_with_by_ref(document, read).await;
        self.reading.invalidate(document).await;
        read?;
        self.known(key_id).await?.ok_or(AuthenticationError::Owner(OwnerError::NotAKey))
    }

    async fn read_now(&self, key_id: &str) -> Result<(), NotRead> {
        let host =
            Url::parse(key_id).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        if self.readings.check_key(&host).is_err() {
            self.readings.retain_recent();
            return Err(NotRead::TooMany);
        }
        self.owners.read(key_id).await.map_err(NotRead::Owner)
    }

    /// A signature that does not verify may have been made with a new key of the same id: the owner is read once more,
    /// for everybody who asks within a minute.
    async fn after_rotation(
        &self,
        key_id: &str,
        unverified: &Unverified,
        error: SignatureError,
    ) -> Result<Arc<KnownKey>, AuthenticationError> {
        let already = self.reread.contains_key(key_id);
        let read = self.reread.get_with_by_ref(key_id, self.read_now(key_id)).await;
        if already && read.is_err() {
            return Err(error.into());
        }
        read?;
        if !already {
            self.keys.invalidate(key_id).await;
        }
        let known = self.known(key_id).await?.ok_or(AuthenticationError::Owner(OwnerError::NotAKey))?;
        unverified.verify(&known.key)?;
        Ok(known)
    }
}

/// The document in which a key stands.
fn document_of(key_id: &str) -> &str {
    key_id.split_once('#').map_or(key_id, |(document, _)| document)
}

/// The key id, if it is an address on the origin of the actor.
fn own_key_of(actor: &str, key_id: &str) -> Result<String, AuthenticationError> {
    let (Ok(actor), Ok(key)) = (Url::parse(actor), Url::parse(key_id)) else {
        return Err(AuthenticationError::ForeignKey);
    };
    if same_origin(&actor, &key) { Ok(key_id.to_owned()) } else { Err(AuthenticationError::ForeignKey) }
}
